"""Makes the tiny BERT of the tests, and records what a plain float64 BERT answers, for the embedding engine to compare with.

    python make_embedding_vectors.py tiny ../resources/models/tiny-bert    ../resources/vectors
    python make_embedding_vectors.py real FOLDER_OF_ALL_MINILM_L6_V2       ../resources/vectors

The reference is written from the paper (Devlin et al. 2018) in numpy, one text at a time, without padding, in double
precision; tokens come from Hugging Face's tokenizers. The results are base64 of little-endian f32, normalised.
"""

import base64
import json
import math
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

WORDS = "the a crema on top of an espresso is colour hazelnut barista grinds beans and levels coffee in basket".split()

REAL_TEXTS = [
    "The barista grinds the beans and levels the ground coffee in the basket.",
    "Someone prepares coffee.",
    "An espresso takes about thirty seconds.",
    "espresso",
    "",
    "?!…",
    "Wie lange dauert ein Espresso? Etwa dreißig Sekunden, sagt die Röstmeisterin.",
    "Une tasse de café, s'il vous plaît; avec un peu de crème.",
    "コーヒーを一杯ください。",
    "浓缩咖啡的油脂是榛子色的。",
    "Кофе молют прямо перед приготовлением.",
    "☕️ → 😀 👩‍👩‍👧 Ω≈ç√",
    "def pour(cup, millilitres):\n    for second in range(30):\n        cup.add(millilitres / 30)\n",
    '{"name": "grind", "arguments": {"seconds": 12, "fineness": "espresso"}}',
    "ERROR 2026-03-01T10:00:00Z pump: pressure 9.1 bar exceeds 9.0 bar (sensor 4, retry 2 of 3)",
    "How do I list all files of a folder that changed today?",
    "Which files in this directory were modified in the last 24 hours?",
    "antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis",
    "   spaces\tand\n\n\nlines   everywhere   ",
    " ".join(f"Cup number {n} holds {30 + n} millilitres." for n in range(1, 29)),
]
TINY_TEXTS = ["the barista grinds beans", "espresso", "", "the crema on top of an espresso is the colour of a hazelnut", "unknownword"]

erf = np.vectorize(math.erf)


def bert(weights, config, ids):
    hidden, heads = config["hidden_size"], config["num_attention_heads"]
    weights = {name: value.astype(np.float64) for name, value in weights.items()}

    def linear(x, path):
        return x @ weights[path + ".weight"].T + weights[path + ".bias"]

    def norm(x, path):
        centred = x - x.mean(-1, keepdims=True)
        deviation = np.sqrt((centred**2).mean(-1, keepdims=True) + config["layer_norm_eps"])
        return centred / deviation * weights[path + ".weight"] + weights[path + ".bias"]

    def by_head(x):
        return x.reshape(len(ids), heads, hidden // heads).transpose(1, 0, 2)

    x = weights["embeddings.word_embeddings.weight"][ids]
    x = x + weights["embeddings.position_embeddings.weight"][: len(ids)]
    x = norm(x + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    for layer in range(config["num_hidden_layers"]):
        path = f"encoder.layer.{layer}."
        q, k, v = (by_head(linear(x, path + "attention.self." + name)) for name in ("query", "key", "value"))
        scores = q @ k.transpose(0, 2, 1) / math.sqrt(hidden // heads)
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = (scores / scores.sum(-1, keepdims=True) @ v).transpose(1, 0, 2).reshape(len(ids), hidden)
        x = norm(x + linear(mixed, path + "attention.output.dense"), path + "attention.output.LayerNorm")
        inner = linear(x, path + "intermediate.dense")
        inner = inner * 0.5 * (1 + erf(inner / math.sqrt(2)))
        x = norm(x + linear(inner, path + "output.dense"), path + "output.LayerNorm")
    return x


def record(folder, texts, cls, out):
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    weights = load_file(folder / "model.safetensors")
    config = json.loads((folder / "config.json").read_text())
    cases = []
    for text in texts:
        ids = tokenizer.encode(text).ids
        states = bert(weights, config, ids)
        vector = states[0] if cls else states.mean(0)
        vector = (vector / np.linalg.norm(vector)).astype("<f4")
        cases.append({"text": text, "ids": ids, "vector": base64.b64encode(vector.tobytes()).decode()})
    document = {"reference": "numpy, float64", "cases": cases}
    out.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def make_tiny(folder):
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = {token: i for i, token in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS, "##s"])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]"])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    hidden, wide = 24, 48
    config = {
        "architectures": ["BertModel"],
        "hidden_act": "gelu",
        "hidden_size": hidden,
        "intermediate_size": wide,
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": 32,
        "model_type": "bert",
        "num_attention_heads": 3,
        "num_hidden_layers": 2,
        "type_vocab_size": 2,
        "vocab_size": len(vocabulary),
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    (folder / "1_Pooling").mkdir(exist_ok=True)
    pooling = {"word_embedding_dimension": hidden, "pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}
    (folder / "1_Pooling/config.json").write_text(json.dumps(pooling, indent=2) + "\n")
    random = np.random.default_rng(17)

    def matrix(*shape):
        return random.normal(0, 0.2, shape).astype(np.float32)

    weights = {
        "embeddings.word_embeddings.weight": matrix(len(vocabulary), hidden),
        "embeddings.position_embeddings.weight": matrix(32, hidden),
        "embeddings.token_type_embeddings.weight": matrix(2, hidden),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in range(2):
        path = f"encoder.layer.{layer}."
        shapes = {
            "attention.self.query": (hidden, hidden),
            "attention.self.key": (hidden, hidden),
            "attention.self.value": (hidden, hidden),
            "attention.output.dense": (hidden, hidden),
            "intermediate.dense": (wide, hidden),
            "output.dense": (hidden, wide),
        }
        for name, shape in shapes.items():
            weights[path + name + ".weight"] = matrix(*shape)
            weights[path + name + ".bias"] = matrix(shape[0])
        norms += [path + "attention.output.LayerNorm", path + "output.LayerNorm"]
    for path in norms:
        weights[path + ".weight"] = 1 + matrix(hidden)
        weights[path + ".bias"] = matrix(hidden)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


kind, folder, vectors = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
if kind == "tiny":
    make_tiny(folder)
    record(folder, TINY_TEXTS, True, vectors / "tiny-bert.json")
else:
    record(folder, REAL_TEXTS, False, vectors / "all-minilm-l6-v2.json")
