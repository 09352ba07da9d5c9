// Faiss as a child process, with the commands of the hnswlib driver: README.md; what all drivers share:
// ../common/driver.h. Two kinds of index over unit vectors by inner product, which is cosine: HNSW over flat rows, and
// an inverted file with 4-bit product codes (fast scan) whose best k * kFactor are measured again on the rows.
#include <faiss/IndexHNSW.h>
#include <faiss/IndexIVFPQFastScan.h>
#include <faiss/IndexRefine.h>
#include <faiss/index_factory.h>
#include <faiss/index_io.h>
#include <faiss/utils/utils.h>
#include <omp.h>
#include <chrono>
#include "../common/driver.h"

#ifndef FAISS_PACKAGE
#define FAISS_PACKAGE "libfaiss-dev of the distribution"
#endif

extern "C" void openblas_set_num_threads(int);

// Its name for the distances of a walk changed: n3 up to 1.7, ndis later.
template <typename Stats>
static auto walked(const Stats& stats, int) -> decltype(stats.n3) { return stats.n3 + stats.ndis; }
template <typename Stats>
static size_t walked(const Stats& stats, long) { return stats.ndis; }

class FaissDriver : public Driver {
public:
    // An even dimension splits into pairs, the finest split of the product codes; the zero adds nothing to a product.
    FaissDriver() : Driver(2, 2) { useThreads(1); }

protected:
    std::string version() const override {
        std::string library = std::to_string(FAISS_VERSION_MAJOR) + "." + std::to_string(FAISS_VERSION_MINOR) + "." + std::to_string(FAISS_VERSION_PATCH);
        std::string options = faiss::get_compile_options();
        while (!options.empty() && options.back() == ' ') options.pop_back();
        return describe("faiss", FAISS_PACKAGE).add("library", library).add("libraryOptions", options).line();
    }

    void drop() override { take(nullptr); }

    bool hasIndex() const override { return index_ != nullptr; }

    std::string build(Words& words) override {
        std::string kind = words.next();
        std::unique_ptr<faiss::Index> index;
        size_t threads;
        int dimension = int(rows_.stride);
        if (kind == "hnsw") {
            size_t m = words.number("M"), efConstruction = words.number("efConstruction");
            threads = words.number("threads");
            need(m >= 2 && m <= 256 && efConstruction >= 1, "build hnsw M efConstruction threads, with M from 2 to 256");
            auto hnsw = std::make_unique<faiss::IndexHNSWFlat>(dimension, int(m), faiss::METRIC_INNER_PRODUCT);
            hnsw->hnsw.efConstruction = int(efConstruction);
            index = std::move(hnsw);
        } else if (kind == "ivfpq") {
            size_t lists = words.number("nlist");
            threads = words.number("threads");
            if (lists == 0) lists = size_t(4 * std::sqrt(double(rows_.count)));
            need(lists >= 1 && lists <= rows_.count, "build ivfpq nlist threads, with nlist up to the rows, 0 for 4 sqrt(rows)");
            std::string recipe = "IVF" + std::to_string(lists) + ",PQ" + std::to_string(rows_.stride / 2) + "x4fs";
            std::unique_ptr<faiss::Index> codes(faiss::index_factory(dimension, recipe.c_str(), faiss::METRIC_INNER_PRODUCT));
            // Not the recipe's own ",RFlat": in 1.7 that is the general re-rank, this the faster one for plain rows.
            auto refine = std::make_unique<faiss::IndexRefineFlat>(codes.get());
            refine->own_fields = true;
            codes.release();
            index = std::move(refine);
        } else {
            throw std::runtime_error("build hnsw M efConstruction threads, or build ivfpq nlist threads");
        }
        need(threads >= 1 && threads <= 1024, "threads must be from 1 to 1024");
        double wall = wallSeconds(), cpu = processCpuSeconds();
        useThreads(int(threads));
        try {
            if (!index->is_trained) index->train(int64_t(rows_.count), rows_.values.data());
            index->add(int64_t(rows_.count), rows_.values.data());
        } catch (...) {
            useThreads(1);
            throw;
        }
        wall = wallSeconds() - wall;
        cpu = processCpuSeconds() - cpu;
        useThreads(1);
        // Idle workers of OpenMP and BLAS spin for a while before they sleep; a search must not begin beside them.
        std::this_thread::sleep_for(std::chrono::milliseconds(500));
        take(std::move(index));
        return describeIndex().add("threads", threads).add("wallSeconds", wall).add("cpuSeconds", cpu)
            .add("peakResidentMegabytes", peakResidentMegabytes()).line();
    }

