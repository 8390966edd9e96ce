package dev.millrace.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The look-up of the system, on threads of its own. It can take long, cannot be stopped, and would hold the carrier of a
 * virtual thread: two names that nobody answers for would stop all that a machine with two cores does. Thread-safe.
 */
final class LookUps implements AddressGuard.Resolver {
    private static final int AT_A_TIME = 32;
    private static final long IDLE_SECONDS = 30;

    private final ExecutorService threads;

    LookUps() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                AT_A_TIME,
                AT_A_TIME,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("look-up-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
    }

    @Override
    public InetAddress[] addresses(String host) throws UnknownHostException {
        Future<InetAddress[]> found = threads.submit(() -> InetAddress.getAllByName(host));
        try {
            return found.get();
        } catch (InterruptedException _) {
            found.cancel(false);
            Thread.currentThread().interrupt();
            throw new UnknownHostException("the look-up of %s was stopped".formatted(host));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UnknownHostException unknown
                    ? unknown
                    : new UnknownHostException("%s could not be looked up: %s".formatted(host, e.getCause()));
        }
    }
}
