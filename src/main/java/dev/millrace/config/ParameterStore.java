package dev.millrace.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * Reads the Parameter Store of AWS Systems Manager, by its action {@code GetParametersByPath}, as the role that AWS has
 * put into the variables of this process.
 */
final class ParameterStore {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9_.-]+)+");

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    /** Many functions that start at once are more than the store answers to. */
    private static final int ATTEMPTS = 4;

    private static final Duration PAUSE = Duration.ofMillis(100);

    /** How many parameters a page has at most, by the store's own limit; and how many pages are read. */
    private static final int PAGE = 10;

    private static final int MOST_PAGES = 30;

    private final Map<String, String> variables;
    private final String prefix;
    private final URI endpoint;
    private final String region;

    /**
     * The store of the region that the variables name.
     *
     * @param variables those of the process
     * @param prefix below which the parameters are, such as {@code /api-perf}
     */
    ParameterStore(Map<String, String> variables, String prefix) throws Unreadable {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new Unreadable("the prefix must be one such as /api-perf, without a slash at its end");
        }
        this.variables = variables;
        this.prefix = prefix;
        this.region = required("AWS_REGION");
        String domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
        this.endpoint =
                endpoint(variables.getOrDefault("AWS_ENDPOINT_URL_SSM", "https://ssm.%s.%s".formatted(region, domain)));
    }

    /** The parameters could not be read. The message says why, and shows none of them. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    private static URI endpoint(String url) throws Unreadable {
        try {
            return URI.create(url.replaceAll("/+$", "") + "/");
        } catch (IllegalArgumentException _) {
            throw new Unreadable("the variable AWS_ENDPOINT_URL_SSM is not an address");
        }
    }

    private String required(String variable) throws Unreadable {
        String value = variables.getOrDefault(variable, "");
        if (value.isEmpty()) {
            throw new Unreadable("the variable %s is not set, which AWS Lambda sets".formatted(variable));
        }
        return value;
    }

    /** All parameters below the prefix, decrypted; their names are those that follow it, such as {@code redis/host}. */
    Map<String, String> read() throws Unreadable {
        Map<String, String> found = new LinkedHashMap<>();
        String next = "";
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build()) {
            for (int page = 0; page < MOST_PAGES; page++) {
                JsonNode answer = answer(client, question(next));
                for (JsonNode parameter : answer.path("Parameters")) {
                    String name = parameter.path("Name").asText();
                    found.put(
                            name.substring(Math.min(name.length(), prefix.length() + 1)),
                            parameter.path("Value").asText());
                }
                next = answer.path("NextToken").asText("");
                if (next.isEmpty()) {
                    return found;
                }
            }
        }
        throw new Unreadable("there are more than %d; take a prefix with fewer".formatted(PAGE * MOST_PAGES));
    }

    private String question(String next) {
        ObjectNode question = JSON.createObjectNode()
                .put("Path", prefix)
                .put("Recursive", true)
                .put("WithDecryption", true)
                .put("MaxResults", PAGE);
        return (next.isEmpty() ? question : question.put("NextToken", next)).toString();
    }

    private JsonNode answer(HttpClient client, String question) throws Unreadable {
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<String> response = client.send(signed(question), HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    return JSON.readTree(response.body());
                }
                if (attempt == ATTEMPTS || !isPassing(response)) {
                    throw new Unreadable(complaint(response));
                }
            } catch (JsonProcessingException _) {
                throw new Unreadable("%s answered with something else than JSON".formatted(endpoint));
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw new Unreadable("%s does not answer (%s); from within a VPC it needs an endpoint of its own"
                            .formatted(endpoint, e));
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new Unreadable("the start was broken off");
            }
            pause(attempt);
        }
    }

    private static void pause(int attempt) throws Unreadable {
        try {
            Thread.sleep(PAUSE.multipliedBy(1L << attempt));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Unreadable("the start was broken off");
        }
    }

    /** Whether another attempt may succeed. */
    private static boolean isPassing(HttpResponse<String> response) {
        return response.statusCode() >= 500 || response.body().contains("ThrottlingException");
    }

    private String complaint(HttpResponse<String> response) {
        try {
            JsonNode problem = JSON.readTree(response.body());
            String type = problem.path("__type").asText("").replaceFirst(".*#", "");
            String message =
                    problem.path("message").asText(problem.path("Message").asText(""));
            return "%s answered %d %s %s"
                    .formatted(endpoint, response.statusCode(), type, message)
                    .strip();
        } catch (JsonProcessingException _) {
            return "%s answered %d".formatted(endpoint, response.statusCode());
        }
    }

    /** The question with AWS's signature, version 4. */
    private HttpRequest signed(String question) throws Unreadable {
        SdkHttpRequest plain = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint)
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("X-Amz-Target", "AmazonSSM.GetParametersByPath")
                .build();
        AwsCredentialsIdentity identity = identity();
        SdkHttpRequest signed = AwsV4HttpSigner.create()
                .sign(request -> request.identity(identity)
                        .request(plain)
                        .payload(ContentStreamProvider.fromUtf8String(question))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "ssm")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region))
                .request();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(endpoint).timeout(ANSWER).POST(HttpRequest.BodyPublishers.ofString(question));
        signed.forEachHeader((name, values) -> {
            // The client writes this one itself, and as it was signed.
            if (!name.equalsIgnoreCase("Host")) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }

    private AwsCredentialsIdentity identity() throws Unreadable {
        String id = required("AWS_ACCESS_KEY_ID");
        String secret = required("AWS_SECRET_ACCESS_KEY");
        String session = Objects.requireNonNullElse(variables.get("AWS_SESSION_TOKEN"), "");
        return session.isEmpty()
                ? AwsCredentialsIdentity.create(id, secret)
                : AwsSessionCredentialsIdentity.create(id, secret, session);
    }
}
