package dev.millrace.forward;

import dev.millrace.cluster.Member;
import dev.millrace.http.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A call to another node. Thread-safe. */
public final class Call implements AutoCloseable {
    private static final int REFUSED = 401;
    private static final String SILENT = "it gave no sign of life";

    /** How often it is looked whether the answer is still wanted. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Member node;
    private final CompletableFuture<HttpResponse<InputStream>> response;
    private final Consumer<Call> atEnd;

    Call(Member node, CompletableFuture<HttpResponse<InputStream>> response, Consumer<Call> atEnd) {
        this.node = node;
        this.response = response;
        this.atEnd = atEnd;
    }

    /** The node that is called. */
    public Member node() {
        return node;
    }

    /**
     * The answer, whose body is still to come; waits for it. Reading the body fails when the call is closed meanwhile.
     *
     * @throws ProblemException 503 when there is none
     */
    public HttpResponse<InputStream> answer() throws InterruptedException {
        try {
            return taken(response.get());
        } catch (ExecutionException e) {
            throw Exchange.unreachable(node, reason(e));
        } catch (CancellationException _) {
            throw Exchange.unreachable(node, SILENT);
        }
    }

    /** The same; the call is broken off once nobody wants the answer any more. */
    HttpResponse<InputStream> answer(BooleanSupplier givenUp) throws InterruptedException {
        Optional<HttpResponse<InputStream>> answer = within(LOOK);
        while (answer.isEmpty()) {
            if (givenUp.getAsBoolean()) {
                close();
            }
            answer = within(LOOK);
        }
        return answer.get();
    }

    /** The same, if it comes within this time. */
    HttpResponse<InputStream> answer(Duration patience) throws InterruptedException {
        return within(patience)
                .orElseThrow(
                        () -> Exchange.unreachable(node, "it did not answer within " + patience.toSeconds() + " s"));
    }

    private Optional<HttpResponse<InputStream>> within(Duration patience) throws InterruptedException {
        try {
            return Optional.of(taken(response.get(patience.toNanos(), TimeUnit.NANOSECONDS)));
        } catch (TimeoutException _) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw Exchange.unreachable(node, reason(e));
        } catch (CancellationException _) {
            throw Exchange.unreachable(node, SILENT);
        }
    }

    private HttpResponse<InputStream> taken(HttpResponse<InputStream> answer) {
        if (answer.statusCode() == REFUSED) {
            throw Exchange.unreachable(
                    node,
                    "it does not take this server's pass; both need the same cluster.secret, and clocks that are less than 30 s apart");
        }
        return answer;
    }

    private static String reason(ExecutionException failure) {
        Throwable cause = failure.getCause();
        String message = cause == null ? null : cause.getMessage();
        return message == null ? String.valueOf(cause) : message;
    }

    /** Breaks off what is still under way; the other node learns of it. */
    @Override
    public void close() {
        atEnd.accept(this);
        if (response.cancel(true) || response.isCompletedExceptionally()) {
            return;
        }
        try {
            response.resultNow().body().close();
        } catch (IOException _) {
            // There is nobody left to tell.
        }
    }
}
