// Vector files (fvecs: int32 dimension, then that many float32, row after row; ivecs the same with int32) and rows in
// memory. Invariant: rows are normalised to length 1, and all rows of a matrix have one dimension.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

struct Matrix {
    size_t count = 0, dimension = 0, stride = 0;  // stride counts floats; the padding holds zeros
    std::vector<float> values;
    const float* row(size_t i) const { return values.data() + i * stride; }
};

template <typename T>
inline std::vector<T> readVecs(const std::string& path, size_t& count, size_t& dimension) {
    static_assert(sizeof(T) == 4, "fvecs and ivecs hold 4-byte numbers");
    std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
    if (!file) throw std::runtime_error("cannot open " + path + "; give an fvecs or ivecs file");
    std::vector<T> values;
    count = dimension = 0;
    int32_t length;
    while (std::fread(&length, 4, 1, file.get()) == 1) {
        if (length <= 0 || length > 65536 || (count > 0 && size_t(length) != dimension))
            throw std::runtime_error(path + " row " + std::to_string(count) + " claims " + std::to_string(length) + " numbers; the file is not fvecs/ivecs or is damaged");
        dimension = size_t(length);
        values.resize((count + 1) * dimension);
        if (std::fread(values.data() + count * dimension, 4, dimension, file.get()) != dimension)
            throw std::runtime_error(path + " ends inside row " + std::to_string(count) + "; copy it again");
        count++;
    }
    if (count == 0) throw std::runtime_error(path + " holds no row");
    return values;
}

inline Matrix readNormalised(const std::string& path, size_t padTo) {
    Matrix m;
    std::vector<float> raw = readVecs<float>(path, m.count, m.dimension);
    m.stride = (m.dimension + padTo - 1) / padTo * padTo;
    m.values.assign(m.count * m.stride, 0.0f);
    for (size_t i = 0; i < m.count; i++) {
        const float* from = raw.data() + i * m.dimension;
        double sum = 0;
        for (size_t j = 0; j < m.dimension; j++) sum += double(from[j]) * from[j];
        if (!(sum > 0) || !std::isfinite(sum))
            throw std::runtime_error(path + " row " + std::to_string(i) + " is zero or not finite; cosine needs a direction");
        double inverse = 1.0 / std::sqrt(sum);
        for (size_t j = 0; j < m.dimension; j++) m.values[i * m.stride + j] = float(from[j] * inverse);
    }
    return m;
}

template <typename T>
inline void writeVecs(const std::string& path, const std::vector<T>& values, size_t dimension) {
    std::string temporary = path + ".tmp";
    FILE* file = std::fopen(temporary.c_str(), "wb");
    if (!file) throw std::runtime_error("cannot write " + temporary);
    int32_t length = int32_t(dimension);
    bool good = true;
    for (size_t i = 0; i < values.size(); i += dimension)
        good = good && std::fwrite(&length, 4, 1, file) == 1 && std::fwrite(&values[i], 4, dimension, file) == dimension;
    good = std::fclose(file) == 0 && good;
    if (!good || std::rename(temporary.c_str(), path.c_str()) != 0) throw std::runtime_error("cannot write " + path);
}

// Four sums in double: the judge of recall must not depend on the order a kernel adds in.
inline double dot(const float* a, const float* b, size_t n) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        s0 += double(a[i]) * b[i];
        s1 += double(a[i + 1]) * b[i + 1];
        s2 += double(a[i + 2]) * b[i + 2];
        s3 += double(a[i + 3]) * b[i + 3];
    }
    for (; i < n; i++) s0 += double(a[i]) * b[i];
    return (s0 + s1) + (s2 + s3);
}
