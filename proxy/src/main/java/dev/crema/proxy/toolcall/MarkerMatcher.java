package dev.crema.proxy.toolcall;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds markers in text, holding back only what may still become one. */
final class MarkerMatcher {
    private final List<String> markers;
    private final StringBuilder held = new StringBuilder();

    MarkerMatcher(List<String> markers) {
        this.markers = List.copyOf(markers);
    }

    /**
     * Takes a character; what cannot be part of a marker goes to {@code out}.
     *
     * @return the marker that this character completes, or null
     */
    @Nullable
    String accept(char c, PieceWriter out) {
        if (held.isEmpty() && !startsMarker(c)) {
            out.text(c);
            return null;
        }
        held.append(c);
        while (!held.isEmpty() && !mayBecomeMarker()) {
            out.text(held.charAt(0));
            held.deleteCharAt(0);
        }
        for (String marker : markers) {
            if (marker.contentEquals(held)) {
                held.setLength(0);
                return marker;
            }
        }
        return null;
    }

    /** The text has ended: what was held back was no marker. */
    void end(PieceWriter out) {
        out.text(held);
        held.setLength(0);
    }

    private boolean startsMarker(char c) {
        for (String marker : markers) {
            if (marker.charAt(0) == c) {
                return true;
            }
        }
        return false;
    }

    private boolean mayBecomeMarker() {
        for (String marker : markers) {
            if (held.length() <= marker.length() && marker.startsWith(held.toString())) {
                return true;
            }
        }
        return false;
    }
}
