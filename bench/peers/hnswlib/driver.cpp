// hnswlib as a child process: one command a line on stdin, one line of JSON on stdout, so that another program can
// interleave rounds with its own engine in one run. Errors are {"error":"..."} and leave the driver running.
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include "commands.h"

#ifndef HNSWLIB_PACKAGE
#define HNSWLIB_PACKAGE "libhnswlib-dev of the distribution"
#endif

static size_t number(std::istream& line, const char* name) {
    long long value;
    if (!(line >> value) || value < 0) throw std::runtime_error(std::string("missing or wrong number: ") + name);
    return size_t(value);
}

// A path may stand in double quotes; without them it ends at a blank.
static std::string path(std::istream& line, const char* name, bool optional = false) {
    std::string value;
    if (!(line >> std::quoted(value)) && !optional) throw std::runtime_error(std::string("missing path: ") + name);
    return value;
}

static std::string version() {
    return Json().add("peer", "hnswlib").add("package", HNSWLIB_PACKAGE).add("compiler", "g++ " __VERSION__)
#ifdef __AVX512F__
        .add("instructions", "AVX-512")
#elif defined(__AVX__)
        .add("instructions", "AVX")
#else
        .add("instructions", "baseline")
#endif
        .line();
}

static std::string answer(Driver& driver, std::istream& line, const std::string& command) {
    if (command == "version") return version();
    if (command == "load") {
        std::string file = path(line, "VECTORS.fvecs"), pad;
        line >> pad;
        return driver.load(file, pad == "pad");
    }
    if (command == "queries") return driver.queries(path(line, "QUERIES.fvecs"));
    if (command == "truth") {
        std::string ids = path(line, "TRUTH.ivecs");
        return driver.truth(ids, path(line, "SIMILARITIES.fvecs"));
    }
    if (command == "exact") {
        size_t k = number(line, "k");
        std::string ids = path(line, "TRUTH.ivecs", true);
        return driver.exact(k, ids, path(line, "SIMILARITIES.fvecs", true));
    }
    if (command == "build") {
        size_t m = number(line, "M"), efConstruction = number(line, "efConstruction"), threads = number(line, "threads");
        return driver.build(m, efConstruction, threads, number(line, "seed"));
    }
    if (command == "save") return driver.save(path(line, "FILE"));
    if (command == "open") return driver.open(path(line, "FILE"));
    if (command == "search") {
        size_t k = number(line, "k"), efSearch = number(line, "efSearch");
        std::string count;
        line >> count;
        return driver.search(k, efSearch, count == "count");
    }
    throw std::runtime_error("unknown command " + command + "; use version, load, queries, truth, exact, build, save, open, search or quit");
}

int main() {
    Driver driver;
    std::string text;
    while (std::getline(std::cin, text)) {
        std::istringstream line(text);
        std::string command;
        if (!(line >> command)) continue;
        if (command == "quit") return 0;
        try {
            std::cout << answer(driver, line, command) << std::endl;
        } catch (const std::exception& e) {
            std::cout << Json().add("error", command + ": " + e.what()).line() << std::endl;
        }
    }
    return 0;
}
