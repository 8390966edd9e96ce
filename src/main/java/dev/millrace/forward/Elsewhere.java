package dev.millrace.forward;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.access.Caller;
import dev.millrace.cluster.Member;
import dev.millrace.cluster.Nodes;
import dev.millrace.http.Problem;
import dev.millrace.http.ProblemException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** What is at other nodes, for who does not come with a request that could be handed on. Thread-safe. */
@Singleton
public final class Elsewhere {
    private static final Logger LOG = Logger.getLogger(Elsewhere.class);

    /** How long a list waits for the part of another node. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final int FIRST_FAILURE = 400;

    private final Nodes nodes;
    private final Exchange exchange;
    private final ObjectMapper mapper;

    Elsewhere(Nodes nodes, Exchange exchange, ObjectMapper mapper) {
        this.nodes = nodes;
        this.exchange = exchange;
        this.mapper = mapper;
    }

    /**
     * Parts of other nodes.
     *
     * @param missing the ids of nodes that did not answer in time
     */
    public record Gathered<T>(List<T> parts, List<String> missing) {}

    /**
     * The other node at which something of this id is; empty when it can only be here.
     *
     * @throws ProblemException 404 when that node does not work any more
     */
    public Optional<Member> holder(String heldId) {
        Optional<Member> holder = nodes.holder(heldId);
        holder.filter(node -> !node.lives()).ifPresent(Elsewhere::gone);
        return holder;
    }

    private static void gone(Member node) {
        throw ProblemException.of(
                404,
                "node-gone",
                "The server that had this is gone",
                "It was at server %s on %s, which does not work any more. Sessions are gone with it; recordings are back when it is started again."
                        .formatted(node.id(), node.host()));
    }

    /**
     * Asks a node and waits for the whole of its answer.
     *
     * @param givenUp whether nobody wants the answer any more; then the call is broken off
     * @throws ProblemException what the node refuses it with, or 503 when there is no answer
     */
    public <T> T ask(Member node, Caller by, Exchange.Request request, Class<T> type, BooleanSupplier givenUp)
            throws InterruptedException {
        try (Call call = exchange.call(node, by, request)) {
            return read(node, call.answer(givenUp), type);
        }
    }

    /** The same for who waits however long it takes. */
    public <T> T ask(Member node, Caller by, Exchange.Request request, Class<T> type) throws InterruptedException {
        try (Call call = exchange.call(node, by, request)) {
            return read(node, call.answer(), type);
        }
    }

    /**
     * Opens a stream of a node: the body of the call's answer. Close the call to hang up.
     *
     * @throws ProblemException likewise
     */
    public Call open(Member node, Caller by, Exchange.Request request) throws InterruptedException {
        Call call = exchange.call(node, by, request);
        try {
            requireSuccess(node, call.answer());
            return call;
        } catch (InterruptedException | RuntimeException e) {
            call.close();
            throw e;
        }
    }

    /** Tells a node something on behalf of this one. Throws a 503 when it does not take it in time. */
    public void tell(Member node, Exchange.Request request) throws InterruptedException {
        try (Call call = exchange.call(node, request)) {
            requireSuccess(node, call.answer(PATIENCE));
        }
    }

    /** Asks all others that can be reached, at the same time and not for long. */
    public <T> Gathered<T> gather(Caller by, Exchange.Request request, Class<T> type) throws InterruptedException {
        List<Member> others = nodes.reachable();
        List<Callable<Optional<T>>> questions = new ArrayList<>();
        others.forEach(node -> questions.add(() -> part(node, by, request, type)));
        List<T> parts = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<T>>> answers = threads.invokeAll(questions);
            for (int i = 0; i < answers.size(); i++) {
                String node = others.get(i).id();
                answers.get(i).resultNow().ifPresentOrElse(parts::add, () -> missing.add(node));
            }
        }
        return new Gathered<>(parts, missing);
    }

    private <T> Optional<T> part(Member node, Caller by, Exchange.Request request, Class<T> type)
            throws InterruptedException {
        try (Call call = exchange.call(node, by, request)) {
            return Optional.of(read(node, call.answer(PATIENCE), type));
        } catch (ProblemException e) {
            LOG.debugf("A list lacks what is at server %s: %s", node.id(), e.getMessage());
            return Optional.empty();
        }
    }

    private <T> T read(Member node, HttpResponse<InputStream> answer, Class<T> type) {
        requireSuccess(node, answer);
        try (InputStream body = answer.body()) {
            return mapper.readValue(body, type);
        } catch (IOException e) {
            throw Exchange.unreachable(node, "its answer broke off: " + e.getMessage());
        }
    }

    private void requireSuccess(Member node, HttpResponse<InputStream> answer) {
        if (answer.statusCode() < FIRST_FAILURE) {
            return;
        }
        try (InputStream body = answer.body()) {
            throw ProblemException.of(mapper.readValue(body, Problem.class));
        } catch (IOException e) {
            throw Exchange.unreachable(
                    node, "it answered with " + answer.statusCode() + ", and nothing that can be read");
        }
    }
}
