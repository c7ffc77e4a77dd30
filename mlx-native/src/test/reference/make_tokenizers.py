"""Makes the two tiny tokenizers of the tests and what Python's tokenizers encode with them.

Run from this folder; it needs tokenizers 0.22 or newer:

    python make_tokenizers.py
"""

import json
import pathlib
import random

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

RESOURCES = pathlib.Path(__file__).parent.parent / "resources/dev/crema/mlx/tokenizer"
CORPUS = [
    "A small tokenizer learns a few words and leaves the rest to bytes.",
    "The engine reads tokens, the proxy speaks to clients, the app shows what happens.",
    "Größe, Übung, naïve café, façade; 東京 と 大阪; مرحبا بالعالم; Привет, мир!",
    "def main(args): return [x ** 2 for x in range(10) if x % 3 == 0]  # 0123456789",
    "I'm, you're, they've, we'll; one  two   three\n\n\tfour\r\nfive 🙂🙃👩‍👩‍👧",
]
PIECES = (
    ["the ", "token", " engine", "ing", "\n", "\n\n", "  ", " ", "\t", "x", "1234", "3.14", "don't", "Ünïcödé", "ß"]
    + ["東京", "大阪", "한국어", "مرحبا ", "שלום", "Привет", "ไทย", "e\u0301", "\u200b", "\u00a0", "\ufffd", "\u2028"]
    + ["🙂", "👩‍👩‍👧", "🏳️‍🌈", "🇨🇭", "👍🏽", "𝔘𝔫𝔦", "\U00020000", "<|im_start|>", "<|im_end|>", "<think>", "</think>"]
    + ["{\"a\": [1, 2]}", "<|im", "_start|>", "http://x.y/z?q=1", "\x00", "\x7f", "ﬁ", "½", "…", "—"]
)


def byte_level():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=420, initial_alphabet=alphabet))
    tokenizer.add_special_tokens(["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
    tokenizer.add_tokens([AddedToken("<think>", special=False), AddedToken("</think>", special=False)])
    tokenizer.enable_truncation(5)
    tokenizer.enable_padding(length=8)
    return tokenizer


def byte_fallback():
    """As SentencePiece does it: blanks are bars, unknown characters are bytes, one leading blank is dropped."""
    control = ["<unk>", "<s>", "</s>"]
    fallback = [f"<0x{byte:02X}>" for byte in range(256)]
    trained = Tokenizer(models.BPE(unk_token="<unk>"))
    trained.pre_tokenizer = pre_tokenizers.Metaspace()
    trained.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=520, special_tokens=control + fallback))
    content = json.loads(trained.to_str())
    content["model"]["byte_fallback"] = True
    content["added_tokens"] = [token for token in content["added_tokens"] if token["content"] in control]
    tokenizer = Tokenizer.from_str(json.dumps(content))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first")
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    return tokenizer


def texts(count):
    chance = random.Random(7)
    return ["".join(chance.choices(PIECES, k=chance.randint(1, 5))) for _ in range(count)]


def golden(tokenizer):
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return [[text, " ".join(map(str, tokenizer.encode(text, add_special_tokens=False).ids))] for text in texts(1000)]


def write(name, content):
    (RESOURCES / name).write_text(content + "\n", encoding="utf-8")


for name, tokenizer in {"byte-level": byte_level(), "byte-fallback": byte_fallback()}.items():
    write(f"{name}.tokenizer.json", json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False))
    lines = [json.dumps(line, ensure_ascii=False) for line in golden(tokenizer)]
    write(f"golden-{name}.json", "[\n" + ",\n".join(lines) + "\n]")
