package dev.millrace.cli;

/** Checks numbers of the command line. */
final class Bounds {
    private Bounds() {}

    /** Throws a {@link CommandException} when the value of an option is out of its range. */
    static void require(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw CommandException.wrongUse("%s must be from %d to %d, not %d.".formatted(option, least, most, value));
        }
    }
}
