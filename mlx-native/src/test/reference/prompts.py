"""The prompts of the reference vectors, all written for this project."""

ROAST = {
    "type": "function",
    "function": {
        "name": "roast_profile",
        "description": "Looks up the roast profile of a bean.",
        "parameters": {
            "type": "object",
            "properties": {"bean": {"type": "string"}, "batch_grams": {"type": "integer"}},
            "required": ["bean"],
        },
    },
}

TINY = {
    "text": "The barista weighs 18 grams and ",
    "chat": {
        "messages": [
            {"role": "system", "content": "Answer briefly."},
            {"role": "user", "content": "How long does an espresso take? 日本語 ☕"},
        ],
        "tools": [ROAST],
    },
}

LONG = """\
Notes for whoever takes over the machine room on Monday.

The boiler has two thermostats. The left one is old and reads about four degrees too warm, so trust the right one and
keep it between ninety-two and ninety-four. If the lamp on the left blinks twice, pause, twice again, the tank is low:
open the cover, pour in two litres of filtered water, close it, and wait until the pump has stopped before you draw
anything. Never fill it while the pump runs. We lost a seal that way in March and waited nine days for a new one.

The grinder was set on Friday for the dark blend. The light one from Huila wants a finer setting, two notches towards
the window, and half a gram more in the basket. Weigh every dose for the first hour; after that the burrs are warm and
the doses stay within a tenth of a gram. If the shot runs faster than twenty-two seconds, go one notch finer. If it
runs slower than thirty-five, one notch coarser, and throw the shot away rather than serve it bitter.

Deliveries come on Tuesday before seven. The driver leaves the sacks at the back door and does not ring. Check the
seal of each sack and write its number into the green book, together with the weight on our own scale, because the
weight on the label is that of the port and is sometimes two kilos off. Anything that smells of oil goes back.

Three customers pay by the month: the print shop, the two dentists upstairs, and Mrs. Adler, who takes a flat white at
ten past eight and likes to talk about her allotment. Their cups are on the slate behind the till. Wipe a line off only
when the money is there. The card reader sometimes forgets the network; switch it off, count to ten, switch it on.

Cleaning: rinse the group heads after every twentieth shot, back-flush with powder in the evening, soak the baskets
overnight on Wednesday. The steam wand has to be wiped at once, every time, or the milk bakes on and blocks the tip.
The drain under the tray is slow. Hot water helps; the wire is in the second drawer, under the spare gaskets.

If something breaks that is not in these notes, call Jonas before noon or Mirela after it. Both know the machine, and
neither likes to be called twice for the same thing, so write down what they tell you in the green book.

Question: which thermostat can be trusted, and between which temperatures should it be kept?
Answer:"""

CODE = '''\
def median(values):
    """The middle value of a list of numbers, or the mean of the two middle ones."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2 == 1:
        return'''

TEXTS = [
    "The capital of France is",
    CODE,
    "Grüße aus Zürich – 東京の天気は晴れ、気温は 23 °C. Привет! 🙂👩‍🚀 The same in English:",
    '{"name": "Ada", "born": 1815, "languages": ["English", "French"], "likes": {"tea": true, "coffee":',
    "1 2 3 5 8 13 21 34 55",
    LONG,
]

CHATS = [
    {"messages": [{"role": "user", "content": "Write one sentence about rain on a tin roof."}]},
    {
        "messages": [
            {"role": "system", "content": "You are a careful translator."},
            {"role": "user", "content": "Translate into German: The train leaves at half past nine."},
        ]
    },
    {
        "messages": [
            {"role": "user", "content": "Name three fruits."},
            {"role": "assistant", "content": "Apple, pear and plum."},
            {"role": "user", "content": "Now three that grow in the tropics, as a list."},
        ]
    },
    {"messages": [{"role": "user", "content": "What does this print?\n\n```java\nSystem.out.println(7 / 2 * 2.0);\n```"}]},
]

TOKENIZER_TEXTS = [
    "",
    " ",
    "a",
    "Hello, world!",
    "  two spaces,\tone tab\n\nand two lines \n ",
    "I'll say it's what they'd have done; WE'RE not SHE'S.",
    "In 1815, 12345.678 and ٣٤٥ and Ⅻ and ½ and x²",
    "naïve café, Straße, İstanbul, ŁÓDŹ, e\u0301 combined",
    "日本語のテキスト、한국어 텍스트, 中文文本。",
    "Привет, мир! Γειά σου Κόσμε. שלום עולם. مرحبا بالعالم",
    "🙂👩‍🚀🏳️‍🌈 emoji, ZWJ\u200d and \ufeff marks",
    "\u00a0non-breaking\u2003em space\u3000ideographic",
    "a\r\nb\rc\n\n\n   d\u2028e",
    "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n",
    "<|endoftext|>x<|endoftext|> <|im_start|> y<file_sep>",
    "<|im_start <|im_end| <im_end|>",
    "snake_case camelCase __dunder__ a+=b; c!==d && e>>>2 // ????!!!!",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "    if (x) {\n        return y;\n    }\n",
    "http://example.org/a/b?c=d&e=%20f#g user@example.org",
    "\u0000\u0001\u001b[0m control",
    CODE,
    LONG,
]
