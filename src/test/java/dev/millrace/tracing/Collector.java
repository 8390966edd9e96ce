package dev.millrace.tracing;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** Takes spans over OTLP/HTTP in protobuf, or does not. */
final class Collector implements AutoCloseable {
    /** How it answers. */
    enum Behaviour {
        TAKES,
        FAILS,
        HANGS
    }

    private final HttpServer server;
    private volatile Behaviour behaviour;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Received> spans = new CopyOnWriteArrayList<>();
    private final List<Long> requests = new CopyOnWriteArrayList<>();

    Collector(Behaviour behaviour) {
        this.behaviour = behaviour;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    /** A span, with what it says of itself and of its server. */
    record Received(Span span, Map<String, String> server, Map<String, String> attributes) {
        String name() {
            return span.getName();
        }

        String traceId() {
            return HexFormat.of().formatHex(span.getTraceId().toByteArray());
        }

        String id() {
            return HexFormat.of().formatHex(span.getSpanId().toByteArray());
        }

        String parent() {
            return HexFormat.of().formatHex(span.getParentSpanId().toByteArray());
        }

        String status() {
            return attributes.getOrDefault("millrace.status", "");
        }

        boolean failed() {
            return span.getStatus().getCodeValue() == 2;
        }
    }

    /** Answers in another way from now on; who waits for an answer gets none. */
    void become(Behaviour other) {
        behaviour = other;
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** How often spans were sent. */
    int requests() {
        return requests.size();
    }

    /** The spans of a trace in the order in which they began, when one of them fits. */
    List<Received> trace(String traceId, Predicate<Received> last) {
        return await("the trace " + traceId)
                .until(() -> trace(traceId), found -> found.stream().anyMatch(last));
    }

    private List<Received> trace(String traceId) {
        return spans.stream()
                .filter(span -> span.traceId().equals(traceId))
                .sorted(Comparator.comparing(received -> received.span().getStartTimeUnixNano()))
                .toList();
    }

    List<Received> all() {
        return List.copyOf(spans);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body;
            try (InputStream in = new GZIPInputStream(exchange.getRequestBody())) {
                body = in.readAllBytes();
            }
            requests.add(System.nanoTime());
            switch (behaviour) {
                case TAKES -> {
                    keep(ExportTraceServiceRequest.parseFrom(body));
                    exchange.sendResponseHeaders(200, -1);
                }
                case FAILS -> exchange.sendResponseHeaders(500, -1);
                case HANGS -> {
                    try {
                        closed.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
            }
        }
    }

    private void keep(ExportTraceServiceRequest request) {
        for (ResourceSpans resource : request.getResourceSpansList()) {
            Map<String, String> about = texts(resource.getResource().getAttributesList());
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                scope.getSpansList()
                        .forEach(span -> spans.add(new Received(span, about, texts(span.getAttributesList()))));
            }
        }
    }

    private static Map<String, String> texts(List<KeyValue> attributes) {
        return attributes.stream().collect(Collectors.toMap(KeyValue::getKey, pair -> text(pair.getValue())));
    }

    private static String text(AnyValue value) {
        return value.hasStringValue() ? value.getStringValue() : String.valueOf(value.getIntValue());
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
