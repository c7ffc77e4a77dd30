// Attention over per-sequence KV caches, the caches' own copies, and attention without a cache.
//
// A KV cache of one layer of one sequence is a list of planes [1, kv_heads, capacity, width] of which the first `length`
// positions are filled. Two planes are keys and values of width head_dim. Six are keys, their scales, their biases and
// the same of the values, as mx::quantize makes them along head_dim; bits and group size follow from their widths. The
// handles are cells: these functions replace the array in place, so that MLX can donate its buffer to the update
// instead of copying it.
#include "cpu_kernels.h"
#include "shim.h"

namespace crema {

// Rotates rows [rows, heads, head_dim]; row i stands at positions[i], or at first + i without positions.
struct Rope {
  RopeSettings settings;

  Rope(int32_t dims, int32_t traditional, float base, float scale, Handle freqs)
      : settings{dims, traditional != 0, base, scale, as_optional(freqs)} {}

  mx::array operator()(const mx::array& x, int32_t first) const {
    if (on_cpu_in_float32(x)) {
      return cpu_rope(x, settings, {}, first);
    }
    return mx::transpose(mlx_rope(mx::transpose(x, {1, 0, 2}), first), {1, 0, 2});
  }

  mx::array operator()(const mx::array& x, const mx::array& positions, const int32_t* offsets) const {
    if (on_cpu_in_float32(x)) {
      return cpu_rope(x, settings, std::vector<int32_t>(offsets, offsets + x.shape(0)), 0);
    }
    return mx::squeeze(mlx_rope(mx::expand_dims(x, 2), positions), 2);
  }

 private:
  template <typename Offset>
  mx::array mlx_rope(const mx::array& x, const Offset& offset) const {
    auto theta = settings.frequencies ? std::nullopt : std::optional<float>(settings.base);
    return mx::fast::rope(
        x, settings.dims, settings.traditional, theta, settings.scale, offset, settings.frequencies);
  }
};

static void write(mx::array& plane, const mx::array& update, int32_t start) {
  auto stop = plane.shape();
  stop[2] = start + update.shape(2);
  // An update of everything would take the place of the plane as it is, and it is a view of rows by token.
  plane = update.shape() == plane.shape() ? mx::contiguous(update)
                                          : mx::slice_update(plane, update, {0, 0, start, 0}, stop);
}

static mx::array filled(const mx::array& plane, int32_t length) {
  auto stop = plane.shape();
  stop[2] = length;
  return mx::slice(plane, {0, 0, 0, 0}, stop);
}

// Keys or values of one layer of one sequence.
class Side {
 public:
  Side(const Handle* cells, int32_t planes, int32_t head_dim) : cells_(cells), planes_(planes), head_dim_(head_dim) {}

  bool quantized() const {
    return planes_ > 1;
  }

  // Appends rows [1, kv_heads, rows, head_dim] at `start`.
  void append(const mx::array& rows, int32_t start) const {
    if (!quantized()) {
      write(plane(0), rows, start);
      return;
    }
    auto parts = mx::quantize(rows, group_size(), bits());
    for (int32_t i = 0; i < planes_; i++) {
      write(plane(i), parts[i], start);
    }
  }

  // The array that holds the first `length` positions: of a dense cache the whole of it, of a quantized one a copy
  // of just these.
  mx::array dense(int32_t length) const {
    if (!quantized()) {
      return plane(0);
    }
    if (on_cpu_in_float32(plane(1))) {
      return cpu_dequantize(plane(0), plane(1), plane(2), length, head_dim_, bits());
    }
    return mx::dequantize(
        filled(plane(0), length), filled(plane(1), length), filled(plane(2), length), group_size(), bits());
  }

 private:
  mx::array& plane(int32_t i) const {
    return as_array(cells_[i]);
  }

  int32_t group_size() const {
    return head_dim_ / plane(1).shape(3);
  }

