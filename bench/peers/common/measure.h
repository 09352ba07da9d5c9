// Clocks, percentiles and one line of JSON. CPU time is what is compared; wall time is what a shopper waits for.
#pragma once
#include <sys/resource.h>
#include <time.h>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

inline double seconds(clockid_t clock) {
    timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

inline double wallSeconds() { return seconds(CLOCK_MONOTONIC); }
inline double threadCpuSeconds() { return seconds(CLOCK_THREAD_CPUTIME_ID); }

inline double processCpuSeconds() {
    rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

// Not ru_maxrss: that begins with what the process that started this one had at its peak.
inline double peakResidentMegabytes() {
    double kilobytes = 0;
    if (std::FILE* status = std::fopen("/proc/self/status", "r")) {
        char line[256];
        while (std::fgets(line, sizeof line, status) && std::sscanf(line, "VmHWM: %lf", &kilobytes) != 1) {
        }
        std::fclose(status);
    }
    return kilobytes / 1024.0;
}

// The smallest value that at least this share of the values does not exceed.
inline double percentile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    size_t rank = size_t(std::ceil(share * values.size()));
    return values[std::min(values.size(), std::max<size_t>(rank, 1)) - 1];
}

class Json {
public:
    Json& add(const char* name, double value) {
        char text[64];
        std::snprintf(text, sizeof text, "%.10g", value);
        return raw(name, text);
    }
    Json& add(const char* name, const std::string& value) {
        std::string text = "\"";
        for (unsigned char c : value) {
            if (c == '"' || c == '\\') text += '\\';
            text += c < 32 ? ' ' : char(c);
        }
        return raw(name, text + "\"");
    }
    std::string line() const { return "{" + body_ + "}"; }

private:
    Json& raw(const char* name, const std::string& text) {
        body_ += (body_.empty() ? "\"" : ",\"") + std::string(name) + "\":" + text;
        return *this;
    }
    std::string body_;
};
