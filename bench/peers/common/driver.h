// What every driver shares: rows, queries, truth, the judge of recall, the clock of a pass, and the line protocol. A peer
// derives from Driver and adds its index. Invariant: a command that throws leaves the earlier state usable. Recall counts
// a returned item as a hit when its similarity, computed again here, is at least the true k-th similarity minus 1e-6, so
// that ties do not matter and no peer is judged by its own distances.
#pragma once
#include <atomic>
#include <exception>
#include <iomanip>
#include <iostream>
#include <mutex>
#include <sstream>
#include <thread>
#include "measure.h"
#include "vectors.h"

#ifndef PEER_FLAGS
#define PEER_FLAGS "unknown"
#endif

inline void need(bool holds, const std::string& message) {
    if (!holds) throw std::runtime_error(message);
}

// The words of one command.
class Words {
public:
    explicit Words(const std::string& text) : line_(text) {}

    std::string next() {
        std::string word;
        line_ >> word;
        return word;
    }

    size_t number(const char* name) {
        long long value;
        need(bool(line_ >> value) && value >= 0, std::string("missing or wrong number: ") + name);
        return size_t(value);
    }

    // A path may stand in double quotes; without them it ends at a blank.
    std::string path(const char* name, bool optional = false) {
        std::string value;
        need(bool(line_ >> std::quoted(value)) || optional, std::string("missing path: ") + name);
        return value;
    }

private:
    std::istringstream line_;
};

// One pass over the queries, or over the first of them where time ran out: thread CPU time of the whole, wall time of each
// that was asked.
struct Pass {
    double cpuSeconds = 0;
    std::vector<double> microseconds;
};

class Driver {
public:
    // Rows are padded with zeros to a multiple of plainPad numbers, or of widePad where `load` says so.
    Driver(size_t plainPad, size_t widePad) : plainPad_(plainPad), widePad_(widePad) {}
    virtual ~Driver() = default;

    // One command a line on stdin, one line of JSON on stdout. Errors are {"error":"..."} and leave the driver running.
    int serve() {
        std::string text;
        while (std::getline(std::cin, text)) {
            Words words(text);
            std::string command = words.next();
            if (command.empty()) continue;
            if (command == "quit") return 0;
            try {
                std::cout << answer(command, words) << std::endl;
            } catch (const std::exception& e) {
                std::cout << Json().add("error", command + ": " + e.what()).line() << std::endl;
            }
        }
        return 0;
    }

protected:
    virtual std::string version() const = 0;
    virtual void drop() = 0;
    virtual bool hasIndex() const = 0;
    virtual std::string build(Words& words) = 0;
    virtual void save(const std::string& path) const = 0;
    virtual std::string open(const std::string& path) = 0;
    virtual std::string search(Words& words) = 0;

    // A command that only this peer has.
    virtual std::string other(const std::string& command, Words&) {
        throw std::runtime_error("unknown command " + command + "; use version, load, queries, truth, exact, build, save, open, search or quit");
    }

    // The queries are others now: what was said of the former ones no longer holds.
    virtual void renewed() {}

    // Peer, package, compiler and what this driver's own code was compiled for.
    static Json describe(const char* peer, const char* package) {
        return Json().add("peer", peer).add("package", package).add("compiler", "g++ " __VERSION__).add("flags", PEER_FLAGS)
#ifdef __AVX512F__
            .add("instructions", "AVX-512");
#elif defined(__AVX__)
            .add("instructions", "AVX");
#else
            .add("instructions", "baseline");
#endif
    }

    void needSearch(size_t k) const {
        need(hasIndex(), "build or open first");
        need(queries_.count > 0, "queries FILE first");
        need(k >= 1 && k <= rows_.count, "k must be from 1 to the number of rows");
        need(truthSimilarities_.empty() || k <= truthK_, "the truth holds k = " + std::to_string(truthK_));
    }

    // Every query once, one after another, on this thread; no further ones once so many seconds are over, but at least three.
    template <typename One>
    Pass timed(One one, double limitSeconds = INFINITY) const {
        const size_t least = 3;
        Pass pass;
        pass.microseconds.resize(queries_.count);
        double cpu = threadCpuSeconds(), end = wallSeconds() + limitSeconds;
        size_t asked = 0;
        for (double now = 0; asked < queries_.count && (asked < least || now < end); asked++) {
            double start = wallSeconds();
            one(asked);
            now = wallSeconds();
            pass.microseconds[asked] = (now - start) * 1e6;
        }
        pass.cpuSeconds = threadCpuSeconds() - cpu;
        pass.microseconds.resize(asked);
        return pass;
    }

