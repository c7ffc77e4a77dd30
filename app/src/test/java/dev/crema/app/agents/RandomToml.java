package dev.crema.app.agents;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Writes settings in TOML as no tool would: all kinds of values, odd blanks, comments, our own table in many shapes. */
final class RandomToml {
    private static final List<String> TOP = List.of(
            "model = \"gpt-5\"",
            "model_provider='openai'",
            "model_context_window   =   272_000",
            "approval_policy = \"never\"",
            "notify = [ \"a\", # [not a table]\n   'b',\n]",
            "text = \"\"\"\n[not.a.table]\nkey = 1 \\\"\"\"\n\"\"\"",
            "literal = '''\nmodel = 'x' '''",
            "pi = 3.14",
            "moment = 1979-05-27T07:32:00Z",
            "\"my key\" = true",
            "inline = { a = 1, \"b.c\" = [ {d = 2} ] }",
            "tui.theme = \"dark\"",
            "hex = 0xFF");
    private static final List<String> TABLES = List.of(
            "[features]\nweb = true",
            "[mcp_servers.x]\ncommand = \"y\"\n\n[mcp_servers.x.env]\nA = \"1\"",
            "[[hooks]]\nname = \"a\"\n[[hooks]]\nname = \"b\"\nmodel = 'c'",
            "[profiles.\"my one\"]\nmodel = \"z\"",
            "[ empty ]");
    private static final List<String> PROVIDERS = List.of(
            "",
            "",
            "[model_providers.other]\nname = \"Other\"\nbase_url = 'http://x'",
            "[model_providers.crema]\nname = \"Mine\"\n  base_url = \"http://old/v1\"  # old\nextra = 1",
            "[model_providers]\ncrema.name = 'Dotted'\nother.name = 'o'",
            "[model_providers.crema.http_headers]\nX = \"1\"",
            "[model_providers]\n[model_providers.\"crema\"]");

    private RandomToml() {}

    static String document(Random random) {
        List<String> top = some(TOP, random);
        boolean dotted = random.nextInt(8) == 0;
        if (dotted) {
            top.add("model_providers.crema.wire_api = \"chat\"");
        }
        List<String> tables = some(TABLES, random);
        String providers = PROVIDERS.get(random.nextInt(PROVIDERS.size()));
        if (!dotted && !providers.isEmpty()) {
            tables.add(random.nextInt(tables.size() + 1), providers);
        }
        StringBuilder out = new StringBuilder(random.nextInt(10) == 0 ? "\uFEFF" : "");
        for (String statement : top) {
            between(random, out);
            out.append(" ".repeat(random.nextInt(3)))
                    .append(statement)
                    .append(comment(random))
                    .append('\n');
        }
        for (String table : tables) {
            between(random, out);
            out.append(table).append(comment(random)).append('\n');
        }
        between(random, out);
        String text = out.toString();
        if (text.endsWith("\n") && random.nextInt(4) == 0) {
            text = text.substring(0, text.length() - 1);
        }
        return random.nextInt(3) == 0 ? text.replace("\n", "\r\n") : text;
    }

    private static List<String> some(List<String> all, Random random) {
        List<String> some = new ArrayList<>(all);
        Collections.shuffle(some, random);
        return new ArrayList<>(some.subList(0, random.nextInt(some.size() + 1)));
    }

    private static void between(Random random, StringBuilder out) {
        if (random.nextInt(4) == 0) {
            out.append("# a comment with = and [brackets]\n");
        }
        out.append("\n".repeat(random.nextInt(3)));
    }

    private static String comment(Random random) {
        return random.nextInt(4) == 0 ? "   # why: [\"" : "";
    }
}
