package dev.crema.app.agents;

import java.util.List;
import java.util.Random;

/** Writes settings in JSON as no tool would: comments, odd blanks, trailing commas, keys of ours with other values. */
final class RandomJson {
    private static final List<String> KEYS = List.of(
            "env",
            "model",
            "provider",
            "crema",
            "modelProviders",
            "openai",
            "security",
            "auth",
            "selectedType",
            "name",
            "small_model",
            "ANTHROPIC_BASE_URL",
            "ANTHROPIC_MODEL",
            "permissions",
            "schlüssel",
            "a\\\"b",
            "x",
            "y",
            "z");
    private static final List<String> CONTAINERS =
            List.of("env", "provider", "crema", "modelProviders", "security", "auth");

    private final Random random;
    private final String end;
    private final StringBuilder out = new StringBuilder();

    private RandomJson(Random random) {
        this.random = random;
        this.end = random.nextInt(3) == 0 ? "\r\n" : "\n";
    }

    static String document(Random random) {
        RandomJson json = new RandomJson(random);
        if (random.nextInt(10) == 0) {
            json.out.append('\uFEFF');
        }
        json.blanks();
        if (random.nextInt(20) > 0) {
            json.object(0);
            json.blanks();
        }
        return json.out.toString();
    }

    private void object(int depth) {
        items('{', '}', () -> {
            String key = KEYS.get(random.nextInt(KEYS.size()));
            out.append('"').append(key).append('"');
            blanks();
            out.append(':');
            blanks();
            if (key.equals("openai")) {
                items('[', ']', () -> value(depth + 1));
            } else if (depth < 4 && CONTAINERS.contains(key) && random.nextInt(30) > 0) {
                object(depth + 1);
            } else if (depth == 0 && key.equals("model") && random.nextBoolean()) {
                object(depth + 1);
            } else {
                value(depth + 1);
            }
        });
    }

    private void items(char open, char close, Runnable item) {
        out.append(open);
        blanks();
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            item.run();
            blanks();
            if (i < count - 1 || random.nextInt(4) == 0) {
                out.append(',');
                blanks();
            }
        }
        out.append(close);
    }

    private void value(int depth) {
        switch (random.nextInt(depth < 4 ? 9 : 7)) {
            case 0 -> out.append("\"text // with /* marks */ and \\\" \\\\\"");
            case 1 -> out.append("\"http://127.0.0.1:11432\"");
            case 2 -> out.append(random.nextInt(1000) - 500);
            case 3 -> out.append("-1.5e+3");
            case 4 -> out.append("true");
            case 5 -> out.append("null");
            case 6 -> out.append("\"\\u00e9 ü {[,]}\"");
            case 7 -> items('[', ']', () -> value(depth + 1));
            default -> object(depth + 1);
        }
    }

    private void blanks() {
        switch (random.nextInt(12)) {
            case 0 -> out.append("// a \"comment\", { [").append(end);
            case 1 ->
                out.append("/* another, ")
                        .append(random.nextBoolean() ? end : "")
                        .append("} */");
            case 2, 3 -> out.append(end).append(" ".repeat(random.nextInt(5)));
            case 4 -> out.append(end).append("\t");
            case 5 -> out.append("  ");
            default -> out.append(random.nextBoolean() ? " " : "");
        }
    }
}
