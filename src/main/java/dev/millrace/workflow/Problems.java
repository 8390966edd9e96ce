package dev.millrace.workflow;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Gathers what is found while a document is read. Past {@value #LIMIT} entries of a kind the rest is only counted. */
final class Problems {
    private static final int LIMIT = 500;

    private final Tally errors = new Tally("errors");
    private final Tally warnings = new Tally("warnings");

    void error(Path path, Position at, String message) {
        error(path, () -> at, () -> message);
    }

    void warning(Path path, Position at, String message) {
        warning(path, () -> at, () -> message);
    }

    /** Reports what costs something to say: nothing is asked of the suppliers when it is only counted. */
    void error(Path path, Supplier<Position> at, Supplier<String> message) {
        errors.add(path, at, message);
    }

    /** Reports what costs something to say: nothing is asked of the suppliers when it is only counted. */
    void warning(Path path, Supplier<Position> at, Supplier<String> message) {
        warnings.add(path, at, message);
    }

    boolean hasErrors() {
        return errors.count > 0;
    }

    List<Problem> errors() {
        return errors.toList();
    }

    List<Problem> warnings() {
        return warnings.toList();
    }

    private static final class Tally {
        private final String kind;
        private final List<Problem> kept = new ArrayList<>();
        private int count;

        Tally(String kind) {
            this.kind = kind;
        }

        void add(Path path, Supplier<Position> at, Supplier<String> message) {
            count++;
            if (kept.size() < LIMIT) {
                Position position = at.get();
                kept.add(new Problem(path.toString(), position.line(), position.column(), message.get()));
            }
        }

        List<Problem> toList() {
            List<Problem> all = new ArrayList<>(kept);
            if (count > LIMIT) {
                all.add(new Problem("", 1, 1, "there are %,d more %s".formatted(count - LIMIT, kind)));
            }
            return List.copyOf(all);
        }
    }
}
