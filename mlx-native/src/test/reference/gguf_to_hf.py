"""Converts a llama-architecture GGUF of Q4_0, Q4_1, Q8_0 and floats to Hugging Face folders, without Crema's code.

    python gguf_to_hf.py MODEL.gguf OUT

writes OUT/quantized (MLX group quantization, bit for bit what the GGUF holds) and OUT/float32 (dequantized).
MLX's own GGUF reader gives the tensors, the gguf package the metadata, tokenizers and transformers the tokenizer.
"""

import json
import sys
from collections import Counter
from pathlib import Path

import mlx.core as mx
from gguf import GGUFReader
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

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
    heads = {"attn_q": config["num_attention_heads"], "attn_k": config["num_key_value_heads"]}
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


def configuration(meta):
    return {
        "model_type": "llama",
        "hidden_size": meta["llama.embedding_length"],
        "num_hidden_layers": meta["llama.block_count"],
        "num_attention_heads": meta["llama.attention.head_count"],
        "num_key_value_heads": meta["llama.attention.head_count_kv"],
        "intermediate_size": meta["llama.feed_forward_length"],
        "rms_norm_eps": float(f"{meta['llama.attention.layer_norm_rms_epsilon']:.6g}"),
        "rope_theta": meta["llama.rope.freq_base"],
        "vocab_size": meta["llama.vocab_size"],
        "max_position_embeddings": meta["llama.context_length"],
        "bos_token_id": meta["tokenizer.ggml.bos_token_id"],
        "eos_token_id": meta["tokenizer.ggml.eos_token_id"],
    }


def tokenizer_of(meta):
    """SmolLM's: digits one by one, then GPT-2's byte-level BPE."""
    assert (meta["tokenizer.ggml.model"], meta["tokenizer.ggml.pre"]) == ("gpt2", "smollm")
    tokens = meta["tokenizer.ggml.tokens"]
    merges = [tuple(merge.split(" ")) for merge in meta["tokenizer.ggml.merges"]]
    tokenizer = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(tokens)}, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    control = [t for t, kind in zip(tokens, meta["tokenizer.ggml.token_type"]) if kind == 3]
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in control])
    assert tokenizer.get_vocab_size() == len(tokens)
    names = {"bos_token": "bos", "eos_token": "eos", "unk_token": "unknown", "pad_token": "padding"}
    special = {name: tokens[meta[f"tokenizer.ggml.{key}_token_id"]] for name, key in names.items()}
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        clean_up_tokenization_spaces=False,
        chat_template=meta["tokenizer.chat_template"],
        **special,
    )


def main():
    gguf, out = Path(sys.argv[1]), Path(sys.argv[2])
    meta = {key: field.contents() for key, field in GGUFReader(gguf).fields.items()}
    config = configuration(meta)
    tokenizer = tokenizer_of(meta)
    weights = load(gguf, config)
    config["tie_word_embeddings"] = "lm_head.weight" not in weights
    save(out / "float32", dequantized(weights), config, tokenizer)
    save(out / "quantized", weights, config | {"quantization": quantization(weights)}, tokenizer)


main()
