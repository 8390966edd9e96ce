package dev.millrace.process;

/** The signals that this package sends. */
enum Signal {
    KILL(9),
    TERM(15);

    final int number;

    Signal(int number) {
        this.number = number;
    }
}