  int32_t bits() const {
    return 32 * plane(0).shape(3) / head_dim_;
  }

  const Handle* cells_;
  int32_t planes_;
  int32_t head_dim_;
};

// The two halves of a cache's planes.
struct Cache {
  Side keys;
  Side values;

  Cache(const Handle* planes, int32_t count, int32_t head_dim)
      : keys(planes, count / 2, head_dim), values(planes + count / 2, count / 2, head_dim) {}
};

static mx::array attend(
    const mx::array& queries, const mx::array& keys, const mx::array& values, int32_t length, float scale) {
  if (on_cpu_in_float32(queries)) {
    return cpu_causal_attention(queries, keys, values, length, scale);
  }
  return mx::fast::scaled_dot_product_attention(
      queries, filled(keys, length), filled(values, length), scale, queries.shape(2) > 1 ? "causal" : "");
}

// [rows, heads, head_dim] of one sequence as [1, heads, rows, head_dim].
static mx::array by_head(const mx::array& x) {
  return mx::expand_dims(mx::transpose(x, {1, 0, 2}), 0);
}

} // namespace crema

using namespace crema;

// Rows of one sequence that continue at `offset`: rotates, appends to the cache, attends causally.
// q [rows, heads, head_dim], k and v [rows, kv_heads, head_dim]; returns [rows, heads * head_dim].
CREMA_API Handle crema_attend_rows(
    Handle q, Handle k, Handle v, const Handle* planes, int32_t plane_count, int32_t offset,
    int32_t rope_dims, int32_t traditional, float base, float rope_scale, Handle freqs, float scale) {
  return make([&] {
    Rope rope(rope_dims, traditional, base, rope_scale, freqs);
    auto queries = by_head(rope(as_array(q), offset));
    Cache cache(planes, plane_count, queries.shape(3));
    cache.keys.append(by_head(rope(as_array(k), offset)), offset);
    cache.values.append(by_head(as_array(v)), offset);
    int32_t rows = queries.shape(2), length = offset + rows;
    auto out = attend(queries, cache.keys.dense(length), cache.values.dense(length), length, scale);
    return mx::reshape(mx::transpose(out, {0, 2, 1, 3}), {rows, -1});
  });
}

// One row of each of `count` sequences of different lengths: row i continues sequence i at offsets[i].
// q [count, heads, head_dim], k and v [count, kv_heads, head_dim]; positions = offsets as an int32 array [count];
// planes: plane_count of each sequence, one sequence after another; returns [count, heads * head_dim].
CREMA_API Handle crema_attend_batch(
    Handle q, Handle k, Handle v, Handle positions, const Handle* planes, int32_t plane_count,
    const int32_t* offsets, int32_t count,
    int32_t rope_dims, int32_t traditional, float base, float rope_scale, Handle freqs, float scale) {
  return make([&] {
    Rope rope(rope_dims, traditional, base, rope_scale, freqs);
    auto& where = as_array(positions);
    auto queries = mx::expand_dims(rope(as_array(q), where, offsets), 2);
    auto new_keys = mx::expand_dims(rope(as_array(k), where, offsets), 2);
    auto new_values = mx::expand_dims(as_array(v), 2);
    auto row = [](const mx::array& x, int32_t i) {
      auto stop = x.shape();
      stop[0] = i + 1;
      return mx::slice(x, {i, 0, 0, 0}, stop);
    };
    std::vector<mx::array> all_keys, all_values;
    std::vector<int32_t> lengths;
    for (int32_t i = 0; i < count; i++) {
      Cache cache(planes + i * plane_count, plane_count, queries.shape(3));
      cache.keys.append(count == 1 ? new_keys : row(new_keys, i), offsets[i]);
      cache.values.append(count == 1 ? new_values : row(new_values, i), offsets[i]);
      lengths.push_back(offsets[i] + 1);
      all_keys.push_back(cache.keys.dense(lengths[i]));
      all_values.push_back(cache.values.dense(lengths[i]));
    }
    if (on_cpu_in_float32(queries)) {
      auto out = cpu_decode_attention(queries, all_keys, all_values, std::move(lengths), scale);
      return mx::reshape(out, {count, -1});
    }
    std::vector<mx::array> rows;
    for (int32_t i = 0; i < count; i++) {
      rows.push_back(attend(count == 1 ? queries : row(queries, i), all_keys[i], all_values[i], lengths[i], scale));
    }
    auto out = count == 1 ? rows[0] : mx::concatenate(rows, 0);
    return mx::reshape(out, {count, -1});
  });
}

