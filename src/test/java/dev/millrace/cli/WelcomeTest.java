package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.Environment;
import dev.millrace.config.SettingsLoader;
import dev.millrace.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WelcomeTest {
    private static final Optional<String> KEY = Optional.of("mr_the-key");

    @TempDir
    private Path folder;

    private Welcome welcome(Optional<String> key, Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.putIfAbsent("data_dir", folder.toString());
        return new Welcome(SettingsLoader.load(null, Environment.of(Map.of()), all), 8443, key);
    }

    private Welcome encrypted(TestCertificate certificate, String host) {
        return welcome(
                KEY,
                Map.of(
                        "api.host",
                        host,
                        "api.allowed_hosts",
                        "ci.example.com",
                        "api.tls.enabled",
                        "true",
                        "api.tls.cert",
                        certificate.file().toString(),
                        "api.tls.key",
                        certificate.keyFile().toString()));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, http://127.0.0.1:8443",
        "0.0.0.0, http://127.0.0.1:8443",
        "::, http://[::1]:8443",
        "::1, http://[::1]:8443",
        "localhost, http://localhost:8443",
        "10.1.2.3, http://10.1.2.3:8443"
    })
    void the_address_is_one_that_works_on_this_machine(String host, String address) {
        assertThat(welcome(Optional.empty(), Map.of("api.host", host)).text())
                .startsWith("Millrace is at " + address + ".");
    }

    @Test
    void a_first_start_shows_the_key_once_and_a_line_that_does_not_hold_it() {
        String text = welcome(KEY, Map.of()).text();

        assertThat(text.split("mr_the-key", -1)).hasSize(2);
        assertThat(text)
                .contains("    curl http://127.0.0.1:8443/v1/me -H \"Authorization: Bearer $(cat " + folder
                        + "/admin.key)\"\n");
    }

    @Test
    void what_a_shell_would_take_apart_is_quoted() {
        Path blank = folder.resolve("it's a folder");

        assertThat(welcome(KEY, Map.of("data_dir", blank.toString())).example())
                .endsWith("$(cat '" + folder + "/it'\\''s a folder/admin.key')\"");
    }

    @Test
    void an_encrypted_server_is_asked_under_a_name_of_its_certificate() throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "it's mine");

        assertThat(encrypted(certificate, "127.0.0.1").example())
                .startsWith("curl --cacert '" + folder + "/it'\\''s mine.pem' https://127.0.0.1:8443/v1/me ");
        assertThat(encrypted(certificate, "10.1.2.3").example()).contains(".pem' https://localhost:8443/v1/me ");
    }

    @Test
    void later_starts_say_where_the_key_is_or_what_else_is_asked_for() throws IOException {
        assertThat(welcome(Optional.empty(), Map.of()).text()).endsWith("Callers show an API key or a signed token.\n");
        Files.writeString(folder.resolve("admin.key"), "mr_the-key\n");

        assertThat(welcome(Optional.empty(), Map.of()).text())
                .endsWith("The admin key is in " + folder.resolve("admin.key") + ".\n");
        assertThat(welcome(Optional.empty(), Map.of("api.auth.type", "jwt")).text())
                .endsWith("Callers show a signed token.\n");
        assertThat(welcome(Optional.empty(), Map.of("api.auth.type", "none")).text())
                .contains("Everybody on this machine may do everything");
    }
}
