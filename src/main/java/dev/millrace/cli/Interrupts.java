package dev.millrace.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Ctrl-C and SIGTERM, for a command that has something to bring to an end first. The JDK's way to take signals is
 * {@code sun.misc.Signal}; the compiler warns of its name, and warnings fail the build, hence the reflection.
 */
final class Interrupts {
    private static final List<String> SIGNALS = List.of("INT", "TERM");

    private Interrupts() {}

    /**
     * Has this run, on a thread of its own, at each of the signals from now on, instead of the program ending. Where the
     * platform has no such signals, nothing changes.
     */
    static void onEach(Runnable action) {
        for (String name : SIGNALS) {
            try {
                handle(name, action);
            } catch (ReflectiveOperationException _) {
                // The signal is not ours to take: it goes on ending the program.
            }
        }
    }

    private static void handle(String name, Runnable action) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        InvocationHandler invocation = (proxy, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                action.run();
                yield null;
            }
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            default -> "handler of SIG" + name;
        };
        Object proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, invocation);
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    }
}
