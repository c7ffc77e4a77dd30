// Attention on a CPU, computed in one pass over keys and values so that no matrix of scores is ever written to memory: for a
// tile of query rows and a block of keys the scores, their exponentials, and the weighted sum of values, with running maxima
// and sums per row (Milakov and Gimelshein 2018; Dao et al. 2022).
#include "cpu_kernel.h"
#include "workers.h"

#include <vector>

namespace crema {

namespace {

constexpr int32_t kLanes = 16;
// Keys per block: a block of scores stays in the second cache beside the tile of queries.
constexpr int32_t kBlock = 64;
// Query rows per tile, those of all heads that share keys counted together.
constexpr int32_t kTile = 96;

#if defined(__GNUC__) && !defined(__clang__)
#define CREMA_INLINE inline __attribute__((always_inline))
#else
#define CREMA_INLINE inline
#endif

typedef float Lanes __attribute__((vector_size(kLanes * sizeof(float)), aligned(4), may_alias));

// c [rows, vectors · 16] = or += a · b. a's element (row, k) is a[row · row_step + k · depth_step]; b [depth, …] and c have
// rows `b_step` and `c_step` apart.
template <int32_t rows, int32_t vectors, bool add>
CREMA_INLINE void multiply_tile(
    const float* a, int64_t row_step, int64_t depth_step, const float* b, int64_t b_step, float* c, int64_t c_step,
    int32_t depth) {
  Lanes sums[rows][vectors];
  for (int32_t i = 0; i < rows; i++) {
    for (int32_t j = 0; j < vectors; j++) {
      sums[i][j] = add ? *reinterpret_cast<const Lanes*>(c + i * c_step + j * kLanes) : Lanes{};
    }
  }
  for (int32_t k = 0; k < depth; k++) {
    Lanes line[vectors];
    for (int32_t j = 0; j < vectors; j++) {
      line[j] = *reinterpret_cast<const Lanes*>(b + k * b_step + j * kLanes);
    }
    for (int32_t i = 0; i < rows; i++) {
      float factor = a[i * row_step + k * depth_step];
      for (int32_t j = 0; j < vectors; j++) {
        sums[i][j] += factor * line[j];
      }
    }
  }
  for (int32_t i = 0; i < rows; i++) {
    for (int32_t j = 0; j < vectors; j++) {
      *reinterpret_cast<Lanes*>(c + i * c_step + j * kLanes) = sums[i][j];
    }
  }
}

// The same for any number of rows and columns, in tiles of `rows` × `vectors` that fit the processor's registers.
template <int32_t rows, int32_t vectors, bool add>
CREMA_INLINE void multiply(
    const float* a, int64_t row_step, int64_t depth_step, const float* b, int64_t b_step, float* c, int64_t c_step,
    int32_t row_count, int32_t columns, int32_t depth) {
  constexpr int32_t kWide = vectors * kLanes;
  int32_t j = 0;
  for (; j + kWide <= columns; j += kWide) {
    int32_t i = 0;
    for (; i + rows <= row_count; i += rows) {
      multiply_tile<rows, vectors, add>(
          a + i * row_step, row_step, depth_step, b + j, b_step, c + i * c_step + j, c_step, depth);
    }
    for (; i < row_count; i++) {
      multiply_tile<1, vectors, add>(
          a + i * row_step, row_step, depth_step, b + j, b_step, c + i * c_step + j, c_step, depth);
    }
  }
  for (int32_t i = 0; j < columns && i < row_count; i++) {
    for (int32_t column = j; column < columns; column++) {
      float sum = add ? c[i * c_step + column] : 0;
      for (int32_t k = 0; k < depth; k++) {
        sum += a[i * row_step + k * depth_step] * b[k * b_step + column];
      }
      c[i * c_step + column] = sum;
    }
  }
}

// The rows of one tile: `rows` positions from `first` on, of the `group` heads that share a kv head.
struct Tile {
  const float* queries; // [group, all rows, dim], at the tile's first row
  const float* keys;    // [≥ first + rows, dim]
  const float* values;
  float* out;           // as queries
  int64_t head_step;    // from one head's rows to the next one's, in queries and out
  int32_t group, rows, first, dim;
  float scale;
};

// What a thread needs for a tile; columns are the tile's rows of all heads, padded to whole vectors.
struct Scratch {
  std::vector<float> queries; // [dim, columns], scaled
  std::vector<float> scores;  // [kBlock, columns]
  std::vector<float> out;     // [columns, dim]
  std::vector<float> largest, total, factor; // [columns]
  std::vector<int32_t> last;  // [columns], the last position a row may see
};

// Scores of one block become weights; largest, total and factor follow. `masked`: some rows do not see all of it.
CREMA_INLINE void weigh(Scratch& at, int32_t columns, int32_t start, int32_t count, bool masked) {
  float* scores = at.scores.data();
  float* largest = at.largest.data();
  float* total = at.total.data();
  float* factor = at.factor.data();
  const int32_t* last = at.last.data();
  if (masked) {
    for (int32_t k = 0; k < count; k++) {
#pragma omp simd
      for (int32_t j = 0; j < columns; j++) {
        scores[k * columns + j] = start + k <= last[j] ? scores[k * columns + j] : -INFINITY;
      }
    }
  }
#pragma omp simd
  for (int32_t j = 0; j < columns; j++) {
    factor[j] = largest[j];
  }
  for (int32_t k = 0; k < count; k++) {
#pragma omp simd
    for (int32_t j = 0; j < columns; j++) {
      largest[j] = scores[k * columns + j] > largest[j] ? scores[k * columns + j] : largest[j];
    }
  }
#pragma omp simd
  for (int32_t j = 0; j < columns; j++) {
    factor[j] = fast_exp(factor[j] - largest[j]);
    total[j] *= factor[j];
  }
  for (int32_t k = 0; k < count; k++) {
#pragma omp simd
    for (int32_t j = 0; j < columns; j++) {
      float weight = fast_exp(scores[k * columns + j] - largest[j]);
      weight = scores[k * columns + j] == -INFINITY ? 0.0f : weight;
      scores[k * columns + j] = weight;
      total[j] += weight;
    }
  }
}

template <int32_t rows, int32_t vectors>
CREMA_INLINE void attend_tile(const Tile& tile, Scratch& at) {
  int32_t dim = tile.dim, used = tile.group * tile.rows;
  int32_t wide = vectors * kLanes, columns = (used + wide - 1) / wide * wide;
  at.queries.assign(static_cast<size_t>(dim) * columns, 0.0f);
  at.scores.resize(static_cast<size_t>(kBlock) * columns);
  at.out.assign(static_cast<size_t>(columns) * dim, 0.0f);
  at.largest.assign(columns, -1e30f);
  at.total.assign(columns, 0.0f);
  at.factor.resize(columns);
  at.last.assign(columns, 0);
  for (int32_t j = 0; j < used; j++) {
    const float* query = tile.queries + (j / tile.rows) * tile.head_step + (j % tile.rows) * static_cast<int64_t>(dim);
    for (int32_t i = 0; i < dim; i++) {
      at.queries[static_cast<size_t>(i) * columns + j] = query[i] * tile.scale;
    }
    at.last[j] = tile.first + j % tile.rows;
  }
  int32_t length = tile.first + tile.rows;
  for (int32_t start = 0; start < length; start += kBlock) {
    int32_t count = std::min(kBlock, length - start);
    const float* keys = tile.keys + static_cast<int64_t>(start) * dim;
    const float* values = tile.values + static_cast<int64_t>(start) * dim;
    multiply<rows, vectors, false>(
        keys, dim, 1, at.queries.data(), columns, at.scores.data(), columns, count, columns, dim);
    weigh(at, columns, start, count, start + count > tile.first + 1);
    for (int32_t j = 0; j < used; j++) {
      if (at.factor[j] != 1.0f) {
        float* row = at.out.data() + static_cast<int64_t>(j) * dim;
        float factor = at.factor[j];
#pragma omp simd
        for (int32_t i = 0; i < dim; i++) {
          row[i] *= factor;
        }
      }
    }
    multiply<rows, vectors, true>(
        at.scores.data(), 1, columns, values, dim, at.out.data(), dim, columns, dim, count);
  }
  for (int32_t j = 0; j < used; j++) {
    float* out = tile.out + (j / tile.rows) * tile.head_step + (j % tile.rows) * static_cast<int64_t>(dim);
    const float* row = at.out.data() + static_cast<int64_t>(j) * dim;
    float factor = 1 / at.total[j];
#pragma omp simd
    for (int32_t i = 0; i < dim; i++) {
      out[i] = row[i] * factor;
    }
  }
}

#if defined(__x86_64__) && defined(__linux__)
__attribute__((target("arch=x86-64-v4"))) void attend_v4(const Tile& tile, Scratch& scratch) {
  attend_tile<8, 2>(tile, scratch);
}

__attribute__((target("arch=x86-64-v3"))) void attend_v3(const Tile& tile, Scratch& scratch) {
  attend_tile<4, 1>(tile, scratch);
}
#endif

void attend_any(const Tile& tile, Scratch& scratch) {
  attend_tile<4, 1>(tile, scratch);
}

using Attend = void (*)(const Tile&, Scratch&);

Attend best_attend() {
#if defined(__x86_64__) && defined(__linux__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v4")) {
    return attend_v4;
  }
  if (__builtin_cpu_supports("x86-64-v3")) {
    return attend_v3;
  }
#endif
  return attend_any;
}

void attend(const Tile& tile) {
  static const Attend best = best_attend();
  thread_local Scratch scratch;
  best(tile, scratch);
}

// scores[head][t] = scale · q[head] · k[t]. q [heads, dim]; k [count, dim]; scores [heads, count].
CREMA_VECTORIZED
void dot_products(
    const float* q, const float* k, float* scores, int32_t heads, int32_t count, int32_t dim, float scale) {
  for (int32_t t = 0; t < count; t++, k += dim) {
    for (int32_t head = 0; head < heads; head++) {
      const float* query = q + static_cast<int64_t>(head) * dim;
      float dot = 0;
#pragma omp simd reduction(+ : dot)
      for (int32_t i = 0; i < dim; i++) {
        dot += query[i] * k[i];
      }
      scores[static_cast<int64_t>(head) * count + t] = dot * scale;
    }
  }
}

CREMA_VECTORIZED
void softmax(float* x, int32_t count) {
  float largest = -INFINITY;
#pragma omp simd reduction(max : largest)
  for (int32_t i = 0; i < count; i++) {
    largest = std::max(largest, x[i]);
  }
  float total = 0;
#pragma omp simd reduction(+ : total)
  for (int32_t i = 0; i < count; i++) {
    x[i] = fast_exp(x[i] - largest);
    total += x[i];
  }
  float factor = 1 / total;
#pragma omp simd
  for (int32_t i = 0; i < count; i++) {
    x[i] *= factor;
  }
}

// One query row of each of `group` heads that share keys and values, which are read once for all of them.
// q and out [group, dim]; k and v [length, dim].
void attend_row(
    const float* q, const float* k, const float* v, float* out, int32_t group, int32_t length, int32_t dim,
    float scale) {
  thread_local std::vector<float> scores;
  scores.resize(static_cast<size_t>(group) * length);
  dot_products(q, k, scores.data(), group, length, dim, scale);
  for (int32_t head = 0; head < group; head++) {
    softmax(scores.data() + static_cast<int64_t>(head) * length, length);
  }
  std::fill(out, out + static_cast<int64_t>(group) * dim, 0.0f);
  add_product(scores.data(), v, out, group, length, length, dim, dim);
}

} // namespace

