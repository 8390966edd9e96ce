package dev.millrace.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Does many like things, some of them at a time. */
final class Workers {
    private Workers() {}

    /** One of the things to do, by its number from 0. */
    @FunctionalInterface
    interface Task {
        void run(int number) throws InterruptedException;
    }

    /**
     * Does so many things. Throws what the first of them throws that fails; those that are under way then are finished, and
     * no more are begun.
     *
     * @param parallel how many at a time
     */
    static void each(int count, int parallel, Task task) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean failed = new AtomicBoolean();
        Callable<Void> worker = () -> {
            try {
                for (int i = next.getAndIncrement(); i < count && !failed.get(); i = next.getAndIncrement()) {
                    task.run(i);
                }
                return null;
            } catch (RuntimeException | InterruptedException e) {
                failed.set(true);
                throw e;
            }
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> workers = new ArrayList<>();
            for (int i = 0; i < Math.min(parallel, count); i++) {
                workers.add(threads.submit(worker));
            }
            for (Future<Void> one : workers) {
                await(one);
            }
        }
    }

    private static void await(Future<Void> worker) throws InterruptedException {
        try {
            worker.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case InterruptedException interrupted -> throw interrupted;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}
