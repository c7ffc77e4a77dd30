package dev.crema.mlx.jinja;

import dev.crema.mlx.jinja.PySequence.PyTuple;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code loop} variable. Looks ahead only when asked, as Jinja does: a loop's filter may read what its body sets.
 */
final class LoopContext {
    private final int knownLength;
    private Iterator<@Nullable Object> source;
    private @Nullable List<@Nullable Object> ahead;
    private @Nullable Object previous;
    private @Nullable Object current;
    private @Nullable PyTuple lastChanged;
    private int index0 = -1;
    private int length = -1;

    /** A loop over items; {@code knownLength} is negative if they cannot be counted without reading them. */
    LoopContext(Iterator<@Nullable Object> source, int knownLength) {
        this.source = source;
        this.knownLength = knownLength;
    }

    boolean advance() {
        if (!hasNext()) {
            return false;
        }
        List<@Nullable Object> waiting = ahead;
        previous = current;
        current = waiting == null ? source.next() : waiting.getFirst();
        ahead = null;
        index0++;
        return true;
    }

    @Nullable
    Object item() {
        return current;
    }

    private boolean hasNext() {
        return ahead != null || source.hasNext();
    }

    int length() {
        if (length < 0) {
            length = knownLength >= 0 ? knownLength : index0 + 1 + drained();
        }
        return length;
    }

    private int drained() {
        List<@Nullable Object> rest = new ArrayList<>();
        source.forEachRemaining(rest::add);
        source = rest.iterator();
        return rest.size() + (ahead == null ? 0 : 1);
    }

    @Nullable
    Object attribute(String name) {
        return switch (name) {
            case "index" -> index0 + 1L;
            case "index0" -> (long) index0;
            case "revindex" -> (long) length() - index0;
            case "revindex0" -> (long) length() - index0 - 1;
            case "first" -> index0 == 0;
            case "last" -> !hasNext();
            case "length" -> (long) length();
            case "depth" -> 1L;
            case "depth0" -> 0L;
            case "previtem" -> index0 == 0 ? Undefined.because("there is no previous item") : previous;
            case "nextitem" -> next();
            case "cycle" -> (Function) this::cycle;
            case "changed" -> (Function) arguments -> changed(new PyTuple(arguments.positional()));
            default -> Undefined.member(this, name);
        };
    }

    private @Nullable Object next() {
        if (ahead == null && source.hasNext()) {
            List<@Nullable Object> one = new ArrayList<>(1);
            one.add(source.next());
            ahead = one;
        }
        List<@Nullable Object> waiting = ahead;
        return waiting == null ? Undefined.because("there is no next item") : waiting.getFirst();
    }

    private @Nullable Object cycle(Arguments arguments) {
        List<@Nullable Object> choices = arguments.positional();
        if (choices.isEmpty()) {
            throw new JinjaException("loop.cycle() needs something to cycle through");
        }
        return choices.get(index0 % choices.size());
    }

    private boolean changed(PyTuple values) {
        if (Values.equal(lastChanged, values)) {
            return false;
        }
        lastChanged = values;
        return true;
    }
}
