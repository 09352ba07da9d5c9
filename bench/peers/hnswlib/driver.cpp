// hnswlib as a child process, so that another program can interleave rounds with its own engine in one run. Commands:
// README.md; what all drivers share: ../common/driver.h.
#include <hnswlib.h>
#include "../common/driver.h"

#ifndef HNSWLIB_PACKAGE
#define HNSWLIB_PACKAGE "libhnswlib-dev of the distribution"
#endif

static long distancesCounted = 0;
static hnswlib::DISTFUNC<float> countedFunction = nullptr;
static float countingDistance(const void* a, const void* b, const void* parameter) {
    distancesCounted++;
    return countedFunction(a, b, parameter);
}

// Sets of rows, one bit a row, and which of them each query is asked under.
struct AllowedSets {
    size_t words = 0;
    std::vector<uint64_t> bits;
    std::vector<int32_t> setOfQuery;
    bool any() const { return !setOfQuery.empty(); }
    const uint64_t* of(size_t query) const { return &bits[size_t(setOfQuery[query]) * words]; }
};

#ifdef HNSWLIB_HAS_FILTER
// The cheapest test that there is for a list of rows; a hash set, which examples use, costs a multiple.
class RowFilter : public hnswlib::BaseFilterFunctor {
public:
    explicit RowFilter(const uint64_t* bits) : bits_(bits) {}
    bool operator()(hnswlib::labeltype label) override { return bits_[label >> 6] >> (label & 63) & 1; }

private:
    const uint64_t* bits_;
};
#endif

class HnswlibDriver : public Driver {
public:
    // Padding to 16 floats lets hnswlib take its AVX-512 kernel where the dimension alone would not.
    HnswlibDriver() : Driver(1, 16) {}

protected:
    std::string version() const override { return describe("hnswlib", HNSWLIB_PACKAGE).line(); }

    void drop() override { index_.reset(); }

    bool hasIndex() const override { return index_ != nullptr; }

    std::string build(Words& words) override {
        size_t m = words.number("M"), efConstruction = words.number("efConstruction"), threads = words.number("threads"), seed = words.number("seed");
        need(m >= 2 && m <= 256 && efConstruction >= 1 && threads >= 1 && threads <= 1024, "build M efConstruction threads seed, with M from 2 to 256");
        double wall = wallSeconds(), cpu = processCpuSeconds();
        auto space = std::make_unique<hnswlib::InnerProductSpace>(rows_.stride);
        auto index = std::make_unique<hnswlib::HierarchicalNSW<float>>(space.get(), rows_.count, m, efConstruction, seed);
        index->addPoint(rows_.row(0), 0);
        parallel(1, rows_.count, threads, [&](size_t i) { index->addPoint(rows_.row(i), i); });
        keep(std::move(space), std::move(index));
        return Json().add("M", m).add("efConstruction", efConstruction).add("threads", threads).add("seed", seed)
            .add("wallSeconds", wallSeconds() - wall).add("cpuSeconds", processCpuSeconds() - cpu)
            .add("peakResidentMegabytes", peakResidentMegabytes()).line();
    }

    void save(const std::string& path) const override { index_->saveIndex(path); }

    std::string open(const std::string& path) override {
        double wall = wallSeconds();
        auto space = std::make_unique<hnswlib::InnerProductSpace>(rows_.stride);
        auto index = std::make_unique<hnswlib::HierarchicalNSW<float>>(space.get(), path);
        need(index->cur_element_count == rows_.count, path + " holds another number of rows than the vectors");
        keep(std::move(space), std::move(index));
        return Json().add("rows", index_->cur_element_count).add("M", index_->M_).add("efConstruction", index_->ef_construction_)
            .add("wallSeconds", wallSeconds() - wall).line();
    }

