package dev.crema.app.agents.text;

import java.util.ArrayList;
import java.util.List;

/** The difference between two texts, line by line, in the format of {@code diff -u}. */
public final class UnifiedDiff {
    /** Lines shown around a change. */
    private static final int CONTEXT = 3;

    /** Above this the changed middle is shown as a whole: comparing takes the product of both line counts. */
    private static final long MOST_COMPARED = 4_000_000;

    private final List<Line> lines = new ArrayList<>();

    /** A line of the difference: kept, added or removed. */
    private record Line(char kind, String text) {}

    private UnifiedDiff() {}

    /** The difference with both names above it; empty if there is none. */
    public static String of(String nameBefore, String nameAfter, String before, String after) {
        if (before.equals(after)) {
            return "";
        }
        UnifiedDiff diff = new UnifiedDiff();
        diff.compare(split(before), split(after));
        return "--- " + nameBefore + "\n+++ " + nameAfter + "\n" + diff.hunks();
    }

    /** Lines with their line ends, so that a missing or another line end is a difference. */
    private static List<String> split(String text) {
        List<String> lines = new ArrayList<>();
        for (int at = 0; at < text.length(); at = Lines.next(text, at)) {
            lines.add(text.substring(at, Lines.next(text, at)));
        }
        return lines;
    }

    private void compare(List<String> before, List<String> after) {
        int shorter = Math.min(before.size(), after.size());
        int head = 0;
        while (head < shorter && before.get(head).equals(after.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head
                && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
            tail++;
        }
        add(' ', before.subList(0, head));
        compareMiddle(before.subList(head, before.size() - tail), after.subList(head, after.size() - tail));
        add(' ', before.subList(before.size() - tail, before.size()));
    }

    private void compareMiddle(List<String> before, List<String> after) {
        if ((long) before.size() * after.size() > MOST_COMPARED) {
            add('-', before);
            add('+', after);
            return;
        }
        int[][] common = commonLengths(before, after);
        int i = 0;
        int j = 0;
        while (i < before.size() && j < after.size()) {
            if (before.get(i).equals(after.get(j))) {
                lines.add(new Line(' ', before.get(i++)));
                j++;
            } else if (common[i + 1][j] >= common[i][j + 1]) {
                lines.add(new Line('-', before.get(i++)));
            } else {
                lines.add(new Line('+', after.get(j++)));
            }
        }
        add('-', before.subList(i, before.size()));
        add('+', after.subList(j, after.size()));
    }

    /** At [i][j] how many lines the rests from i and from j have in common at most, in their order. */
    private static int[][] commonLengths(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    private void add(char kind, List<String> texts) {
        texts.forEach(text -> lines.add(new Line(kind, text)));
    }

    private String hunks() {
        StringBuilder out = new StringBuilder();
        int from = nextChange(0);
        while (from < lines.size()) {
            int to = from + 1;
            for (int next = nextChange(to); next < lines.size() && next - to <= 2 * CONTEXT; next = nextChange(to)) {
                to = next + 1;
            }
            hunk(Math.max(0, from - CONTEXT), Math.min(lines.size(), to + CONTEXT), out);
            from = nextChange(to);
        }
        return out.toString();
    }

    private int nextChange(int from) {
        int at = from;
        while (at < lines.size() && lines.get(at).kind() == ' ') {
            at++;
        }
        return at;
    }

    private void hunk(int from, int to, StringBuilder out) {
        out.append("@@ -").append(range(from, to, '+'));
        out.append(" +").append(range(from, to, '-')).append(" @@\n");
        for (Line line : lines.subList(from, to)) {
            out.append(line.kind()).append(line.text());
            if (!line.text().endsWith("\n")) {
                out.append("\n\\ No newline at end of file\n");
            }
        }
    }

    /** First line and line count of a hunk on one side: without the lines of the other side's kind. */
    private String range(int from, int to, char otherKind) {
        long above = count(0, from, otherKind);
        long inside = count(from, to, otherKind);
        return (inside == 0 ? above : above + 1) + "," + inside;
    }

    private long count(int from, int to, char otherKind) {
        return lines.subList(from, to).stream()
                .filter(line -> line.kind() != otherKind)
                .count();
    }
}
