package dev.millrace.execution;

import dev.millrace.workflow.Operations;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * Runs the operation {@code github.batch}: several others, some at a time. What has begun is not stopped when the
 * strategy has its answer, but nothing more is begun.
 */
final class GitHubBatch {
    private static final List<String> STRATEGIES = List.of("best_effort", "all_succeed", "any_succeed");
    private static final int MOST = 100;
    private static final int MOST_AT_A_TIME = 10;
    private static final int USUAL_AT_A_TIME = 3;

    private final GitHub gitHub;
    private final Visit visit;
    private final String strategy;
    private final Semaphore places;
    private final List<OperationInputs> parts;
    private volatile boolean decided;

    GitHubBatch(GitHub gitHub, OperationInputs inputs, Visit visit) {
        this.gitHub = gitHub;
        this.visit = visit;
        this.strategy = inputs.word("strategy", STRATEGIES);
        this.places = new Semaphore(inputs.number("concurrency", MOST_AT_A_TIME, USUAL_AT_A_TIME));
        this.parts = parts(inputs.list("operations"));
    }

    /** What one of them came to; the error is empty after a success. */
    private record Part(String name, Map<String, Object> outputs, String error) {
        boolean succeeded() {
            return error.isEmpty();
        }

        Map<String, Object> shown() {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("name", name);
            shown.put("success", succeeded());
            shown.put("outputs", outputs);
            shown.put("error", error);
            return shown;
        }
    }

    private static List<OperationInputs> parts(List<?> operations) {
        if (operations.isEmpty() || operations.size() > MOST) {
            throw new InvalidInputs("operations of github.batch must be a list of 1 to %d, not of %d"
                    .formatted(MOST, operations.size()));
        }
        return operations.stream().map(GitHubBatch::part).toList();
    }

    private static OperationInputs part(Object operation) {
        if (operation instanceof Map<?, ?> map
                && map.get("name") instanceof String name
                && name.startsWith("github.")
                && Operations.NAMES.contains(name)
                && !name.equals(Operations.GITHUB_BATCH)) {
            Map<String, Object> inputs = new LinkedHashMap<>();
            if (map.get("inputs") instanceof Map<?, ?> given) {
                given.forEach((key, value) -> inputs.put(String.valueOf(key), value));
            }
            return new OperationInputs(name, inputs);
        }
        throw new InvalidInputs("each of the operations of github.batch needs a `name` such as github.get_issue and"
                + " `inputs`, not " + operation);
    }

    Outcome run() throws InterruptedException {
        List<Part> done = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Part>> begun = new ArrayList<>();
            for (OperationInputs part : parts) {
                // Taken here and not by the part, so that they begin in their order.
                places.acquire();
                begun.add(threads.submit(() -> inPlace(part)));
            }
            for (Future<Part> part : begun) {
                done.add(part.get());
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
        return visit.cancellation().cause() == null ? outcome(done) : visit.stopped("");
    }

    /** Gives the place back that was taken for the part. */
    private Part inPlace(OperationInputs part) throws InterruptedException {
        try {
            if (decided || visit.cancellation().cause() != null) {
                return new Part(part.operation(), Map.of(), "it was not begun");
            }
            Part done = attempt(part);
            if (decides(done)) {
                decided = true;
            }
            return done;
        } finally {
            places.release();
        }
    }

    private boolean decides(Part done) {
        return switch (strategy) {
            case "all_succeed" -> !done.succeeded();
            case "any_succeed" -> done.succeeded();
            default -> false;
        };
    }

    private Part attempt(OperationInputs part) throws InterruptedException {
        try {
            return new Part(part.operation(), gitHub.act(part, visit), "");
        } catch (IOException | InvalidInputs e) {
            return new Part(part.operation(), Map.of(), String.valueOf(e.getMessage()));
        }
    }

    private Outcome outcome(List<Part> done) {
        long succeeded = done.stream().filter(Part::succeeded).count();
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("total", done.size());
        response.put("succeeded", succeeded);
        response.put("failed", done.size() - succeeded);
        response.put("results", done.stream().map(Part::shown).toList());
        Outcome outcome = Outcome.answered(response, false);
        boolean success =
                switch (strategy) {
                    case "all_succeed" -> succeeded == done.size();
                    case "any_succeed" -> succeeded > 0;
                    default -> true;
                };
        return success ? outcome : outcome.because(failure(done));
    }

    private Failure failure(List<Part> done) {
        String reasons = done.stream()
                .filter(part -> !part.succeeded())
                .map(part -> part.name() + ": " + part.error())
                .collect(Collectors.joining("; "));
        return new Failure(Failure.REQUEST_FAILED, "step `%s`: %s".formatted(visit.step(), reasons), visit.step());
    }
}