    void save(const std::string& path) const override { faiss::write_index(index_.get(), path.c_str()); }

    std::string open(const std::string& path) override {
        double wall = wallSeconds();
        std::unique_ptr<faiss::Index> index(faiss::read_index(path.c_str()));
        need(size_t(index->ntotal) == rows_.count && size_t(index->d) == rows_.stride, path + " holds other rows than the vectors");
        take(std::move(index));
        return describeIndex().add("wallSeconds", wallSeconds() - wall).line();
    }

    std::string search(Words& words) override {
        size_t k = words.number("k"), setting = words.number("efSearch or nprobe"), factor = lists_ ? words.number("kFactor") : 1;
        bool count = words.next() == "count";
        needSearch(k);
        need(setting >= 1 && factor >= 1, "search k efSearch, or search k nprobe kFactor, all at least 1");
        if (hnsw_) {
            hnsw_->hnsw.efSearch = int(setting);
        } else {
            lists_->nprobe = std::min(setting, size_t(lists_->nlist));
            refine_->k_factor = float(std::min(factor, rows_.count / k));
        }
        std::vector<int64_t> ids(queries_.count * k, -1);
        std::vector<float> similarities(queries_.count * k);
        double process = seconds(CLOCK_PROCESS_CPUTIME_ID), thread = threadCpuSeconds();
        Pass pass = timed([&](size_t q) { index_->search(1, queries_.row(q), int64_t(k), &similarities[q * k], &ids[q * k]); });
        if (hnsw_) {
            // Each call of the walk clears a table as long as the rows. One call with all queries clears it once and walks
            // the same way, so its CPU time is the one to compare; the wall times above stay those of single questions.
            // An inverted file would share work between the queries of a call, which no shopper's question can.
            double cpu = threadCpuSeconds();
            index_->search(int64_t(queries_.count), queries_.values.data(), int64_t(k), similarities.data(), ids.data());
            pass.cpuSeconds = threadCpuSeconds() - cpu;
        }
        process = seconds(CLOCK_PROCESS_CPUTIME_ID) - process;
        thread = threadCpuSeconds() - thread;
        need(process <= thread * 1.02 + 0.01, "other threads took part in a search of one thread; set OMP_NUM_THREADS=1");
        Json json = report(setting, k, pass, ids);
        if (count) json.add("distances", distances(k, ids, similarities));
        return json.line();
    }

private:
    static void useThreads(int threads) {
        omp_set_num_threads(threads);
        openblas_set_num_threads(threads);
    }

    void take(std::unique_ptr<faiss::Index> index) {
        auto* hnsw = dynamic_cast<faiss::IndexHNSW*>(index.get());
        auto* refine = dynamic_cast<faiss::IndexRefineFlat*>(index.get());
        auto* lists = refine ? dynamic_cast<faiss::IndexIVFPQFastScan*>(refine->base_index) : nullptr;
        need(!index || hnsw || lists, "neither HNSW nor an inverted file with re-rank");
        hnsw_ = hnsw;
        refine_ = refine;
        lists_ = lists;
        index_ = std::move(index);
    }

    Json describeIndex() const {
        Json json;
        json.add("rows", index_->ntotal);
        if (hnsw_) return json.add("M", hnsw_->hnsw.nb_neighbors(1)).add("efConstruction", hnsw_->hnsw.efConstruction);
        return json.add("nlist", lists_->nlist).add("codeBytes", lists_->code_size);
    }

    // Rows whose code or vector was compared: by its own counters, in a pass of their own, the centroids of an inverted
    // file included. The upper layers of a graph are not in its counter.
    double distances(size_t k, std::vector<int64_t>& ids, std::vector<float>& similarities) {
        faiss::hnsw_stats.reset();
        faiss::indexIVF_stats.reset();
        for (size_t q = 0; q < queries_.count; q++) index_->search(1, queries_.row(q), int64_t(k), &similarities[q * k], &ids[q * k]);
        if (hnsw_) return double(walked(faiss::hnsw_stats, 0)) / double(queries_.count);
        return double(faiss::indexIVF_stats.ndis) / double(queries_.count) + double(lists_->nlist);
    }

    std::unique_ptr<faiss::Index> index_;
    faiss::IndexHNSW* hnsw_ = nullptr;
    faiss::IndexRefineFlat* refine_ = nullptr;
    faiss::IndexIVFPQFastScan* lists_ = nullptr;
};

int main() { return FaissDriver().serve(); }
