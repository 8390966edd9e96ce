package dev.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.testing.Http;
import dev.millrace.testing.Ports;
import dev.millrace.testing.TestCertificate;
import dev.millrace.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real nginx with the configuration of deployment, in front of a started server. */
@Tag("long")
class NginxIT {
    @TempDir
    private Path folder;

    @Test
    void requests_streams_and_sockets_go_through_it() throws Exception {
        DeployTools.require();
        TestCertificate certificate = TestCertificate.make(folder, "localhost");
        try (TestServer server = TestServer.start(
                folder.resolve("data"),
                Map.of("API_AUTH_TRUSTED_PROXIES", "127.0.0.1/32", "API_ALLOWED_HOSTS", "localhost"))) {
            int plain = Ports.free();
            int encrypted = Ports.free();
            Process nginx = start(server, certificate, plain, encrypted);
            try (HttpClient client = HttpClient.newBuilder()
                    .sslContext(trusting(certificate))
                    .connectTimeout(Duration.ofSeconds(10))
                    .version(Version.HTTP_2)
                    .build()) {
                String base = "https://localhost:" + encrypted;
                await("nginx to listen")
                        .atMost(Duration.ofSeconds(20))
                        .ignoreExceptions()
                        .until(() -> client.send(request(base + "/health/live", server), BodyHandlers.discarding())
                                        .statusCode()
                                == 200);
                assertThat(client.send(
                                request("http://localhost:" + plain + "/v1/me", server), BodyHandlers.discarding()))
                        .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(308));
                assertThat(client.send(request(base + "/metrics", server), BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(404);
                HttpResponse<String> me = client.send(request(base + "/v1/me", server), BodyHandlers.ofString());
                assertThat(me.version()).isEqualTo(Version.HTTP_2);
                assertThat(Http.parse(me.body()).path("user_id").asText()).isEqualTo("admin");

                eventsComeWhileTheyHappen(client, base, server);
                socketAnswers(client, encrypted, server);
            } finally {
                nginx.destroy();
                if (!nginx.waitFor(10, TimeUnit.SECONDS)) {
                    nginx.destroyForcibly().waitFor();
                }
            }
        }
    }

    private static void eventsComeWhileTheyHappen(HttpClient client, String base, TestServer server)
            throws IOException, InterruptedException {
        server.http().put("slow", """
                name: slow
                states:
                  initial: say
                  say: {type: step, command: "echo first; sleep 30", on_success: done}
                  done: {type: terminal}
                """);
        String execution = server.http().run("slow", "{}");
        HttpResponse<InputStream> stream = client.send(
                request(base + "/v1/executions/" + execution + "/logs", server), BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.lines().anyMatch(line -> line.contains("first"))).isTrue();
        }
        assertThat(server.http()
                        .get("/v1/executions/" + execution)
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("running");
        server.http().post("/v1/executions/" + execution + "/cancel", "{}");
    }

    private static void socketAnswers(HttpClient client, int port, TestServer server) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        WebSocket socket = client.newWebSocketBuilder()
                .header("Authorization", "Bearer " + server.key().orElseThrow())
                .buildAsync(URI.create("wss://localhost:" + port + "/ws"), new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        answer.complete(text.toString());
                        return null;
                    }
                })
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        socket.sendText("{\"type\": \"ping\"}", true).join();
        assertThat(answer.orTimeout(10, TimeUnit.SECONDS).join()).contains("pong");
        socket.abort();
    }

    private static HttpRequest request(String uri, TestServer server) {
        return HttpRequest.newBuilder(URI.create(uri))
                .header("Authorization", "Bearer " + server.key().orElseThrow())
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    /** The configuration as the image makes it of the template, with places that this test may use. */
    private Process start(TestServer server, TestCertificate certificate, int plain, int encrypted) throws IOException {
        String site = DeployTools.read(DeployTools.ROOT.resolve("deploy/nginx/millrace.conf.template"))
                .replace("${SERVER_NAME}", "localhost")
                .replace("${MILLRACE_UPSTREAM}", "127.0.0.1:" + server.port())
                .replace("listen 80;", "listen 127.0.0.1:" + plain + ";")
                .replace("listen 443 ", "listen 127.0.0.1:" + encrypted + " ")
                .replace("/etc/nginx/tls/fullchain.pem", certificate.file().toString())
                .replace("/etc/nginx/tls/privkey.pem", certificate.keyFile().toString())
                .replace("/var/log/nginx", folder.toString());
        Files.writeString(folder.resolve("site.conf"), site);
        Path configuration = Files.writeString(
                folder.resolve("nginx.conf"), """
                %s
                daemon off;
                pid %2$s/pid;
                error_log stderr;
                events {}
                http {
                    client_body_temp_path %2$s/body;
                    proxy_temp_path %2$s/proxy;
                    fastcgi_temp_path %2$s/fastcgi;
                    uwsgi_temp_path %2$s/uwsgi;
                    scgi_temp_path %2$s/scgi;
                    include site.conf;
                }
                """.formatted(Installation.asRoot() ? "user root;" : "", folder));
        return new ProcessBuilder(List.of(
                        DeployTools.nginx(), "-p", folder.toString(), "-e", "stderr", "-c", configuration.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.log").toFile())
                .start();
    }

    private static SSLContext trusting(TestCertificate certificate) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("server", certificate.certificate());
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}
