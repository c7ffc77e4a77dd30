package dev.crema.app.supervise;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/**
 * Ends the process without running the exit handlers of native libraries. {@code Runtime.halt} runs them, and OpenBLAS's
 * waits for its worker threads, which never end if a computation was under way.
 */
public final class HardExit {
    private HardExit() {}

    /** Ends the process with that status. What is not on disk is lost. */
    public static void now(int status) {
        Linker linker = Linker.nativeLinker();
        var exit = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("_exit"), FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
        try {
            exit.invokeExact(status);
        } catch (Throwable e) {
            throw new IllegalStateException("_exit returned", e);
        }
    }
}