    std::string search(Words& words) override {
        size_t k = words.number("k"), efSearch = words.number("efSearch");
        bool count = false;
        size_t together = 0;
        double limitSeconds = INFINITY;
        for (std::string word; !(word = words.next()).empty();) {
            need(word == "count" || word == "within" || word == "together", "search k efSearch [count] [within MILLISECONDS] [together THREADS]");
            if (word == "count") count = true;
            else if (word == "together") need((together = words.number("THREADS")) >= 1 && together <= 1024, "together THREADS, from 1 to 1024");
            else limitSeconds = double(words.number("MILLISECONDS")) / 1000;
        }
        needSearch(k);
        need(efSearch >= 1, "search k efSearch, both at least 1");
        index_->setEf(efSearch);
        if (together > 0) {
            double wall = wallSeconds();
            parallel(0, queries_.count, together, [&](size_t q) { ask(q, k); });
            return Json().add("ef", efSearch).add("k", k).add("threads", together).add("wallMicroseconds", (wallSeconds() - wall) * 1e6 / double(queries_.count)).line();
        }
        std::vector<std::priority_queue<std::pair<float, hnswlib::labeltype>>> found(queries_.count);
        Pass pass = timed([&](size_t q) { found[q] = ask(q, k); }, limitSeconds);
        std::vector<int64_t> ids(queries_.count * k, -1);
        for (size_t q = 0; q < queries_.count; q++)
            for (size_t j = 0; j < k && !found[q].empty(); j++, found[q].pop()) ids[q * k + j] = int64_t(found[q].top().second);
        Json json = report(efSearch, k, pass, ids);
        if (count) json.add("distances", distances(k));
        return json.line();
    }

    std::string other(const std::string& command, Words& words) override {
        if (command != "allow") return Driver::other(command, words);
        std::string sets = words.path("SETS.bits");
        if (sets == "all") {
            allowed_ = AllowedSets();
            return Json().add("sets", 0).line();
        }
        return allow(sets, words.path("SETOFQUERY.ivecs"));
    }

    void renewed() override { allowed_ = AllowedSets(); }

private:
#ifdef HNSWLIB_HAS_FILTER
    std::priority_queue<std::pair<float, hnswlib::labeltype>> ask(size_t query, size_t k) const {
        if (!allowed_.any()) return index_->searchKnn(queries_.row(query), k);
        RowFilter filter(allowed_.of(query));
        return index_->searchKnn(queries_.row(query), k, &filter);
    }

    std::string allow(const std::string& sets, const std::string& setOfQuery) {
        need(queries_.count > 0, "queries FILE first");
        AllowedSets allowed;
        allowed.words = (rows_.count + 63) / 64;
        std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(sets.c_str(), "rb"), std::fclose);
        need(file != nullptr, "cannot open " + sets);
        std::vector<uint64_t> set(allowed.words);
        size_t count = 0, rest;
        while ((rest = std::fread(set.data(), 1, allowed.words * 8, file.get())) == allowed.words * 8) {
            allowed.bits.insert(allowed.bits.end(), set.begin(), set.end());
            count++;
        }
        need(rest == 0 && count > 0, sets + " holds no whole number of sets of " + std::to_string(rows_.count) + " bits, rounded up to 64");
        size_t queries, width;
        allowed.setOfQuery = readVecs<int32_t>(setOfQuery, queries, width);
        need(queries == queries_.count && width == 1, setOfQuery + " must hold one number for each query");
        for (int32_t number : allowed.setOfQuery)
            need(number >= 0 && size_t(number) < count, setOfQuery + " names a set that " + sets + " does not hold");
        allowed_ = std::move(allowed);
        return Json().add("sets", count).line();
    }
#else
    std::priority_queue<std::pair<float, hnswlib::labeltype>> ask(size_t query, size_t k) const { return index_->searchKnn(queries_.row(query), k); }

    std::string allow(const std::string&, const std::string&) {
        throw std::runtime_error("this driver was built against an hnswlib without filters (they came with 0.7); build it with make HNSWLIB_INCLUDE=DIR");
    }
#endif

    void keep(std::unique_ptr<hnswlib::InnerProductSpace> space, std::unique_ptr<hnswlib::HierarchicalNSW<float>> index) {
        index_ = std::move(index);  // before the space that the former index points into
        space_ = std::move(space);
    }

    // A pass of its own with a counting function, so that counting never touches the timed pass.
    double distances(size_t k) {
        countedFunction = index_->fstdistfunc_;
        index_->fstdistfunc_ = countingDistance;
        distancesCounted = 0;
        for (size_t q = 0; q < queries_.count; q++) ask(q, k);
        index_->fstdistfunc_ = countedFunction;
        return double(distancesCounted) / double(queries_.count);
    }

    std::unique_ptr<hnswlib::InnerProductSpace> space_;
    std::unique_ptr<hnswlib::HierarchicalNSW<float>> index_;
    AllowedSets allowed_;
};

int main() { return HnswlibDriver().serve(); }
