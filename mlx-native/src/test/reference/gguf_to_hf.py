"""Converts a llama-architecture GGUF of Q4_0, Q4_1, Q8_0 and floats to Hugging Face folders, without Crema's code.

    python gguf_to_hf.py MODEL.gguf OUT

writes OUT/quantized (MLX group quantization, bit for bit what the GGUF holds) and OUT/float32 (dequantized).
MLX's own GGUF reader gives the tensors, transformers rebuilds configuration and tokenizer from the metadata.
"""

import json
import sys
from collections import Counter
from pathlib import Path

import mlx.core as mx
from transformers import AutoConfig, AutoTokenizer

BLOCK = {
    "attn_norm": "input_layernorm",
    "ffn_norm": "post_attention_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
OUTER = {"token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"}
GROUP = 32


def hf_name(name):
    stem, kind = name.rsplit(".", 1)
    if stem.startswith("blk."):
        _, layer, module = stem.split(".")
        return f"model.layers.{layer}.{BLOCK[module]}.{kind}"
    return f"{OUTER[stem]}.{kind}"


def unpermute(rows, heads):
    """Neighbouring rotary pairs back into two halves per head."""
    shape = rows.shape
    pairs = rows.reshape(heads, shape[0] // heads // 2, 2, -1)
    return pairs.swapaxes(1, 2).reshape(shape)


def load(path, config):
    heads = {"attn_q": config.num_attention_heads, "attn_k": config.num_key_value_heads}
    weights = {}
    for name, value in mx.load(str(path)).items():
        module = name.split(".")[-2]
        if module in heads:
            value = unpermute(value, heads[module])
        weights[hf_name(name)] = value
    return weights


def bits_of(weights, module):
    columns = weights[f"{module}.scales"].shape[-1] * GROUP
    return weights[f"{module}.weight"].shape[-1] * 32 // columns


def quantization(weights):
    modules = [n.removesuffix(".scales") for n in weights if n.endswith(".scales")]
    bits = {module: bits_of(weights, module) for module in modules}
    common = Counter(bits.values()).most_common(1)[0][0]
    result = {"group_size": GROUP, "bits": common}
    result |= {m: {"group_size": GROUP, "bits": b} for m, b in bits.items() if b != common}
    return result


def dequantized(weights):
    result = {}
    for name, value in weights.items():
        module, kind = name.rsplit(".", 1)
        if f"{module}.scales" not in weights:
            result[name] = value.astype(mx.float32)
        elif kind == "weight":
            scales, biases = (weights[f"{module}.{k}"].astype(mx.float32) for k in ("scales", "biases"))
            result[name] = mx.dequantize(value, scales, biases, GROUP, bits_of(weights, module))
    return result


def save(folder, weights, config, tokenizer):
    folder.mkdir(parents=True, exist_ok=True)
    mx.save_safetensors(str(folder / "model.safetensors"), weights, {"format": "mlx"})
    (folder / "config.json").write_text(json.dumps(config, indent=2))
    tokenizer.save_pretrained(folder)


def main():
    gguf, out = Path(sys.argv[1]), Path(sys.argv[2])
    tokenizer = AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name)
    parsed = AutoConfig.from_pretrained(gguf.parent, gguf_file=gguf.name)
    weights = load(gguf, parsed)
    rope = parsed.rope_parameters
    config = {
        "model_type": "llama",
        "hidden_size": parsed.hidden_size,
        "num_hidden_layers": parsed.num_hidden_layers,
        "num_attention_heads": parsed.num_attention_heads,
        "num_key_value_heads": parsed.num_key_value_heads,
        "intermediate_size": parsed.intermediate_size,
        "rms_norm_eps": float(f"{parsed.rms_norm_eps:.6g}"),
        "rope_theta": rope["rope_theta"],
        "vocab_size": parsed.vocab_size,
        "max_position_embeddings": parsed.max_position_embeddings,
        "tie_word_embeddings": "lm_head.weight" not in weights,
        "bos_token_id": tokenizer.bos_token_id,
        "eos_token_id": tokenizer.eos_token_id,
    }
    save(out / "float32", dequantized(weights), config, tokenizer)
    save(out / "quantized", weights, config | {"quantization": quantization(weights)}, tokenizer)


main()