    // The ids hold k a query, a negative id standing for "none found".
    Json report(size_t setting, size_t k, const Pass& pass, const std::vector<int64_t>& ids) const {
        Json json;
        json.add("ef", setting).add("k", k);
        size_t asked = pass.microseconds.size();
        if (!truthSimilarities_.empty()) json.add("recall", recall(ids, k, asked));
        if (asked < queries_.count) json.add("asked", asked);
        return json.add("qps", asked / pass.cpuSeconds).add("cpuMicroseconds", pass.cpuSeconds / asked * 1e6)
            .add("p50Microseconds", percentile(pass.microseconds, 0.5)).add("p99Microseconds", percentile(pass.microseconds, 0.99))
            .add("p999Microseconds", percentile(pass.microseconds, 0.999));
    }

    template <typename Work>
    static void parallel(size_t start, size_t end, size_t threads, Work work) {
        std::atomic<size_t> next{start};
        std::exception_ptr failure;
        std::mutex gate;
        std::vector<std::thread> workers;
        for (size_t t = 0; t < std::max<size_t>(threads, 1); t++)
            workers.emplace_back([&] {
                try {
                    for (size_t i; (i = next.fetch_add(1)) < end;) work(i);
                } catch (...) {
                    std::lock_guard<std::mutex> lock(gate);
                    failure = std::current_exception();
                    next = end;
                }
            });
        for (auto& worker : workers) worker.join();
        if (failure) std::rethrow_exception(failure);
    }

    Matrix rows_, queries_;

private:
    std::string answer(const std::string& command, Words& words) {
        if (command == "version") return version();
        if (command == "load") {
            std::string file = words.path("VECTORS.fvecs");
            return load(file, words.next() == "pad");
        }
        if (command == "queries") return queries(words.path("QUERIES.fvecs"));
        if (command == "truth") {
            std::string ids = words.path("TRUTH.ivecs");
            return truth(ids, words.path("SIMILARITIES.fvecs"));
        }
        if (command == "exact") {
            size_t k = words.number("k");
            std::string ids = words.path("TRUTH.ivecs", true);
            return exact(k, ids, words.path("SIMILARITIES.fvecs", true));
        }
        if (command == "build") {
            need(rows_.count > 0, "load VECTORS first");
            return build(words);
        }
        if (command == "save") {
            need(hasIndex(), "build or open first");
            std::string path = words.path("FILE");
            save(path + ".tmp");
            need(std::rename((path + ".tmp").c_str(), path.c_str()) == 0, "cannot write " + path);
            return Json().add("saved", path).line();
        }
        if (command == "open") {
            need(rows_.count > 0, "load VECTORS first: an index file is opened for them");
            return open(words.path("FILE"));
        }
        if (command == "search") return search(words);
        return other(command, words);
    }

    std::string load(const std::string& path, bool wide) {
        size_t pad = wide ? widePad_ : plainPad_;
        Matrix rows = readNormalised(path, pad);
        drop();
        truthSimilarities_.clear();
        queries_ = Matrix();
        rows_ = std::move(rows);
        padTo_ = pad;
        renewed();
        return Json().add("rows", rows_.count).add("dimension", rows_.dimension).add("stride", rows_.stride).line();
    }

    std::string queries(const std::string& path) {
        need(rows_.count > 0, "load VECTORS first");
        Matrix queries = readNormalised(path, padTo_);
        need(queries.dimension == rows_.dimension, path + " has dimension " + std::to_string(queries.dimension) + ", the vectors have " + std::to_string(rows_.dimension));
        truthSimilarities_.clear();
        queries_ = std::move(queries);
        renewed();
        return Json().add("queries", queries_.count).line();
    }

