"""Makes the tiny models of the tests: random weights, real layouts.

    python make_tiny_models.py ../resources/models

Every model is saved as Hugging Face or mlx-lm would save it, and loaded once with mlx-lm to prove it. The weights come
from numpy's seeded generator, so a second run writes the same files.
"""

import json
import shutil
import sys
from pathlib import Path

import mlx.core as mx
import mlx.nn as nn
import numpy as np
from mlx.utils import tree_flatten
from mlx_lm.utils import _get_classes, load
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
PLAIN = ["<think>", "</think>", "<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>"]
VOCABULARY = 288
CORPUS = [
    "The barista weighs the beans, grinds them and levels the ground coffee in the basket.",
    "An espresso takes about thirty seconds; the crema on top is the colour of hazelnuts.",
    "def pour(cup, millilitres):\n    for second in range(30):\n        cup.add(millilitres / 30)\n",
    '{"name": "grind", "arguments": {"seconds": 12, "fineness": "espresso"}}',
]

TEMPLATE = """\
{%- if tools %}
{{- '<|im_start|>system\\n' }}
{%- if messages[0].role == 'system' %}{{- messages[0].content + '\\n\\n' }}{%- endif %}
{{- 'Functions you may call, one JSON object per line:\\n<tools>' }}
{%- for tool in tools %}{{- '\\n' + (tool | tojson) }}{%- endfor %}
{{- '\\n</tools>\\nCall one by writing its name and arguments as JSON between <tool_call> and </tool_call>.<|im_end|>\\n' }}
{%- elif messages[0].role == 'system' %}
{{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}
{%- endif %}
{%- for message in messages %}
{%- if message.role == 'tool' %}
{{- '<|im_start|>user\\n<tool_response>\\n' + message.content + '\\n</tool_response><|im_end|>\\n' }}
{%- elif message.role == 'assistant' %}
{{- '<|im_start|>assistant\\n' + (message.content or '') }}
{%- for call in message.tool_calls or [] %}
{{- '\\n<tool_call>\\n{"name": ' + (call.function.name | tojson) + ', "arguments": ' }}
{{- (call.function.arguments if call.function.arguments is string else call.function.arguments | tojson) + '}\\n</tool_call>' }}
{%- endfor %}
{{- '<|im_end|>\\n' }}
{%- elif message.role == 'user' or not loop.first %}
{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
{%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
{{- '<|im_start|>assistant\\n' }}
{%- if enable_thinking is defined and not enable_thinking %}{{- '<think>\\n\\n</think>\\n\\n' }}{%- endif %}
{%- endif %}
"""

LLAMA = {
    "model_type": "llama",
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "intermediate_size": 64,
    "rms_norm_eps": 1e-5,
    "rope_theta": 10000.0,
    "vocab_size": VOCABULARY,
    "max_position_embeddings": 2048,
    "tie_word_embeddings": True,
    "bos_token_id": 1,
    "eos_token_id": 2,
}
QWEN3 = LLAMA | {"model_type": "qwen3", "head_dim": 32, "num_key_value_heads": 1, "rope_theta": 1000000.0}
ROPE3 = {
    "rope_type": "llama3",
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 64,
}

# name, config, dtype, quantization, shards, where the chat template is
MODELS = [
    ("tiny-llama-f32", LLAMA, mx.float32, None, 1, "tokenizer_config"),
    ("tiny-llama-f16-sharded", LLAMA | {"tie_word_embeddings": False}, mx.float16, None, 2, "list"),
    ("tiny-llama-rope3", LLAMA | {"rope_scaling": ROPE3, "head_dim": 16}, mx.float16, None, 1, "jinja"),
    ("tiny-llama-8bit", LLAMA, mx.float16, {"group_size": 32, "bits": 8}, 1, "jinja"),
    ("tiny-mistral-bf16", LLAMA | {"model_type": "mistral"}, mx.bfloat16, None, 1, "jinja"),
    ("tiny-qwen3-f32", QWEN3, mx.float32, None, 1, "jinja"),
    ("tiny-qwen3-4bit", QWEN3 | {"tie_word_embeddings": False}, mx.bfloat16, {"group_size": 64, "bits": 4}, 1, "jinja"),
]


def tiny_tokenizer():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = [AddedToken(t, special=True, normalized=False) for t in SPECIAL]
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY - len(PLAIN),
        special_tokens=special,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.add_tokens([AddedToken(t, special=False, normalized=False) for t in PLAIN])
    assert tokenizer.get_vocab_size() == VOCABULARY
    return tokenizer


def save_tokenizer(folder, template_place):
    tiny_tokenizer().save(str(folder / "tokenizer.json"))
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": SPECIAL[1],
        "eos_token": SPECIAL[2],
        "pad_token": {"__type": "AddedToken", "content": SPECIAL[0], "special": True},
        "clean_up_tokenization_spaces": False,
        "model_max_length": 2048,
    }
    if template_place == "tokenizer_config":
        config["chat_template"] = TEMPLATE
    elif template_place == "list":
        named = {"default": TEMPLATE, "tool_use": "{# for tools #}\n" + TEMPLATE}
        config["chat_template"] = [{"name": n, "template": t} for n, t in named.items()]
    else:
        (folder / "chat_template.jinja").write_text(TEMPLATE)
    write(folder / "tokenizer_config.json", config)


def random_weights(model, seed):
    """Larger than a trained model's, so that the next token depends on the whole prompt."""
    random = np.random.default_rng(seed)
    weights = []
    for name, value in sorted(tree_flatten(model.parameters())):
        if value.ndim == 1:
            new = random.uniform(0.5, 1.5, value.shape)
        else:
            new = random.normal(0, 2.5 / np.sqrt(value.shape[-1]), value.shape)
        weights.append((name, mx.array(new.astype(np.float32))))
    model.load_weights(weights)


def save_weights(folder, weights, shards):
    metadata = {"format": "mlx"}
    if shards == 1:
        mx.save_safetensors(str(folder / "model.safetensors"), weights, metadata)
        return
    names = sorted(weights)
    index = {"metadata": {"total_size": sum(w.nbytes for w in weights.values())}, "weight_map": {}}
    for shard in range(shards):
        file = f"model-{shard + 1:05d}-of-{shards:05d}.safetensors"
        part = {name: weights[name] for name in names[shard::shards]}
        mx.save_safetensors(str(folder / file), part, metadata)
        index["weight_map"] |= {name: file for name in part}
    write(folder / "model.safetensors.index.json", index)


def write(path, document):
    path.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n")


def make(root, seed, name, config, dtype, quantization, shards, template_place):
    folder = root / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    model_class, arguments = _get_classes(config)
    model = model_class(arguments.from_dict(config))
    random_weights(model, seed)
    model.set_dtype(dtype)
    if quantization:
        nn.quantize(model, **quantization)
        config = config | {"quantization": quantization, "quantization_config": quantization}
    save_weights(folder, dict(tree_flatten(model.parameters())), shards)
    write(folder / "config.json", config)
    write(folder / "generation_config.json", {"bos_token_id": 1, "eos_token_id": [2, 0]})
    save_tokenizer(folder, template_place)
    load(str(folder))
    print(name, sum(f.stat().st_size for f in folder.iterdir()) // 1024, "KiB")


for number, row in enumerate(MODELS):
    make(Path(sys.argv[1]), 1000 + number, *row)