mx::array cpu_decode_attention(
    const mx::array& queries,
    const std::vector<mx::array>& keys,
    const std::vector<mx::array>& values,
    std::vector<int32_t> lengths,
    float scale) {
  std::vector<mx::array> inputs{mx::contiguous(queries)};
  for (size_t i = 0; i < keys.size(); i++) {
    inputs.push_back(keys[i]);
    inputs.push_back(values[i]);
  }
  return kernel(
      queries.shape(), std::move(inputs), [lengths = std::move(lengths), scale](const auto& arrays, auto& out) {
        int32_t heads = out.shape(1), dim = out.shape(3), kv_heads = arrays[1].shape(1), group = heads / kv_heads;
        in_parallel(static_cast<int32_t>(lengths.size()) * kv_heads, [&](int32_t task) {
          int32_t sequence = task / kv_heads, head = task % kv_heads;
          const mx::array& k = arrays[1 + 2 * sequence];
          const mx::array& v = arrays[2 + 2 * sequence];
          int64_t query = static_cast<int64_t>(task) * group * dim;
          int64_t cache = static_cast<int64_t>(head) * k.shape(2) * dim;
          attend_row(
              arrays[0].template data<float>() + query, k.data<float>() + cache, v.data<float>() + cache,
              out.template data<float>() + query, group, lengths[sequence], dim, scale);
        });
      });
}

