package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.catalog.ProductRules;
import dev.millrace.cli.ProductFile.Row;
import dev.millrace.cli.RejectedLines.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Takes the lines of a file, some at a time, and reports those that are rejected in their order. Lines for the same sku are
 * taken one after the other. Used by one thread.
 */
final class ProductImport {
    private static final int LINES_AT_A_TIME = 200;

    /** What a server answers about one line; anything else is about all of them. */
    private static final Set<Integer> OF_ONE_LINE = Set.of(404, 409, 422);

    private final Target target;
    private final int parallel;
    private final RejectedLines rejected;
    private final Progress progress;
    private final List<Row> batch = new ArrayList<>();
    private final Set<String> skus = new HashSet<>();
    private Counts counts = new Counts(0, 0, 0, 0);

    ProductImport(Target target, int parallel, RejectedLines rejected, Progress progress) {
        this.target = target;
        this.parallel = parallel;
        this.rejected = rejected;
        this.progress = progress;
    }

    /** Where lines go that are well; called by several threads. */
    @FunctionalInterface
    interface Target {
        /** Throws an {@link ApiException} when a server refuses the line. */
        Outcome take(Row.Described row) throws InterruptedException;
    }

    /** What became of a line. */
    sealed interface Outcome {
        /** It was taken. */
        enum Taken implements Outcome {
            CREATED,
            UPDATED,
            CHECKED
        }

        /** It was not, and changed nothing. */
        record Rejected(List<Reason> reasons) implements Outcome {
            Rejected(String column, String text) {
                this(List.of(new Reason(column, text)));
            }
        }
    }

    /** How many lines came to what. */
    record Counts(long created, long updated, long checked, long rejected) {
        private Counts plus(Outcome outcome) {
            return switch (outcome) {
                case Outcome.Taken taken ->
                    switch (taken) {
                        case CREATED -> new Counts(created + 1, updated, checked, rejected);
                        case UPDATED -> new Counts(created, updated + 1, checked, rejected);
                        case CHECKED -> new Counts(created, updated, checked + 1, rejected);
                    };
                case Outcome.Rejected _ -> new Counts(created, updated, checked, rejected + 1);
            };
        }

        private long all() {
            return created + updated + checked + rejected;
        }
    }

    /** Takes all lines. Throws a {@link CommandException} where it cannot go on; what was taken by then, stays. */
    Counts run(ProductFile products) throws InterruptedException {
        try {
            while (products.hasNext()) {
                Row row = products.next();
                if (batch.size() == LINES_AT_A_TIME || !isFirstOfItsSku(row)) {
                    takeBatch();
                    isFirstOfItsSku(row);
                }
                batch.add(row);
            }
            takeBatch();
            return counts;
        } catch (CommandException e) {
            List<String> details = Stream.concat(
                            e.details().stream(),
                            Stream.of("%d lines were dealt with before that; run it again when it is put right."
                                    .formatted(counts.all())))
                    .toList();
            throw new CommandException(e.exitStatus(), String.valueOf(e.getMessage()), details);
        }
    }

    private boolean isFirstOfItsSku(Row row) {
        return !(row instanceof Row.Described described)
                || !described.product().has("sku")
                || skus.add(described.product().path("sku").textValue());
    }

    private void takeBatch() throws InterruptedException {
        Outcome[] outcomes = new Outcome[batch.size()];
        Workers.each(outcomes.length, parallel, i -> outcomes[i] = outcome(batch.get(i)));
        for (int i = 0; i < outcomes.length; i++) {
            counts = counts.plus(outcomes[i]);
            if (outcomes[i] instanceof Outcome.Rejected refusal) {
                long line = batch.get(i).line();
                refusal.reasons().forEach(reason -> rejected.add(line, reason));
            }
        }
        progress.show("%d lines, %d rejected".formatted(counts.all(), counts.rejected()));
        batch.clear();
        skus.clear();
    }

    private Outcome outcome(Row row) throws InterruptedException {
        return switch (row) {
            case Row.Broken broken -> new Outcome.Rejected(broken.column(), broken.reason());
            case Row.Described described -> {
                List<Reason> wrong = ProductRules.problems(described.product(), described.isWhole()).stream()
                        .map(item -> new Reason(column(item.path()), item.message()))
                        .toList();
                yield wrong.isEmpty() ? send(described) : new Outcome.Rejected(wrong);
            }
        };
    }

    private Outcome send(Row.Described row) throws InterruptedException {
        try {
            return target.take(row);
        } catch (ApiException e) {
            if (!OF_ONE_LINE.contains(e.httpStatus())) {
                throw e;
            }
            List<Reason> reasons = new ArrayList<>();
            for (JsonNode error : e.problem().path("errors")) {
                reasons.add(new Reason(
                        column(error.path("path").asText()),
                        error.path("message").asText()));
            }
            String column = e.code().equals("sku-exists") ? "sku" : "";
            return reasons.isEmpty()
                    ? new Outcome.Rejected(column, e.problem().path("detail").asText())
                    : new Outcome.Rejected(reasons);
        }
    }

    private static String column(String path) {
        String name = path.startsWith("/") ? path.substring(1) : path;
        return ProductFile.COLUMNS.contains(name) ? name : "";
    }
}