// Attention without a cache: every row attends to all rows of its own text, as in encoders. q, k and v hold the rows of
// `texts` texts of one length, [texts * length, heads * head_dim]; so is what it returns.
CREMA_API Handle crema_attend_texts(Handle q, Handle k, Handle v, int32_t texts, int32_t heads, float scale) {
  return make([&] {
    auto split = [&](const mx::array& x) {
      auto length = x.shape(0) / texts;
      return mx::transpose(mx::reshape(x, {texts, length, heads, x.shape(1) / heads}), {0, 2, 1, 3});
    };
    auto& rows = as_array(q);
    auto out = mx::fast::scaled_dot_product_attention(split(rows), split(as_array(k)), split(as_array(v)), scale);
    return mx::reshape(mx::transpose(out, {0, 2, 1, 3}), rows.shape());
  });
}

// Makes room in a plane: the first `length` positions stay, the capacity becomes `capacity`.
CREMA_API int32_t crema_kv_grow(Handle plane, int32_t length, int32_t capacity) {
  return run([&] {
    auto& array = as_array(plane);
    auto padding = array.shape();
    padding[2] = capacity - length;
    array = mx::concatenate({filled(array, length), mx::zeros(padding, array.dtype())}, 2);
  });
}

// Copies positions [start, stop) of one plane of all layers into an array [layers, kv_heads, stop - start, width].
CREMA_API Handle crema_kv_block(const Handle* planes, int32_t layers, int32_t start, int32_t stop) {
  return make([&] {
    std::vector<mx::array> slices;
    slices.reserve(layers);
    for (int32_t i = 0; i < layers; i++) {
      auto& plane = as_array(planes[i]);
      auto end = plane.shape();
      end[2] = stop;
      slices.push_back(mx::slice(plane, {0, 0, start, 0}, end));
    }
    // A concatenation of one slice would be a view that keeps the whole cache alive.
    return layers == 1 ? mx::contiguous(mx::copy(slices[0])) : mx::concatenate(slices, 0);
  });
}

// Builds one plane of a layer, of the given capacity, from the first `length` positions of a chain of blocks.
CREMA_API Handle crema_kv_restore(
    const Handle* blocks, int32_t count, int32_t layer, int32_t length, int32_t capacity) {
  return make([&] {
    std::vector<mx::array> chain;
    int32_t held = 0;
    for (int32_t i = 0; i < count && held < length; i++) {
      chain.push_back(as_array(blocks[i]));
      held += chain.back().shape(2);
    }
    if (held < length) {
      throw std::invalid_argument("the blocks hold fewer positions than asked for");
    }
    if (mx::default_device() == mx::Device::cpu) {
      return cpu_restore(std::move(chain), layer, length, capacity);
    }
    std::vector<mx::array> pieces;
    int32_t left = length;
    for (const auto& block : chain) {
      auto stop = block.shape();
      stop[0] = layer + 1;
      stop[2] = std::min(stop[2], left);
      pieces.push_back(mx::slice(block, {layer, 0, 0, 0}, stop));
      left -= stop[2];
    }
    auto padding = pieces[0].shape();
    padding[2] = capacity - length;
    pieces.push_back(mx::zeros(padding, pieces[0].dtype()));
    return mx::concatenate(pieces, 2);
  });
}
