package dev.millrace.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;

/**
 * A client of one server. Calls block; many threads may make them at once. Whatever creates or starts something is sent with
 * an idempotency key, so that it acts once although it may be sent again.
 */
public final class MillraceClient {
    private final Workflows workflows;
    private final Executions executions;
    private final Products products;
    private final Orders orders;

    private MillraceClient(Connection connection) {
        this.workflows = new Workflows(connection);
        this.executions = new Executions(connection);
        this.products = new Products(connection);
        this.orders = new Orders(connection);
    }

    /**
     * A client that shows this key or token with each request.
     *
     * @param server such as {@code http://127.0.0.1:8080}
     */
    public static MillraceClient of(URI server, String credential) {
        return builder(server).credential(credential).build();
    }

    /** For a client of the server at this address. */
    public static Builder builder(URI server) {
        return new Builder(server);
    }

    /** The workflows. */
    public Workflows workflows() {
        return workflows;
    }

    /** The executions. */
    public Executions executions() {
        return executions;
    }

    /** The products. */
    public Products products() {
        return products;
    }

    /** The orders. */
    public Orders orders() {
        return orders;
    }

    /** Settings of a client. */
    public static final class Builder {
        private final String server;
        private String credential = "";
        private RetryPolicy retries = RetryPolicy.DEFAULT;
        private HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

        private Builder(URI server) {
            if (server.getScheme() == null || !server.getScheme().matches("https?")) {
                throw new IllegalArgumentException("the address of a server begins with http:// or https://");
            }
            this.server = server.toString().replaceFirst("/+$", "");
        }

        /** An API key or a token. */
        public Builder credential(String text) {
            credential = text.strip();
            return this;
        }

        /** How often requests are sent; {@link RetryPolicy#DEFAULT} unless it is said. */
        public Builder retries(RetryPolicy policy) {
            retries = policy;
            return this;
        }

        /** What makes the connections, for those who have certificates, proxies or executors of their own. */
        public Builder http(HttpClient client) {
            http = client;
            return this;
        }

        /** The client. It connects when it is first used. */
        public MillraceClient build() {
            return new MillraceClient(new Connection(http, server, credential, retries));
        }
    }
}
