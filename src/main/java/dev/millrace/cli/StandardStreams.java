package dev.millrace.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** What is known of the streams that the process was started with. */
final class StandardStreams {
    static final int OUT = 1;
    static final int ERR = 2;

    private StandardStreams() {}

    /** Whether a descriptor is a terminal, by isatty(3); no where there is no such function. */
    static boolean isTerminal(int descriptor) {
        try {
            Linker linker = Linker.nativeLinker();
            MethodHandle isatty = linker.downcallHandle(
                    linker.defaultLookup().find("isatty").orElseThrow(),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            return (int) isatty.invokeExact(descriptor) == 1;
        } catch (Throwable _) {
            return false;
        }
    }
}