    std::string truth(const std::string& idsPath, const std::string& similaritiesPath) {
        need(queries_.count > 0, "queries FILE first");
        size_t count, k, countB, kB;
        readVecs<int32_t>(idsPath, count, k);
        std::vector<float> similarities = readVecs<float>(similaritiesPath, countB, kB);
        need(count == countB && k == kB, idsPath + " and " + similaritiesPath + " differ in rows or k");
        need(count == queries_.count, idsPath + " has " + std::to_string(count) + " rows for " + std::to_string(queries_.count) + " queries");
        truthSimilarities_ = std::move(similarities);
        truthK_ = k;
        return Json().add("rows", count).add("k", k).line();
    }

    // Exact truth by brute force; written as ivecs and fvecs where paths are given. Also the intrinsic dimension by
    // maximum likelihood (Levina and Bickel 2004) over the k nearest of each query.
    std::string exact(size_t k, const std::string& idsPath, const std::string& similaritiesPath) {
        need(queries_.count > 0, "queries FILE first");
        need(k >= 2 && k <= rows_.count, "k must be from 2 to the number of rows");
        std::vector<int32_t> ids(queries_.count * k);
        std::vector<float> similarities(queries_.count * k);
        std::vector<double> dimensions(queries_.count);
        double start = wallSeconds();
        parallel(0, queries_.count, std::thread::hardware_concurrency(), [&](size_t q) {
            std::vector<std::pair<float, int32_t>> scored(rows_.count);
            for (size_t i = 0; i < rows_.count; i++)
                scored[i] = {-floatDot(queries_.row(q), rows_.row(i)), int32_t(i)};
            std::partial_sort(scored.begin(), scored.begin() + k, scored.end());
            // Float sums choose the candidates; the double sum is what is stored and compared.
            for (size_t j = 0; j < k; j++) scored[j].first = -float(similarity(q, scored[j].second));
            std::sort(scored.begin(), scored.begin() + k);
            double last = distance(-scored[k - 1].first), sum = 0;
            for (size_t j = 0; j < k; j++) {
                ids[q * k + j] = scored[j].second;
                similarities[q * k + j] = -scored[j].first;
                if (j + 1 < k) sum += std::log(last / distance(-scored[j].first));
            }
            dimensions[q] = (k - 1) / std::max(sum, 1e-9);
        });
        if (!idsPath.empty()) writeVecs(idsPath, ids, k);
        if (!similaritiesPath.empty()) writeVecs(similaritiesPath, similarities, k);
        double kth = 0;
        for (size_t q = 0; q < queries_.count; q++) kth += similarities[q * k + k - 1] / queries_.count;
        truthSimilarities_ = std::move(similarities);
        truthK_ = k;
        return Json().add("queries", queries_.count).add("k", k).add("seconds", wallSeconds() - start)
            .add("intrinsicDimensionMedian", percentile(dimensions, 0.5)).add("kthSimilarityMean", kth).line();
    }

    static double distance(double similarity) { return std::sqrt(std::max(2.0 - 2.0 * similarity, 1e-12)); }

    double similarity(size_t query, size_t row) const { return dot(queries_.row(query), rows_.row(row), rows_.dimension); }

    float floatDot(const float* a, const float* b) const {
        float sums[16] = {};
        size_t i = 0;
        for (; i + 16 <= rows_.stride; i += 16)
            for (size_t j = 0; j < 16; j++) sums[j] += a[i + j] * b[i + j];
        float sum = 0;
        for (; i < rows_.stride; i++) sum += a[i] * b[i];
        for (float s : sums) sum += s;
        return sum;
    }

    // Under a filter a query may have fewer than k answers; the rest of its row holds -2, below any cosine.
    double recall(const std::vector<int64_t>& ids, size_t k, size_t asked) const {
        size_t hits = 0, wanted = 0;
        for (size_t q = 0; q < asked; q++) {
            const float* truth = &truthSimilarities_[q * truthK_];
            size_t known = k;
            while (known > 0 && truth[known - 1] < -1.5f) known--;
            wanted += known;
            if (known == 0) continue;
            double least = truth[known - 1] - 1e-6;
            for (size_t j = 0; j < k; j++) {
                int64_t id = ids[q * k + j];
                hits += id >= 0 && float(similarity(q, size_t(id))) >= least;
            }
        }
        return wanted == 0 ? 1 : double(hits) / double(wanted);
    }

    size_t plainPad_, widePad_, padTo_ = 1, truthK_ = 0;
    std::vector<float> truthSimilarities_;
};
