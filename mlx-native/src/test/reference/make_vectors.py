"""Records what mlx-lm answers, for the engine's tests to compare with.

    python make_vectors.py tiny    ../resources/models  ../resources/vectors
    python make_vectors.py default CONVERTED            ../resources/vectors

CONVERTED is the output folder of gguf_to_hf.py. Greedy means: the whole prompt in one forward pass with mlx-lm's KV
cache, then one token at a time, always the largest logit, end-of-turn tokens included. A margin is the largest logit
minus the second largest: where it is tiny, another summation order may rightly choose the other token.
"""

import base64
import hashlib
import json
import sys
from importlib.metadata import version
from pathlib import Path

import mlx.core as mx
import numpy as np
from mlx_lm import load
from mlx_lm.models.cache import make_prompt_cache

from prompts import CHATS, TEXTS, TINY, TOKENIZER_TEXTS

REFERENCE = f"mlx-lm {version('mlx-lm')}, mlx {version('mlx')}, CPU"


def greedy(model, ids, count):
    """Tokens, margins, and the logits after the prompt."""
    cache = make_prompt_cache(model)
    step = mx.array([ids])
    first, tokens, margins = None, [], []
    for _ in range(count):
        logits = model(step, cache=cache)[0, -1].astype(mx.float32)
        values = np.array(logits)
        first = values if first is None else first
        second, best = np.partition(values, -2)[-2:]
        tokens.append(int(values.argmax()))
        margins.append(round(float(best - second), 6))
        step = mx.array([[tokens[-1]]])
    return tokens, margins, first


def encoded(logits):
    return base64.b64encode(logits.astype("<f4").tobytes()).decode()


def norm(logits):
    return float(np.linalg.norm(logits.astype(np.float64)))


def case(model, tokenizer, precision, prompt, count):
    ids = tokenizer.encode(prompt, add_special_tokens=False)
    tokens, margins, logits = greedy(model, ids, count)
    print(f"{precision}, {len(ids)} tokens: {tokenizer.decode(tokens)!r}, least margin {min(margins)}", flush=True)
    result = {"precision": precision, "prompt": prompt, "ids": ids, "tokens": tokens, "margins": margins}
    return result | {"norm": norm(logits)}, logits


def write(path, document):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")


def chat(tokenizer, conversation):
    tools = conversation.get("tools")
    return tokenizer.apply_chat_template(
        conversation["messages"], tools=tools, add_generation_prompt=True, tokenize=False
    )


def tiny(models, out):
    for folder in sorted(models.iterdir()):
        cases = []
        for precision in ("native", "float32"):
            model, tokenizer = load(str(folder))
            if precision == "float32":
                model.set_dtype(mx.float32)
            for prompt in (TINY["text"], chat(tokenizer, TINY["chat"])):
                result, logits = case(model, tokenizer, precision, prompt, 32)
                cases.append(result | {"logits": encoded(logits)})
        write(out / f"{folder.name}.json", {"model": folder.name, "reference": REFERENCE, "cases": cases})


def default_model(converted, out):
    cases, logits_of = [], []
    for precision, folder in (("float32", "float32"), ("quantized", "quantized")):
        model, tokenizer = load(str(converted / folder))
        model.set_dtype(mx.float32)
        prompts = TEXTS + [chat(tokenizer, conversation) for conversation in CHATS]
        for number, prompt in enumerate(prompts):
            result, logits = case(model, tokenizer, precision, prompt, 64)
            cases.append(result)
            if precision == "float32" and number in (0, len(prompts) - 1):
                logits_of.append({"prompt": number, "logits": encoded(logits)})
    header = {"model": "SmolLM2-135M-Instruct.Q4_1.gguf", "reference": REFERENCE}
    write(out / "default-model.json", header | {"cases": cases})
    write(out / "default-model-logits.json", header | {"precision": "float32", "logits": logits_of})
    texts = [{"text": text, "ids": tokenizer.encode(text, add_special_tokens=False)} for text in TOKENIZER_TEXTS]
    write(out / "default-model-tokenizer.json", header | {"texts": texts})
    write(out / "default-model-tensors.json", header | {"sha256": digests(converted / "quantized")})


def digests(folder):
    """Type, shape and SHA-256 of each tensor's bytes, read without MLX."""
    raw = (folder / "model.safetensors").read_bytes()
    length = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + length])
    result = {}
    for name in sorted(header.keys() - {"__metadata__"}):
        begin, end = header[name]["data_offsets"]
        digest = hashlib.sha256(raw[8 + length + begin : 8 + length + end]).hexdigest()
        result[name] = f"{header[name]['dtype']} {'x'.join(map(str, header[name]['shape']))} {digest}"
    return result


{"tiny": tiny, "default": default_model}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
