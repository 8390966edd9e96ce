package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.access.Scope;
import dev.millrace.config.Settings.AuthType;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsLoaderTest {
    private static final Environment NOTHING = Environment.of(Map.of());

    @TempDir
    private Path folder;

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("millrace.yaml"), yaml);
    }

    @Test
    void without_anything_set_the_defaults_hold() {
        Settings settings = SettingsLoader.load(null, NOTHING, Map.of());

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
                file, Environment.of(Map.of("API_PORT", "2", "ENGINE_MAX_EXECUTIONS", "4")), Map.of("api.port", "5"));

        assertThat(settings.api().port()).isEqualTo(5);
        assertThat(settings.api().host()).isEqualTo("localhost");
        assertThat(settings.engine().maxExecutions()).isEqualTo(4);
        assertThat(settings.engine().killGrace()).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void common_variables_of_telemetry_replace_the_defaults_only() throws IOException {
        Environment common = Environment.of(
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://common:4318/", "OTEL_SERVICE_NAME", "mill"));

        assertThat(SettingsLoader.load(null, common, Map.of()).telemetry())
                .isEqualTo(new Settings.Telemetry("http://common:4318", "mill", 1));
        assertThat(SettingsLoader.load(file("telemetry: {otlp_endpoint: \"http://own:4318\"}\n"), common, Map.of())
                        .telemetry()
                        .otlpEndpoint())
                .isEqualTo("http://own:4318");
        assertThat(SettingsLoader.explain(null, common))
                .filteredOn(setting -> setting.key().equals("telemetry.otlp_endpoint"))
                .extracting(Setting::origin)
                .containsExactly("environment variable OTEL_EXPORTER_OTLP_ENDPOINT");
    }

    @Test
    void each_part_of_the_catalog_has_a_policy_for_its_cache() throws IOException {
        Path file = file("catalog: {cache: {products: {strategy: Write-Through, ttl: 2m, negative_ttl: 0s}}}\n");

        Settings.CatalogCache cache =
                SettingsLoader.load(file, NOTHING, Map.of()).catalog().cache();

        assertThat(cache.products())
                .isEqualTo(new CachePolicy(
                        CachePolicy.Strategy.WRITE_THROUGH,
                        Duration.ofMinutes(2),
                        0.1,
                        Duration.ZERO,
                        50_000,
                        0.8,
                        Duration.ZERO));
        assertThat(cache.orders().strategy()).isEqualTo(CachePolicy.Strategy.CACHE_ASIDE);
        assertThat(cache.lists().ttl()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void who_authenticates_callers_may_listen_everywhere() {
        Settings settings = SettingsLoader.load(null, NOTHING, Map.of("api.host", "0.0.0.0"));

        assertThat(settings.api().isLocal()).isFalse();
        assertThat(SettingsLoader.load(null, NOTHING, Map.of("api.auth.type", "none"))
                        .api()
                        .isLocal())
                .isTrue();
    }

    @Test
    void servers_that_can_be_reached_by_others_must_be_able_to_recognize_them() {
        Map<String, String> reached = Map.of("cluster.address", "http://10.0.0.5:8080");
        assertThatThrownBy(() -> SettingsLoader.load(null, NOTHING, reached)).hasMessageContaining("cluster.secret");
        assertThatThrownBy(() -> SettingsLoader.load(null, NOTHING, Map.of("cluster.secret", "too short")))
                .hasMessageContaining("cluster.secret")
                .hasMessageNotContaining("too short");

        Environment known = Environment.of(Map.of("CLUSTER_SECRET", "s".repeat(32)));
        assertThat(SettingsLoader.load(null, known, reached).cluster().host()).isEqualTo("10.0.0.5");
    }

    @Test
    void the_scopes_that_can_be_given_are_those_that_there_are() {
        assertThat(AuthValues.SCOPES)
                .containsExactly(Stream.of(Scope.values()).map(Scope::wire).toArray(String[]::new));
    }

    @Test
    void names_are_a_list_or_stand_between_commas() throws IOException {
        assertThat(SettingsLoader.load(file("engine: {env_allowed: [A_B, C]}\n"), NOTHING, Map.of())
                        .engine()
                        .envAllowed())
                .containsExactlyInAnyOrder("A_B", "C");
        assertThat(SettingsLoader.load(null, Environment.of(Map.of("ENGINE_ENV_ALLOWED", "A, ,B")), Map.of())
                        .engine()
                        .envAllowed())
                .containsExactlyInAnyOrder("A", "B");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            api: {prot: 1}                  | unknown setting `api.prot`
            api: {port: many}               | api.port must be a whole number from 0 to 65535, not `many`
            api: {port: 65536}              | api.port must be
            api: {host: no.such.invalid}    | api.host must be an address of this machine
            api: {host: ""}                 | api.host must be an address of this machine
            api: {host: 0.0.0.0, auth: {type: none}} | api.host must be a loopback address such as 127.0.0.1 when api.auth.type is none, not `0.0.0.0`
            api: {auth: {header_scopes: [all]}} | api.auth.header_scopes must be any of workflows:read, workflows:write,
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
            api: {cors: {origins: [app]}}   | api.cors.origins must be origins in lower case
            api: {cors: {origins: "http://a:80"}} | api.cors.origins must be origins
            api: {cors: {origins: "https://a/"}}  | api.cors.origins must be origins
            api: {allowed_hosts: ["a:80"]}  | api.allowed_hosts must be names
            telemetry: {otlp_endpoint: "localhost:4317"} | telemetry.otlp_endpoint must be an address that begins with http
            telemetry: {sample_ratio: 2}    | telemetry.sample_ratio must be a number from 0 to 1, not `2`
            telemetry: {sample_ratio: .nan} | telemetry.sample_ratio must be a number from 0 to 1
            telemetry: {service_name: " "}  | telemetry.service_name must be a text that is not empty
            app_name: "${NOWHERE}"          | app_name needs the variable NOWHERE, which is not set
            app_name: "${NOT A NAME}"       | `${` in app_name must be followed by the name of a variable
            database: {url: "postgres://u:p@h/d"} | the scheme `postgres` is not supported (set in
            database: {url: "mysql://u@h"}   | database.url must be of the form mysql://user:password@host:3306/name
            database: {url: "mysql://u:s@same@h/d"} | database.url must be of the form mysql://user:password@host
            database: {url: "mysql://h/d"}   | database.url must be a URL with the name of a user
            database: {url: "mysql://u@h/"}  | database.url must be a URL that ends with the name of a database
            database: {url: "mysql://u@h:0/d"} | database.url must be a URL with a port from 1 to 65535
            database: {url: "mysql://u:%zz@h/d"} | database.url must be a URL in which a `%` of user or password
            database: {url: "mysql://u@h/d?useSSL=true"} | database.url must be a URL without the option `useSSL`
            database: {url: "mysql://u@h/d?ssl-mode=maybe"} | `ssl-mode` is one of [DISABLED, REQUIRED
            database: {url: "sqlite://x.db"} | database.url must be `sqlite:` and the path of a file
            database: {url: "sqlite::memory:"} | database.url must be `sqlite:` and the path
            redis: {url: "localhost:6379"}   | redis.url must be empty, or of the form redis://user:password@host:6379/0
            redis: {url: "redis://u:s@same@h"} | redis.url must be empty, or of the form redis://user:password@host
            redis: {url: "redis://h:70000"}  | redis.url must be a URL with a port from 1 to 65535
            redis: {url: "redis://:%zz@h"}   | redis.url must be a URL in which a `%` of user or password
            engine: {run_as: no-such-user}  | engine.run_as must be the name of a user of this machine, not `no-such-user`
            engine: {run_as: "-h"}          | engine.run_as must be the name of a user of this machine
            engine: {run_as: "65534"}       | engine.run_as must be the name of a user of this machine
            engine: {run_as: root}          | engine.run_as must be a user with fewer rights than root
            engine: {env_allowed: [A, API_AUTH_SECRET]} | API_AUTH_SECRET holds a secret of the server
            engine: {env_allowed: [GITHUB_TOKEN]} | engine.env_allowed must be names of variables that commands may see
            engine: {env_allowed: [SECRETS_KEY]} | SECRETS_KEY holds a secret of the server
            engine: {env_allowed: DATABASE_URL} | DATABASE_URL holds a secret of the server
            log: {format: xml}              | log.format must be one of TEXT, JSON
            catalog: {cache: {products: {strategy: write-back}}} | catalog.cache.products.strategy must be one of CACHE-ASIDE, WRITE-THROUGH, NONE, not `write-back`
            catalog: {cache: {lists: {strategy: write-through}}} | catalog.cache.lists.strategy must be one of CACHE-ASIDE, NONE
            catalog: {cache: {lists: {negative_ttl: 5s}}} | unknown setting `catalog.cache.lists.negative_ttl`
            catalog: {cache: {orders: {ttl: 0s}}} | catalog.cache.orders.ttl must be a duration from 1 s to 604800 s, not `0s`
            catalog: {cache: {orders: {ttl: soon}}} | catalog.cache.orders.ttl must be a duration such as
            catalog: {cache: {orders: {jitter: 1.5}}} | catalog.cache.orders.jitter must be a number from 0 to 1
            catalog: {cache: {orders: {max_entries: 0}}} | catalog.cache.orders.max_entries must be a whole number from 1
            """)
    void what_does_not_fit_stops_the_start_and_names_the_line(String yaml, String message) throws IOException {
        Path file = file("\n" + yaml + "\n");

        assertThatThrownBy(() -> SettingsLoader.load(file, NOTHING, Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("u:p@")
                .hasMessageContaining("millrace.yaml line 2");
    }

    @Test
    void a_variable_by_any_name_that_was_put_into_a_secret_is_not_for_commands() throws IOException {
        Path file = file("github: {token: \"${MY_OWN}\"}\nengine: {env_allowed: [OTHER, MY_OWN]}\n");
        Environment environment = Environment.of(Map.of("MY_OWN", "abc-def", "OTHER", "x"));

        assertThatThrownBy(() -> SettingsLoader.load(file, environment, Map.of()))
                .hasMessageContaining("MY_OWN holds a secret of the server")
                .hasMessageContaining("millrace.yaml line 2")
                .hasMessageNotContaining("abc-def");
    }

    @Test
    void all_problems_are_told_at_once() throws IOException {
        Path file = file("api: {port: x, host: 10.0.0.1, auth: {type: none}}\nnonsense: 1\n");

        assertThatThrownBy(() -> SettingsLoader.load(file, NOTHING, Map.of()))
                .hasMessageContainingAll("api.port", "api.host", "nonsense");
    }

    @Test
    void a_file_that_is_missing_or_no_yaml_is_said_so() throws IOException {
        assertThatThrownBy(() -> SettingsLoader.load(folder.resolve("none.yaml"), NOTHING, Map.of()))
                .hasMessageContaining("cannot read the settings file");
        Path file = file("api: {port: 1\n");
        assertThatThrownBy(() -> SettingsLoader.load(file, NOTHING, Map.of())).hasMessageContaining("is not YAML");
    }

    @Test
    void variables_are_put_into_the_file() throws IOException {
        Path file = file("""
                app_name: "${NAME} at ${PLACE:home}, $${PLACE} ${EMPTY:}"
                api: {cors: {origins: ["https://${HOST}", "http://localhost:${PORT:3000}"]}}
                """);

        Settings settings =
                SettingsLoader.load(file, Environment.of(Map.of("NAME", "$1", "HOST", "a.example")), Map.of());

        assertThat(settings.appName()).isEqualTo("$1 at home, ${PLACE} ");
        assertThat(settings.api().cors().origins())
                .containsExactlyInAnyOrder("https://a.example", "http://localhost:3000");
    }

    @Test
    void variables_of_files_are_settings() throws IOException {
        Files.writeString(folder.resolve(".env"), "API_PORT=7\nAPP_NAME=below\n");

        Settings settings = SettingsLoader.load(null, Environment.of(Map.of("APP_NAME", "above"), folder), Map.of());

        assertThat(settings.api().port()).isEqualTo(7);
        assertThat(settings.appName()).isEqualTo("above");
    }

    @Test
    void log_files_are_below_the_data_directory_unless_their_folder_is_absolute_or_empty() throws IOException {
        assertThat(SettingsLoader.load(null, NOTHING, Map.of("data_dir", "/d"))
                        .log()
                        .file())
                .isEqualTo(Path.of("/d/logs/app.log"));
        assertThat(SettingsLoader.load(null, Environment.of(Map.of("LOG_DIR", "/var/log/m")), Map.of())
                        .log()
                        .file())
                .isEqualTo(Path.of("/var/log/m/app.log"));
        assertThat(SettingsLoader.load(file("log: {dir: ''}"), NOTHING, Map.of())
                        .log()
                        .file())
                .isNull();
    }

    @Test
    void any_origin_and_credentials_do_not_go_together() throws IOException {
        Path file = file("api: {cors: {origins: ['*'], credentials: true}}");

        assertThatThrownBy(() -> SettingsLoader.load(file, NOTHING, Map.of()))
                .hasMessageContaining("api.cors.credentials must be false when api.cors.origins is `*`");
    }

    @Test
    void encryption_needs_its_files() throws IOException {
        Path file = file("api: {tls: {enabled: true, cert: nowhere.pem}}");

        assertThatThrownBy(() -> SettingsLoader.load(file, NOTHING, Map.of()))
                .hasMessageContaining("api.tls.key must be the path of a PEM file with its private key");
        assertThatThrownBy(() -> SettingsLoader.load(file, NOTHING, Map.of("api.tls.key", "nowhere.key")))
                .hasMessageContainingAll("api.tls.cert must be a certificate", "there is no file nowhere.pem");
    }

    @Test
    void a_folder_of_workflows_must_exist_if_somebody_names_it() {
        assertThat(SettingsLoader.load(null, NOTHING, Map.of()).workflowsDir()).hasToString("workflows");
        Environment existing = Environment.of(Map.of("WORKFLOWS_DIR", folder.toString()));
        assertThat(SettingsLoader.load(null, existing, Map.of()).workflowsDir()).isEqualTo(folder);
        Map<String, String> missing =
                Map.of("workflows.dir", folder.resolve("none").toString());
        assertThatThrownBy(() -> SettingsLoader.load(null, NOTHING, missing))
                .hasMessageContaining("workflows.dir must be a folder that exists")
                .hasMessageContaining("the command line");
    }

    @Test
    void settings_that_call_for_others_name_them() {
        Map<String, String> flags =
                Map.of("api.auth.jwks_url", "https://issuer.example/keys", "api.auth.type", "header");

        assertThatThrownBy(() -> SettingsLoader.load(null, NOTHING, flags))
                .hasMessageContaining("api.auth.issuer must be set with api.auth.jwks_url")
                .hasMessageContaining("api.auth.audience must be set with api.auth.jwks_url")
                .hasMessageContaining("api.auth.trusted_proxies must be set when api.auth.type has `header`");
    }

    @Test
    void a_secret_that_is_too_short_is_refused_and_not_shown() {
        assertThatThrownBy(
                        () -> SettingsLoader.load(null, Environment.of(Map.of("API_AUTH_SECRET", "hunter2")), Map.of()))
                .hasMessageContaining("api.auth.secret must be at least 32 bytes")
                .hasMessageContaining("API_AUTH_SECRET")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void a_key_for_secrets_that_is_none_is_refused_and_not_shown() {
        assertThatThrownBy(() -> SettingsLoader.load(null, Environment.of(Map.of("SECRETS_KEY", "hunter2")), Map.of()))
                .hasMessageContaining("secrets.key must be 32 bytes in base64, or empty")
                .hasMessageContaining("SECRETS_KEY")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void settings_can_be_printed_without_their_secrets() {
        Settings settings =
                SettingsLoader.load(null, Environment.of(Map.of("API_AUTH_SECRET", "s".repeat(32))), Map.of());

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
                        file, Environment.of(Map.of("API_AUTH_HEADER_SCOPES", "keys:read,keys:write")), Map.of())
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
