package dev.millrace.load;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What load is put on which server, by variables: {@code MILLRACE_URL} and {@code MILLRACE_KEY}, {@code LOAD_RATE} (users
 * that come in each second), {@code LOAD_SECONDS} and {@code LOAD_P95_MS} (how long 95 of 100 requests may take).
 */
final class Load {
    private static final int RATE = number("LOAD_RATE", 20);
    private static final int SECONDS = number("LOAD_SECONDS", 20);
    private static final int P95_MILLIS = number("LOAD_P95_MS", 500);

    /** No simulation takes longer, whatever the server does. */
    static final Duration LONGEST = Duration.ofSeconds(SECONDS + 60L);

    private Load() {}

    private static int number(String variable, int usual) {
        String value = System.getenv().getOrDefault(variable, "");
        return value.isEmpty() ? usual : Integer.parseInt(value);
    }

    private static String required(String variable) {
        String value = System.getenv().getOrDefault(variable, "");
        if (value.isEmpty()) {
            throw new IllegalStateException("Set " + variable + ", or use `make load`, which starts a server.");
        }
        return value;
    }

    /** How the server is called: with one connection for each user, as clients have it. */
    static HttpProtocolBuilder server() {
        return http.baseUrl(required("MILLRACE_URL"))
                .authorizationHeader("Bearer " + required("MILLRACE_KEY"))
                .acceptHeader("application/json")
                .userAgentHeader("millrace-load");
    }

    /** Users that come more and more often, and then as often as they shall. */
    static OpenInjectionStep[] users() {
        Duration whole = Duration.ofSeconds(SECONDS);
        Duration ramp = whole.dividedBy(4);
        return new OpenInjectionStep[] {
            rampUsersPerSec(1).to(RATE).during(ramp), constantUsersPerSec(RATE).during(whole.minus(ramp))
        };
    }

    /** Nothing fails, and these requests are answered in time. */
    static List<Assertion> assertions(String... requests) {
        List<Assertion> assertions = new ArrayList<>();
        assertions.add(global().failedRequests().count().is(0L));
        assertions.add(global().successfulRequests().count().gte((long) SECONDS));
        for (String request : requests) {
            assertions.add(details(request).responseTime().percentile(95.0).lt(P95_MILLIS));
        }
        return assertions;
    }

    /** Stores a workflow before users come. */
    static void store(String id, String yaml) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(required("MILLRACE_URL") + "/v1/workflows/" + id))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + required("MILLRACE_KEY"))
                .header("Content-Type", "application/yaml")
                .PUT(HttpRequest.BodyPublishers.ofString(yaml))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new IllegalStateException("The workflow " + id + " was refused: " + response.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
