// glass as a child process, with the commands of the hnswlib driver: README.md; what all drivers share:
// ../common/driver.h. An HNSW graph over codes of unit vectors by inner product, searched with the same codes and, where
// they lose much, measured again in float16.
#include <glass/hnsw/hnsw.hpp>
#include <glass/searcher/graph_searcher.hpp>
#include <ext/stdio_filebuf.h>
#include <omp.h>
#include <unistd.h>
#include "../common/driver.h"

#ifndef GLASS_PACKAGE
#define GLASS_PACKAGE "a version that was not named"
#endif

class GlassDriver : public Driver {
public:
    GlassDriver() : Driver(1, 16) { omp_set_num_threads(1); }

protected:
    std::string version() const override { return describe("glass", GLASS_PACKAGE).line(); }

    void drop() override { searcher_.reset(); }

    bool hasIndex() const override { return searcher_ != nullptr; }

    std::string build(Words& words) override {
        std::string kind = words.next();
        size_t m = words.number("M"), efConstruction = words.number("efConstruction"), threads = words.number("threads");
        need(m >= 2 && m <= 128 && efConstruction >= 1 && threads >= 1 && threads <= 1024, "build fp32|sq8u M efConstruction threads, with M from 2 to 128");
        need(kind == "fp32" || kind == "sq8u", "build fp32 or sq8u");
        std::string quantizer = kind == "fp32" ? "FP32" : "SQ8U";
        double wall = wallSeconds(), cpu = processCpuSeconds();
        omp_set_num_threads(int(threads));
        // Its R counts the places of the ground layer, twice M.
        auto builder = glass::create_hnsw("IP", quantizer, int32_t(2 * m), int32_t(efConstruction));
        graph_ = builder->Build(rows_.values.data(), int32_t(rows_.count), int32_t(rows_.stride));
        omp_set_num_threads(1);
        wall = wallSeconds() - wall;
        cpu = processCpuSeconds() - cpu;
        take(kind, quantizer);
        return Json().add("kind", kind).add("M", m).add("efConstruction", efConstruction).add("threads", threads)
            .add("wallSeconds", wall).add("cpuSeconds", cpu).add("peakResidentMegabytes", peakResidentMegabytes()).line();
    }

    void save(const std::string&) const override { throw std::runtime_error("this driver keeps no index of glass; build it in the run"); }

    std::string open(const std::string&) override { throw std::runtime_error("this driver keeps no index of glass; build it in the run"); }

    std::string search(Words& words) override {
        size_t k = words.number("k"), efSearch = words.number("efSearch");
        needSearch(k);
        need(efSearch >= 1, "search k efSearch, both at least 1");
        searcher_->SetEf(int32_t(std::max(efSearch, k)));
        std::vector<int32_t> found(queries_.count * k, -1);
        Pass pass = timed([&](size_t q) { searcher_->Search(queries_.row(q), int32_t(k), &found[q * k]); });
        return report(efSearch, k, pass, std::vector<int64_t>(found.begin(), found.end())).line();
    }

private:
    void take(const std::string& kind, const std::string& quantizer) {
        searcher_ = glass::create_searcher(std::move(graph_), "IP", quantizer, kind == "fp32" ? "" : "FP16");
        searcher_->SetData(rows_.values.data(), int32_t(rows_.count), int32_t(rows_.stride));
        searcher_->SetEf(64);
        searcher_->Optimize(1);
    }

    glass::Graph<int32_t> graph_;
    std::unique_ptr<glass::GraphSearcherBase> searcher_;
};

int main() {
    // The library prints on stdout, which belongs to the answers.
    int answers = dup(1);
    dup2(2, 1);
    __gnu_cxx::stdio_filebuf<char> buffer(answers, std::ios::out);
    std::streambuf* before = std::cout.rdbuf(&buffer);
    int code = GlassDriver().serve();
    std::cout.rdbuf(before);
    return code;
}
