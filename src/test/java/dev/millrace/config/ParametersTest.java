package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestParameterStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings from a Parameter Store, which a stand-in for AWS's is here. */
class ParametersTest {
    @TempDir
    private Path folder;

    private final TestParameterStore store;

    ParametersTest() throws IOException {
        store = TestParameterStore.start();
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private void stored(String name, String value) {
        store.put("/api-perf/" + name, value);
    }

    private Environment environment(String... more) {
        Map<String, String> process = new HashMap<>(store.variables());
        process.put("PARAMETERS_PREFIX", "/api-perf");
        for (int i = 0; i < more.length; i += 2) {
            process.put(more[i], more[i + 1]);
        }
        return Environment.of(process, folder);
    }

    private static String value(Environment environment, String name) {
        return environment.get(name).map(Environment.Variable::value).orElse("not set");
    }

    @Test
    void parts_of_mysql_and_redis_become_their_urls() {
        stored("mysql/host", "db.example.com");
        stored("mysql/user", "api");
        stored("mysql/password", "p@ss w/rd+%");
        stored("mysql/database", "perf");
        stored("mysql/ssl-mode", "VERIFY_IDENTITY");
        stored("redis/host", "cache.example.com");
        stored("redis/password", "x:y");
        stored("redis/tls", "true");

        Settings settings = SettingsLoader.load(null, environment(), Map.of("data_dir", folder.toString()));

        assertThat(settings.database())
                .isEqualTo(new Settings.Database.Mysql(
                        "db.example.com",
                        3306,
                        "perf",
                        "api",
                        new Secret("p@ss w/rd+%"),
                        Settings.Encryption.VERIFY_IDENTITY));
        assertThat(settings.redis())
                .isEqualTo(new Settings.Redis("cache.example.com", 6379, "", new Secret("x:y"), 0, true));
    }

    @Test
    void a_host_alone_is_enough() {
        stored("mysql/host", "db.example.com");
        stored("redis/host", "cache.example.com");

        Settings settings = SettingsLoader.load(null, environment(), Map.of("data_dir", folder.toString()));

        assertThat(settings.database())
                .isEqualTo(new Settings.Database.Mysql(
                        "db.example.com", 3306, "millrace", "millrace", new Secret(""), Settings.Encryption.DISABLED));
        assertThat(settings.redis())
                .isEqualTo(new Settings.Redis("cache.example.com", 6379, "", new Secret(""), 0, false));
    }

    @Test
    void any_setting_can_be_a_parameter_which_wins_over_files_and_not_over_variables() throws IOException {
        Files.writeString(folder.resolve(".env"), "API_ALLOWED_HOSTS=file.example.com\nAPP_NAME=file\n");
        stored("api/allowed_hosts", "parameter.example.com");
        stored("app_name", "parameter");

        Environment environment = environment("APP_NAME", "variable");

        assertThat(value(environment, "API_ALLOWED_HOSTS")).isEqualTo("parameter.example.com");
        assertThat(value(environment, "APP_NAME")).isEqualTo("variable");
        assertThat(environment.get("API_ALLOWED_HOSTS").orElseThrow().origin())
                .isEqualTo("parameter /api-perf/api/allowed_hosts");
    }

    @Test
    void requests_ask_for_all_below_the_prefix_decrypted_and_are_signed() {
        stored("api/auth/secret", "0123456789abcdef0123456789abcdef");

        assertThat(value(environment(), "API_AUTH_SECRET")).isEqualTo("0123456789abcdef0123456789abcdef");

        assertThat(store.requests()).hasSize(1);
        assertThat(store.requests().getFirst().headers())
                .containsEntry("x-amz-target", "AmazonSSM.GetParametersByPath")
                .containsEntry("content-type", "application/x-amz-json-1.1")
                .containsEntry("x-amz-security-token", "example-session");
        assertThat(store.requests().getFirst().body())
                .isEqualTo("{\"Path\":\"/api-perf\",\"Recursive\":true,\"WithDecryption\":true,\"MaxResults\":10}");
        assertThat(store.requests().getFirst().headers().get("authorization"))
                .matches("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\\d{8}/eu-central-1/ssm/aws4_request, "
                        + "SignedHeaders=[a-z0-9;-]*host;[a-z0-9;-]*x-amz-target, Signature=[0-9a-f]{64}")
                .doesNotContain("example-secret");
    }

    @Test
    void a_parameter_that_is_none_is_told_without_its_value() {
        stored("redsi/host", "not to be shown");

        Environment environment = environment();

        assertThat(environment.problems()).singleElement().satisfies(problem -> assertThat(problem)
                .contains("`/api-perf/redsi/host`", "redis/host", "mysql/ssl-mode")
                .doesNotContain("not to be shown"));
    }

    @Test
    void a_password_without_a_host_is_told() {
        stored("redis/password", "not to be shown");

        assertThat(environment().problems())
                .containsExactly(
                        "the parameter `/api-perf/redis/host` must be there beside `/api-perf/redis/password`");
    }

    @Test
    void a_store_that_is_busy_is_asked_again() {
        stored("app_name", "parameter");
        store.fail(400, "{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}");
        store.fail(503, "");

        assertThat(value(environment(), "APP_NAME")).isEqualTo("parameter");
        assertThat(store.requests()).hasSize(3);
    }

    @Test
    void a_refusal_is_told_at_once() {
        store.fail(400, "{\"__type\":\"com.amazonaws.ssm#AccessDeniedException\",\"Message\":\"not authorized\"}");

        assertThat(environment().problems()).singleElement().satisfies(problem -> assertThat(problem)
                .startsWith(
                        "cannot read the parameters below `/api-perf` (set in environment variable PARAMETERS_PREFIX)")
                .endsWith("answered 400 AccessDeniedException not authorized"));
        assertThat(store.requests()).hasSize(1);
    }

    @Test
    void a_prefix_that_cannot_be_one_and_missing_credentials_are_told() {
        assertThat(environment("PARAMETERS_PREFIX", "api-perf/").problems())
                .singleElement()
                .asString()
                .contains("must be one such as /api-perf");
        assertThat(environment("AWS_ACCESS_KEY_ID", "").problems())
                .singleElement()
                .asString()
                .contains("the variable AWS_ACCESS_KEY_ID is not set");
        assertThat(store.requests()).isEmpty();
    }

    @Test
    void without_a_prefix_nobody_is_asked() {
        stored("app_name", "parameter");

        assertThat(value(environment("PARAMETERS_PREFIX", ""), "APP_NAME")).isEqualTo("not set");
        assertThat(store.requests()).isEmpty();
    }
}
