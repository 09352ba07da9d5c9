// USearch as a child process, with the commands of the hnswlib driver: README.md; what all drivers share:
// ../common/driver.h. Unit vectors by inner product, which is cosine, kept as float32, float16 or int8.
#include <usearch/index_dense.hpp>
#include "../common/driver.h"

#ifndef USEARCH_PACKAGE
#define USEARCH_PACKAGE "a version that was not named"
#endif

using namespace unum::usearch;

class UsearchDriver : public Driver {
public:
    UsearchDriver() : Driver(1, 16) {}

protected:
    std::string version() const override { return describe("usearch", USEARCH_PACKAGE).line(); }

    void drop() override { index_.reset(); }

    bool hasIndex() const override { return index_ != nullptr; }

    std::string build(Words& words) override {
        std::string scalar = words.next();
        size_t m = words.number("M"), efConstruction = words.number("efConstruction"), threads = words.number("threads");
        need(m >= 2 && m <= 256 && efConstruction >= 1 && threads >= 1 && threads <= 1024, "build f32|f16|i8 M efConstruction threads, with M from 2 to 256");
        scalar_kind_t kind = scalar == "f32" ? scalar_kind_t::f32_k : scalar == "f16" ? scalar_kind_t::f16_k : scalar == "i8" ? scalar_kind_t::i8_k : scalar_kind_t::unknown_k;
        need(kind != scalar_kind_t::unknown_k, "build f32, f16 or i8");
        double wall = wallSeconds(), cpu = processCpuSeconds();
        index_dense_config_t config(m, efConstruction, efConstruction);
        config.enable_key_lookups = false;
        // Its int8 form is made for cosine; on unit vectors the two metrics order alike.
        metric_kind_t metric = kind == scalar_kind_t::i8_k ? metric_kind_t::cos_k : metric_kind_t::ip_k;
        auto made = index_dense_t::make(metric_punned_t(rows_.stride, metric, kind), config);
        need(bool(made), "usearch did not make an index");
        auto index = std::make_unique<index_dense_t>(std::move(made.index));
        need(index->try_reserve(index_limits_t(rows_.count, threads)), "usearch has no memory for the rows");
        std::atomic<size_t> slot{0};
        parallel(0, rows_.count, threads, [&](size_t i) {
            thread_local size_t mine = slot.fetch_add(1) % threads;
            auto added = index->add(default_key_t(i), rows_.row(i), mine);
            if (!added) fail(added.error);
        });
        index_ = std::move(index);
        return Json().add("kind", scalar).add("M", m).add("efConstruction", efConstruction).add("threads", threads)
            .add("wallSeconds", wallSeconds() - wall).add("cpuSeconds", processCpuSeconds() - cpu)
            .add("peakResidentMegabytes", peakResidentMegabytes()).line();
    }

    void save(const std::string& path) const override {
        auto saved = index_->save(path.c_str());
        if (!saved) fail(saved.error);
    }

    std::string open(const std::string& path) override {
        double wall = wallSeconds();
        auto made = index_dense_t::make(path.c_str());
        need(bool(made) && made.index.size() == rows_.count && made.index.dimensions() == rows_.stride, path + " is no index of these rows");
        index_ = std::make_unique<index_dense_t>(std::move(made.index));
        return Json().add("M", index_->connectivity()).add("wallSeconds", wallSeconds() - wall).line();
    }

    std::string search(Words& words) override {
        size_t k = words.number("k"), efSearch = words.number("efSearch");
        needSearch(k);
        need(efSearch >= 1, "search k efSearch, both at least 1");
        index_->change_expansion_search(std::max(efSearch, k));
        std::vector<int64_t> ids(queries_.count * k, -1);
        std::vector<default_key_t> keys(queries_.count * k);
        std::vector<size_t> counts(queries_.count);
        Pass pass = timed([&](size_t q) {
            auto found = index_->search(queries_.row(q), k, 0);
            counts[q] = found.dump_to(&keys[q * k]);
        });
        for (size_t q = 0; q < queries_.count; q++)
            for (size_t j = 0; j < counts[q]; j++) ids[q * k + j] = int64_t(keys[q * k + j]);
        return report(efSearch, k, pass, ids).line();
    }

private:
    // The message stands in an error that ends the program unless it is taken out.
    static void fail(unum::usearch::error_t& error) { throw std::runtime_error(std::string("usearch: ") + error.release()); }

    using default_key_t = index_dense_t::vector_key_t;
    std::unique_ptr<index_dense_t> index_;
};

int main() { return UsearchDriver().serve(); }
