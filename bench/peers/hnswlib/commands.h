// The commands of the driver: state (rows, queries, truth, index) and one method a command, each answering one line of
// JSON. Invariant: a command that throws leaves the earlier state usable. Recall counts a returned item as a hit when
// its similarity, computed again here, is at least the true k-th similarity minus 1e-6, so that ties do not matter.
#pragma once
#include <hnswlib.h>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include "measure.h"
#include "vectors.h"

inline thread_local long distancesCounted = 0;
inline hnswlib::DISTFUNC<float> countedFunction = nullptr;
inline float countingDistance(const void* a, const void* b, const void* parameter) {
    distancesCounted++;
    return countedFunction(a, b, parameter);
}

class Driver {
public:
    // Padding to 16 floats lets hnswlib take its AVX-512 kernel where the dimension alone would not.
    std::string load(const std::string& path, bool pad) {
        Matrix rows = readNormalised(path, pad ? 16 : 1);
        index_.reset();
        truthSimilarities_.clear();
        rows_ = std::move(rows);
        padTo_ = pad ? 16 : 1;
        space_ = std::make_unique<hnswlib::InnerProductSpace>(rows_.stride);
        return Json().add("rows", rows_.count).add("dimension", rows_.dimension).add("stride", rows_.stride).line();
    }

    std::string queries(const std::string& path) {
        need(rows_.count > 0, "load VECTORS first");
        Matrix queries = readNormalised(path, padTo_);
        need(queries.dimension == rows_.dimension, path + " has dimension " + std::to_string(queries.dimension) + ", the vectors have " + std::to_string(rows_.dimension));
        truthSimilarities_.clear();
        queries_ = std::move(queries);
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

    std::string build(size_t m, size_t efConstruction, size_t threads, size_t seed) {
        need(rows_.count > 0, "load VECTORS first");
        need(m >= 2 && m <= 256 && efConstruction >= 1 && threads >= 1 && threads <= 1024, "build M efConstruction threads seed, with M from 2 to 256");
        double wall = wallSeconds(), cpu = processCpuSeconds();
        auto index = std::make_unique<hnswlib::HierarchicalNSW<float>>(space_.get(), rows_.count, m, efConstruction, seed);
        index->addPoint(rows_.row(0), 0);
        parallel(1, rows_.count, threads, [&](size_t i) { index->addPoint(rows_.row(i), i); });
        index_ = std::move(index);
        return Json().add("M", m).add("efConstruction", efConstruction).add("threads", threads).add("seed", seed)
            .add("wallSeconds", wallSeconds() - wall).add("cpuSeconds", processCpuSeconds() - cpu)
            .add("peakResidentMegabytes", peakResidentMegabytes()).line();
    }

    std::string save(const std::string& path) {
        need(index_ != nullptr, "build or open first");
        index_->saveIndex(path + ".tmp");
        need(std::rename((path + ".tmp").c_str(), path.c_str()) == 0, "cannot write " + path);
        return Json().add("saved", path).line();
    }

    std::string open(const std::string& path) {
        need(rows_.count > 0, "load VECTORS first: their dimension and padding are not in the file");
        double wall = wallSeconds();
        auto index = std::make_unique<hnswlib::HierarchicalNSW<float>>(space_.get(), path);
        need(index->cur_element_count == rows_.count, path + " holds another number of rows than the vectors");
        index_ = std::move(index);
        return Json().add("rows", index_->cur_element_count).add("M", index_->M_).add("efConstruction", index_->ef_construction_)
            .add("wallSeconds", wallSeconds() - wall).line();
    }

    std::string search(size_t k, size_t efSearch, bool count) {
        need(index_ != nullptr, "build or open first");
        need(queries_.count > 0, "queries FILE first");
        need(k >= 1 && efSearch >= 1, "search k efSearch, both at least 1");
        need(truthSimilarities_.empty() || k <= truthK_, "the truth holds k = " + std::to_string(truthK_));
        index_->setEf(efSearch);
        std::vector<std::priority_queue<std::pair<float, hnswlib::labeltype>>> found(queries_.count);
        std::vector<double> microseconds(queries_.count);
        double cpu = threadCpuSeconds();
        for (size_t q = 0; q < queries_.count; q++) {
            double start = wallSeconds();
            found[q] = index_->searchKnn(queries_.row(q), k);
            microseconds[q] = (wallSeconds() - start) * 1e6;
        }
        cpu = threadCpuSeconds() - cpu;
        Json json;
        json.add("ef", efSearch).add("k", k);
        if (!truthSimilarities_.empty()) json.add("recall", recall(found, k));
        json.add("qps", queries_.count / cpu).add("cpuMicroseconds", cpu / queries_.count * 1e6)
            .add("p50Microseconds", percentile(microseconds, 0.5)).add("p99Microseconds", percentile(microseconds, 0.99))
            .add("p999Microseconds", percentile(microseconds, 0.999));
        if (count) json.add("distances", distances(k));
        return json.line();
    }

private:
    static void need(bool holds, const std::string& message) {
        if (!holds) throw std::runtime_error(message);
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

    double recall(std::vector<std::priority_queue<std::pair<float, hnswlib::labeltype>>>& found, size_t k) const {
        size_t hits = 0;
        for (size_t q = 0; q < queries_.count; q++) {
            double least = truthSimilarities_[q * truthK_ + k - 1] - 1e-6;
            for (; !found[q].empty(); found[q].pop()) hits += float(similarity(q, found[q].top().second)) >= least;
        }
        return double(hits) / double(k * queries_.count);
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
    size_t padTo_ = 1, truthK_ = 0;
    std::vector<float> truthSimilarities_;
    std::unique_ptr<hnswlib::InnerProductSpace> space_;
    std::unique_ptr<hnswlib::HierarchicalNSW<float>> index_;
};