mx::array cpu_causal_attention(
    const mx::array& queries, const mx::array& keys, const mx::array& values, int32_t length, float scale) {
  return kernel(queries.shape(), {mx::contiguous(queries), keys, values}, [length, scale](const auto& arrays, auto& out) {
    const mx::array& k = arrays[1];
    int32_t heads = out.shape(1), rows = out.shape(2), dim = out.shape(3);
    int32_t kv_heads = k.shape(1), group = heads / kv_heads;
    int32_t tile_rows = std::max(1, kTile / group), tiles = (rows + tile_rows - 1) / tile_rows;
    in_parallel(kv_heads * tiles, [&](int32_t task) {
      // The longest ones first, so that no thread is left alone with one at the end.
      int32_t start = (tiles - 1 - task / kv_heads) * tile_rows, head = task % kv_heads;
      int64_t query = (static_cast<int64_t>(head) * group * rows + start) * dim;
      int64_t cache = static_cast<int64_t>(head) * k.shape(2) * dim;
      attend(Tile{
          arrays[0].template data<float>() + query, k.data<float>() + cache, arrays[2].template data<float>() + cache,
          out.template data<float>() + query, static_cast<int64_t>(rows) * dim, group,
          std::min(tile_rows, rows - start), length - rows + start, dim, scale});
    });
  });
}

} // namespace crema
