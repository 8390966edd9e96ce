package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.config.Settings.AuthType;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsLoaderTest {
    @TempDir
    private Path folder;

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("millrace.yaml"), yaml);
    }

    @Test
    void without_anything_set_the_defaults_hold() {
        Settings settings = SettingsLoader.load(null, Map.of(), Map.of());

        assertThat(settings.api().host()).isEqualTo("127.0.0.1");
        assertThat(settings.api().port()).isEqualTo(8080);
        assertThat(settings.api().maxBody()).isEqualTo(8 << 20);
        assertThat(settings.api().auth().types()).containsExactlyInAnyOrder(AuthType.API_KEY, AuthType.JWT);
        assertThat(settings.api().rateLimit().requestsPerMinute()).isEqualTo(6_000);
        assertThat(settings.api().rateLimit().burst()).isEqualTo(600);
        assertThat(settings.dataDir()).isEqualTo(Path.of("./data"));
        assertThat(settings.engine().shutdownTimeout()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void a_flag_wins_over_the_environment_and_that_over_the_file() throws IOException {
        Path file = file("api: {port: 1, host: localhost}\nengine:\n  max_executions: 3\n  kill_grace: 250ms\n");

        Settings settings = SettingsLoader.load(
                file, Map.of("API_PORT", "2", "ENGINE_MAX_EXECUTIONS", "4"), Map.of("api.port", "5"));

        assertThat(settings.api().port()).isEqualTo(5);
        assertThat(settings.api().host()).isEqualTo("localhost");
        assertThat(settings.engine().maxExecutions()).isEqualTo(4);
        assertThat(settings.engine().killGrace()).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void names_are_a_list_or_stand_between_commas() throws IOException {
        assertThat(SettingsLoader.load(file("engine: {env_allowed: [A_B, C]}\n"), Map.of(), Map.of())
                        .engine()
                        .envAllowed())
                .containsExactlyInAnyOrder("A_B", "C");
        assertThat(SettingsLoader.load(null, Map.of("ENGINE_ENV_ALLOWED", "A, ,B"), Map.of())
                        .engine()
                        .envAllowed())
                .containsExactlyInAnyOrder("A", "B");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            api: {prot: 1}                  | unknown setting `api.prot`
            api: {port: many}               | api.port must be a whole number from 0 to 65535, not `many`
            api: {port: 65536}              | api.port must be
            api: {host: 0.0.0.0}            | api.host must be a loopback address
            api: {max_body: lots}           | api.max_body must be a size such as
            engine: {kill_grace: soon}      | engine.kill_grace must be a duration such as
            log: {level: LOUD}              | log.level must be one of ERROR
            engine: [1]                     | unknown setting `engine`
            api: {auth: {type: [key]}}      | api.auth.type must be any of api_key, jwt, header, or none
            api: {auth: {type: [none, jwt]}} | api.auth.type must be
            api: {auth: {type: []}}         | api.auth.type must be
            api: {auth: {trusted_proxies: [localhost]}} | api.auth.trusted_proxies must be addresses or ranges
            api: {auth: {trusted_proxies: [10.0.0.0/33]}} | api.auth.trusted_proxies must be addresses or ranges
            api: {auth: {jwks_url: "http://issuer.example/keys", issuer: i, audience: a}} | api.auth.jwks_url must be an https URL
            api: {rate_limit: {burst: 0}}   | api.rate_limit.burst must be
            """)
    void what_does_not_fit_stops_the_start_and_names_the_line(String yaml, String message) throws IOException {
        Path file = file("\n" + yaml + "\n");

        assertThatThrownBy(() -> SettingsLoader.load(file, Map.of(), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("millrace.yaml line 2");
    }

    @Test
    void all_problems_are_told_at_once() throws IOException {
        Path file = file("api: {port: x, host: 10.0.0.1}\nnonsense: 1\n");

        assertThatThrownBy(() -> SettingsLoader.load(file, Map.of(), Map.of()))
                .hasMessageContainingAll("api.port", "api.host", "nonsense");
    }

    @Test
    void a_file_that_is_missing_or_no_yaml_is_said_so() throws IOException {
        assertThatThrownBy(() -> SettingsLoader.load(folder.resolve("none.yaml"), Map.of(), Map.of()))
                .hasMessageContaining("cannot read the settings file");
        Path file = file("api: {port: 1\n");
        assertThatThrownBy(() -> SettingsLoader.load(file, Map.of(), Map.of())).hasMessageContaining("is not YAML");
    }

    @Test
    void a_folder_of_workflows_must_exist_if_somebody_names_it() {
        assertThat(SettingsLoader.load(null, Map.of(), Map.of()).workflowsDir()).hasToString("workflows");
        Map<String, String> existing = Map.of("WORKFLOWS_DIR", folder.toString());
        assertThat(SettingsLoader.load(null, existing, Map.of()).workflowsDir()).isEqualTo(folder);
        Map<String, String> missing =
                Map.of("workflows.dir", folder.resolve("none").toString());
        assertThatThrownBy(() -> SettingsLoader.load(null, Map.of(), missing))
                .hasMessageContaining("workflows.dir must be a folder that exists")
                .hasMessageContaining("the command line");
    }

    @Test
    void settings_that_call_for_others_name_them() {
        Map<String, String> flags =
                Map.of("api.auth.jwks_url", "https://issuer.example/keys", "api.auth.type", "header");

        assertThatThrownBy(() -> SettingsLoader.load(null, Map.of(), flags))
                .hasMessageContaining("api.auth.issuer must be set with api.auth.jwks_url")
                .hasMessageContaining("api.auth.audience must be set with api.auth.jwks_url")
                .hasMessageContaining("api.auth.trusted_proxies must be set when api.auth.type has `header`");
    }

    @Test
    void a_secret_that_is_too_short_is_refused_and_not_shown() {
        assertThatThrownBy(() -> SettingsLoader.load(null, Map.of("API_AUTH_SECRET", "hunter2"), Map.of()))
                .hasMessageContaining("api.auth.secret must be at least 32 bytes")
                .hasMessageContaining("API_AUTH_SECRET")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void settings_can_be_printed_without_their_secrets() {
        Settings settings = SettingsLoader.load(null, Map.of("API_AUTH_SECRET", "s".repeat(32)), Map.of());

        assertThat(settings.api().auth().secret().value()).hasSize(32);
        assertThat(settings.toString()).doesNotContain("ssss");
    }

    @Test
    void lists_are_written_as_in_yaml_or_with_commas() throws IOException {
        Path file = file("""
                api:
                  auth:
                    type: [header]
                    trusted_proxies:
                      - 10.0.0.0/8
                      - ::1
                """);

        Settings.Auth auth = SettingsLoader.load(
                        file, Map.of("API_AUTH_HEADER_SCOPES", "keys:read,keys:write"), Map.of())
                .api()
                .auth();

        assertThat(auth.types()).containsExactly(AuthType.HEADER);
        assertThat(auth.trustedProxies()).containsExactlyInAnyOrder(Network.parse("10.0.0.0/8"), Network.parse("::1"));
        assertThat(auth.headerScopes()).containsExactlyInAnyOrder("keys:read", "keys:write");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.168.1.128/25, 192.168.1.200, true",
        "192.168.1.128/25, 192.168.1.100, false",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, ::1, false",
        "fd00::/8, fdff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
    })
    void a_network_holds_the_addresses_that_begin_like_it(String network, String address, boolean inside) {
        assertThat(Network.parse(network).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(inside);
    }
}
