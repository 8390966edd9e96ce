package dev.millrace.execution;

import dev.millrace.network.AddressGuard;
import dev.millrace.network.HttpClients;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends the requests of steps, and runs the operation {@code http.request}: any answer is a success unless
 * {@code retryable_status_codes} lists its status. The timeout of a request spans its redirects. Thread-safe.
 */
final class HttpRequests {
    private static final int MAX_REDIRECTS = 5;

    private final HttpClients clients;

    HttpRequests(Vertx vertx, AddressGuard guard) {
        this.clients = new HttpClients(vertx, guard);
    }

    /** Makes the request; whoever answers it learns of the trace that it belongs to. */
    Outcome run(HttpCall call, Visit visit) throws IOException, InterruptedException {
        HttpAnswer answer = send(call.below(visit.traceParent()), visit);
        Outcome outcome = answer.outcome();
        return call.retryable().contains(answer.status())
                ? outcome.because(new Failure(
                        Failure.REQUEST_FAILED,
                        "step `%s`: %s %s answered with status %d"
                                .formatted(visit.step(), call.method(), call.uri(), answer.status()),
                        visit.step()))
                : outcome;
    }

    /**
     * Sends a request, not before everything recorded so far is on disk, and follows where its answer leads.
     *
     * @throws AddressGuard.AddressRefused when workflows may not reach where it leads
     * @throws IOException when there is no whole answer in time, or the step has to stop
     */
    HttpAnswer send(HttpCall call, Visit visit) throws IOException, InterruptedException {
        visit.journal().commit();
        return follow(call, visit);
    }

    private HttpAnswer follow(HttpCall first, Visit visit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + first.timeout().toNanos();
        HttpCall call = first;
        for (int redirects = 0; ; redirects++) {
            HttpAnswer answer = exchange(call, deadline, first.timeout(), visit);
            String location = answer.location();
            if (location == null) {
                return answer.truncated()
                        ? answer.with(visit.journal().secrets().mask().withoutCutSecret(answer.body()))
                        : answer;
            }
            if (redirects == MAX_REDIRECTS) {
                throw new IOException("%s was redirected more than %d times".formatted(first.uri(), MAX_REDIRECTS));
            }
            call = call.redirected(answer.status(), location);
        }
    }

    private HttpAnswer exchange(HttpCall call, long deadline, Duration timeout, Visit visit)
            throws IOException, InterruptedException {
        CompletableFuture<HttpAnswer> answer = clients.send(call.request(), HttpAnswer::of);
        try (var _ = visit.cancellation().onCancel(() -> answer.cancel(false))) {
            return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(false);
            throw new IOException(
                    "%s %s gave no whole answer within %d ms".formatted(call.method(), call.uri(), timeout.toMillis()),
                    e);
        } catch (CancellationException e) {
            throw new IOException("the request was stopped", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AddressGuard.AddressRefused refused) {
                throw refused;
            }
            String why =
                    Objects.toString(e.getCause() == null ? null : e.getCause().getMessage(), "no reason is known");
            throw new IOException("%s %s failed: %s".formatted(call.method(), call.uri(), why), e);
        }
    }
}
