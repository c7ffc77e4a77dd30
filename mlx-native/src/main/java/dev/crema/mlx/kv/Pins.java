package dev.crema.mlx.kv;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which nodes are protected for which session. The session that was quiet longest gives way. Engine thread only. */
final class Pins {
    /** Sessions at most; more than anybody works in at once. */
    private static final int MOST = 16;

    private static final long QUIET_NANOS = Duration.ofHours(1).toNanos();

    private final Change change;
    private final Map<String, Pin> bySession = new LinkedHashMap<>(16, 0.75f, true);

    private record Pin(List<KvNode> nodes, long bytes, long since) {}

    /** Adds to a node's pins. */
    interface Change {
        void by(KvNode node, int count);
    }

    Pins(Change change) {
        this.change = change;
    }

    /** Pins a session's head in place of the one it had; not if all heads together would exceed the bytes. */
    void pin(String session, List<KvNode> head, long most) {
        long now = System.nanoTime();
        unpin(session);
        bySession.entrySet().stream()
                .filter(entry -> now - entry.getValue().since() > QUIET_NANOS)
                .map(Map.Entry::getKey)
                .toList()
                .forEach(this::unpin);
        long wanted = head.stream().mapToLong(node -> node.block().bytes()).sum();
        while (!bySession.isEmpty() && (bytes() + wanted > most || bySession.size() >= MOST)) {
            unpin(bySession.keySet().iterator().next());
        }
        if (wanted <= most) {
            head.forEach(node -> change.by(node, 1));
            bySession.put(session, new Pin(List.copyOf(head), wanted, now));
        }
    }

    private void unpin(String session) {
        Pin old = bySession.remove(session);
        if (old != null) {
            old.nodes().forEach(node -> change.by(node, -1));
        }
    }

    /** Counts what sessions share once for each: an upper bound. */
    private long bytes() {
        return bySession.values().stream().mapToLong(Pin::bytes).sum();
    }

    /** Nodes pinned now. */
    int blocks() {
        List<KvNode> all = new ArrayList<>();
        bySession.values().forEach(pin -> all.addAll(pin.nodes()));
        return (int) all.stream().distinct().count();
    }
}
