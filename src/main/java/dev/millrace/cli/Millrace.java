package dev.millrace.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The program: its first argument names what to do. */
@QuarkusMain
public final class Millrace {
    private Millrace() {}

    public static void main(String... args) {
        Quarkus.run(args);
    }
}
