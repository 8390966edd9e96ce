package dev.millrace.session.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.network.AddressGuard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.htmlunit.WebClient;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names whose addresses change between two look-ups. */
class GuardedConnectionTest {
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger lookUps = new AtomicInteger();
    private final HttpServer server = server();
    private final WebClient client = new WebClient();

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void start() {
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            byte[] page = "<title>Reached</title>".getBytes(StandardCharsets.US_ASCII);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        client.setWebConnection(new GuardedConnection(
                client,
                new Reach(
                        new HostRules(Set.of("*", "named.example")),
                        new AddressGuard(false, "which is refused", this::lookUp, _ -> false))));
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        boolean first = lookUps.incrementAndGet() == 1;
        return new InetAddress[] {
            InetAddress.getByName(first && host.equals("turning.example") ? "192.0.43.8" : "127.0.0.1")
        };
    }

    private String url(String host) {
        return "http://%s:%d/".formatted(host, server.getAddress().getPort());
    }

    @Test
    void names_are_looked_up_where_they_are_judged() throws IOException {
        HtmlPage page = client.getPage(url("named.example"));
        assertThat(page.getTitleText()).isEqualTo("Reached");
    }

    @Test
    void a_name_that_turns_to_this_machine_after_it_was_judged_is_refused() {
        assertThatThrownBy(() -> client.getPage(url("turning.example"))).hasStackTraceContaining("which is refused");
        assertThat(lookUps).hasValueGreaterThan(1);
        assertThat(requests).hasValue(0);
    }
}
