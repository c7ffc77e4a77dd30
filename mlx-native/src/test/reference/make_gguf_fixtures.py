"""Makes the fixtures of the GGUF reader's tests.

    python make_gguf_fixtures.py ../resources/gguf

blocks.json      random blocks of each quantized format and the floats that the gguf package decodes them to
affine.json      blocks of the formats that MLX keeps quantized and what mx.load makes of them
byte-level.json  a BPE vocabulary whose merges cross word boundaries, and ids for each way of splitting text
sentencepiece.json  a SentencePiece BPE vocabulary with byte fallback, and ids by sentencepiece itself
"""

import base64
import io
import json
import sys
import tempfile
from pathlib import Path

import mlx.core as mx
import numpy as np
import sentencepiece
from gguf import GGMLQuantizationType as Type
from gguf import GGUFWriter
from gguf.constants import GGML_QUANT_SIZES
from gguf.quants import dequantize
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers.integrations.gguf.gguf_tokenizer_mapping import convert_gguf_tokenizer
from transformers.models.qwen2.tokenization_qwen2 import Qwen2Tokenizer

from prompts import LONG, TOKENIZER_TEXTS

RANDOM = np.random.default_rng(20)

# Offsets of the 16-bit floats in each format's block; Q8_K has a 32-bit one.
HALVES = {
    Type.Q4_0: [0],
    Type.Q4_1: [0, 2],
    Type.Q5_0: [0],
    Type.Q5_1: [0, 2],
    Type.Q8_0: [0],
    Type.IQ4_NL: [0],
    Type.Q2_K: [80, 82],
    Type.Q3_K: [108],
    Type.Q4_K: [0, 2],
    Type.Q5_K: [0, 2],
    Type.Q6_K: [208],
    Type.Q8_K: [],
}
AFFINE = [Type.Q4_0, Type.Q4_1, Type.Q8_0]


def b64(data):
    return base64.b64encode(data).decode()


def random_blocks(kind, count):
    blocks = RANDOM.integers(0, 256, (count, GGML_QUANT_SIZES[kind][1]), dtype=np.uint8)
    for at in HALVES[kind]:
        blocks[:, at : at + 2] = RANDOM.normal(0, 0.01, (count, 1)).astype("<f2").view(np.uint8)
    if kind == Type.Q8_K:
        blocks[:, :4] = RANDOM.normal(0, 0.01, (count, 1)).astype("<f4").view(np.uint8)
    return blocks


def blocks():
    result = {}
    for kind in [kind for kind in HALVES if kind not in AFFINE]:
        data = random_blocks(kind, 3)
        # The package has no decoder for Q8_K, ggml's format of intermediate results: one scale, 256 signed bytes.
        if kind == Type.Q8_K:
            values = data[:, :4].copy().view("<f4") * data[:, 4:260].copy().view(np.int8).astype(np.float32)
        else:
            values = dequantize(data, kind)
        result[kind.name] = {"code": int(kind), "blocks": b64(data.tobytes()), "floats": b64(values.astype("<f4").tobytes())}
    return dict(sorted(result.items()))


def affine():
    """Two rows of two blocks each, named so that nothing is permuted."""
    result = {}
    for kind in AFFINE:
        data = random_blocks(kind, 4).reshape(2, -1)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.gguf"
            writer = GGUFWriter(path, "llama")
            writer.add_tensor("x.weight", data, raw_dtype=kind)
            writer.write_header_to_file()
            writer.write_kv_data_to_file()
            writer.write_tensors_to_file()
            writer.close()
            arrays = mx.load(str(path))
        entry = {"code": int(kind), "blocks": b64(data.tobytes()), "floats": b64(dequantize(data, kind).tobytes())}
        for name in ("weight", "scales", "biases"):
            entry[name] = b64(np.array(arrays[f"x.{name}"]).tobytes())
        result[kind.name] = entry
    return result


def byte_level():
    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    corpus = TOKENIZER_TEXTS + ["12 345 6789 2024-11-30 100000", "don't WE'LL it's\n\n\n  x\r\n"] * 3
    trained.train_from_iterator(corpus, trainers.BpeTrainer(vocab_size=900, initial_alphabet=alphabet, show_progress=False))
    model = json.loads(trained.to_str())["model"]
    tokens = sorted(model["vocab"], key=model["vocab"].get)
    merges = [" ".join(pair) for pair in model["merges"]]
    parts = {"tokenizer_type": "gpt2", "tokens": tokens, "merges": merges}
    digits = Tokenizer(models.BPE(vocab=model["vocab"], merges=[tuple(m) for m in model["merges"]]))
    digits.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    qwen = Qwen2Tokenizer(vocab=model["vocab"], merges=[tuple(m) for m in model["merges"]])
    ways = {
        "gpt-2": convert_gguf_tokenizer("gpt2", parts | {"pre_tokenizer_type": "gpt-2"})[0],
        "llama-bpe": convert_gguf_tokenizer("llama", parts | {"pre_tokenizer_type": "llama-bpe"})[0],
        "qwen2": qwen.backend_tokenizer,
        "smollm": digits,
    }
    ids = {way: [t.encode(text, add_special_tokens=False).ids for text in TEXTS] for way, t in ways.items()}
    return {"tokens": tokens, "merges": merges, "texts": TEXTS, "ids": ids}


TEXTS = [text for text in TOKENIZER_TEXTS if "<|" not in text and text != LONG]


def sentence_piece():
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(LONG.splitlines()),
        model_writer=model,
        model_type="bpe",
        vocab_size=500,
        byte_fallback=True,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        allow_whitespace_only_pieces=True,
        split_digits=True,
        control_symbols=["<|end|>"],
        user_defined_symbols=["<think>"],
        minloglevel=2,
    )
    pieces = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    ids = range(pieces.vocab_size())
    tests = {1: lambda i: True, 2: pieces.is_unknown, 3: pieces.is_control, 6: pieces.is_byte}
    types = [max(kind for kind, test in tests.items() if test(i)) for i in ids]
    types[pieces.piece_to_id("<think>")] = 4
    texts = [text for text in TEXTS if text and "\u0000" not in text]
    return {
        "tokens": [pieces.id_to_piece(i) for i in ids],
        "scores": [pieces.get_score(i) for i in ids],
        "types": types,
        "texts": texts,
        "ids": [pieces.encode(text) for text in texts],
    }


def main():
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    made = {
        "blocks": blocks(),
        "affine": affine(),
        "byte-level": byte_level(),
        "sentencepiece": sentence_piece(),
    }
    for name, document in made.items():
        (out / f"{name}.json").write_text(json.dumps(document, ensure_ascii=False) + "\n")


main()
