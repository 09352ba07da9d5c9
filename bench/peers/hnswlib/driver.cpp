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
        bool count = words.next() == "count";
        needSearch(k);
        need(efSearch >= 1, "search k efSearch, both at least 1");
        index_->setEf(efSearch);
        std::vector<std::priority_queue<std::pair<float, hnswlib::labeltype>>> found(queries_.count);
        Pass pass = timed([&](size_t q) { found[q] = index_->searchKnn(queries_.row(q), k); });
        std::vector<int64_t> ids(queries_.count * k, -1);
        for (size_t q = 0; q < queries_.count; q++)
            for (size_t j = 0; j < k && !found[q].empty(); j++, found[q].pop()) ids[q * k + j] = int64_t(found[q].top().second);
        Json json = report(efSearch, k, pass, ids);
        if (count) json.add("distances", distances(k));
        return json.line();
    }

private:
    void keep(std::unique_ptr<hnswlib::InnerProductSpace> space, std::unique_ptr<hnswlib::HierarchicalNSW<float>> index) {
        index_ = std::move(index);  // before the space that the former index points into
        space_ = std::move(space);
    }

    // A pass of its own with a counting function, so that counting never touches the timed pass.
    double distances(size_t k) {
        countedFunction = index_->fstdistfunc_;
        index_->fstdistfunc_ = countingDistance;
        distancesCounted = 0;
        for (size_t q = 0; q < queries_.count; q++) index_->searchKnn(queries_.row(q), k);
        index_->fstdistfunc_ = countedFunction;
        return double(distancesCounted) / double(queries_.count);
    }

    std::unique_ptr<hnswlib::InnerProductSpace> space_;
    std::unique_ptr<hnswlib::HierarchicalNSW<float>> index_;
};

int main() { return HnswlibDriver().serve(); }
