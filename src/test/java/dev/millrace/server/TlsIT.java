package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.testing.RawHttp;
import dev.millrace.testing.TestCertificate;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API over TLS. */
class TlsIT {
    @TempDir
    private static Path folder;

    private static TestCertificate first;
    private static TestCertificate second;
    private static Path file;
    private static Path keyFile;
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        first = TestCertificate.make(folder, "first");
        second = TestCertificate.make(folder, "second");
        file = folder.resolve("server.pem");
        keyFile = folder.resolve("server.key");
        install(first.file(), first.keyFile());
        server = TestServer.start(folder, settings(file, keyFile));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Map<String, String> settings(Path certificate, Path key) {
        return Map.of(
                "API_TLS_ENABLED",
                "true",
                "API_TLS_CERT",
                certificate.toString(),
                "API_TLS_KEY",
                key.toString(),
                "API_ALLOWED_HOSTS",
                "ci.example.com");
    }

    private static void install(Path certificate, Path key) throws IOException {
        Files.copy(certificate, file, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(key, keyFile, StandardCopyOption.REPLACE_EXISTING);
    }

    private static SSLContext trusting() throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("first", first.certificate());
        trusted.setCertificateEntry("second", second.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static HttpResponse<String> get(Version version) throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(trusting()).version(version).build()) {
            URI uri = URI.create("https://127.0.0.1:%d/v1/workflows".formatted(server.port()));
            return client.send(
                    HttpRequest.newBuilder(uri)
                            .header("X-API-Key", server.key().orElseThrow())
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    /** Whom the certificate names with which the server shows itself now. */
    private static String shown() throws Exception {
        X509Certificate certificate =
                (X509Certificate) get(Version.HTTP_2).sslSession().orElseThrow().getPeerCertificates()[0];
        return certificate.getSubjectX500Principal().getName();
    }

    @Test
    void both_versions_of_http_are_spoken() throws Exception {
        HttpResponse<String> two = get(Version.HTTP_2);
        assertThat(two.statusCode()).isEqualTo(200);
        assertThat(two.version()).isEqualTo(Version.HTTP_2);
        assertThat(get(Version.HTTP_1_1).version()).isEqualTo(Version.HTTP_1_1);
    }

    @Test
    void browsers_are_told_to_come_back_encrypted_but_not_for_localhost() throws Exception {
        assertThat(answerTo("ci.example.com")).contains("strict-transport-security: max-age=");
        assertThat(answerTo("localhost")).startsWith("http/1.1 200").doesNotContain("strict-transport-security");
    }

    /** A request for a host, which need not be in any name service, and its answer in lower case. */
    private static String answerTo(String host) throws Exception {
        try (Socket socket =
                trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write("GET /health/live HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                            .formatted(host)
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        }
    }

    @Test
    void the_line_that_the_first_start_shows_works_as_it_is() throws Exception {
        await().until(() -> server.log().contains("curl "));

        assertThat(server.pastedExample()).contains("\"user_id\":\"admin\"");
    }

    @Test
    void nothing_is_served_in_plain_text() {
        assertThat(server.log()).contains("https://127.0.0.1:").doesNotContain("http://127.0.0.1");
        assertThat(plainAnswer()).doesNotContain("HTTP/1.1");
    }

    private static String plainAnswer() {
        try {
            return RawHttp.request(server, "GET /v1/workflows HTTP/1.1", "Host: localhost");
        } catch (UncheckedIOException _) {
            return "the connection was reset";
        }
    }

    @Test
    void a_new_certificate_is_taken_into_use_and_a_bad_one_is_not() throws Exception {
        assertThat(shown()).isEqualTo("CN=first");

        install(second.file(), second.keyFile());
        await().until(() -> shown().equals("CN=second"));

        install(first.file(), second.keyFile());
        await().until(() -> server.log().contains("The new certificate cannot be used, the old one stays"));
        assertThat(shown()).isEqualTo("CN=second");

        install(first.file(), first.keyFile());
        await().until(() -> shown().equals("CN=first"));
    }

    @Test
    void no_handshake_fails_while_certificates_are_exchanged() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = Stream.generate(() -> clients.submit(() -> handshakesUntil(enough)))
                    .limit(4)
                    .toList();
            try {
                install(second.file(), second.keyFile());
                await().until(() -> shown().equals("CN=second"));
                install(first.file(), first.keyFile());
                await().until(() -> shown().equals("CN=first"));
            } finally {
                enough.set(true);
            }
            for (Future<Integer> handshakes : all) {
                assertThat(handshakes.get()).isGreaterThan(10);
            }
        }
    }

    /** How many there were; a new context for each, as sessions would be resumed without a certificate. */
    private static int handshakesUntil(AtomicBoolean enough) throws Exception {
        int done = 0;
        while (!enough.get()) {
            try (SSLSocket socket = (SSLSocket)
                    trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.startHandshake();
                done++;
            }
        }
        return done;
    }

    @Test
    void a_server_with_a_key_of_another_certificate_does_not_start() {
        assertThatThrownBy(() -> TestServer.start(folder.resolve("other"), settings(first.file(), second.keyFile())))
                .hasMessageContaining("the server ended with")
                .hasMessageContaining(
                        "api.tls.cert must be a certificate that can be used with api.tls.key: the key in")
                .hasMessageContaining("is not that of the certificate");
    }
}
