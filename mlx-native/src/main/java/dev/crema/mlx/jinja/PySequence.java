package dev.crema.mlx.jinja;

import java.util.AbstractList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's sequences other than strings. Nothing changes them after they are built: the sandbox is immutable. */
sealed interface PySequence {
    /** The elements; not to be changed. */
    List<@Nullable Object> items();

    record PyList(List<@Nullable Object> items) implements PySequence {}

    record PyTuple(List<@Nullable Object> items) implements PySequence {}

    /** {@code range(start, stop, step)}, its elements made when they are read. */
    record PyRange(long start, long stop, long step) implements PySequence {
        private static final int LARGEST = 100_000;

        public PyRange {
            if (step == 0) {
                throw new JinjaException("range() arg 3 must not be zero");
            }
            if (count(start, stop, step) > LARGEST) {
                throw new JinjaException("range() is larger than " + LARGEST + " elements");
            }
        }

        @Override
        public List<@Nullable Object> items() {
            int size = (int) count(start, stop, step);
            return new AbstractList<>() {
                @Override
                public Object get(int index) {
                    return start + index * step;
                }

                @Override
                public int size() {
                    return size;
                }
            };
        }

        private static long count(long start, long stop, long step) {
            double exact = Math.ceil(((double) stop - start) / step);
            return (long) Math.max(0, exact);
        }
    }
}
