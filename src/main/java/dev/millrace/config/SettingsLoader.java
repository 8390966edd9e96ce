package dev.millrace.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the settings. A later source wins over an earlier one: defaults, the YAML file, the {@link Environment} (a
 * key's variable is its path in capitals: {@code api.port} is {@code API_PORT}), flags of the command line.
 */
public final class SettingsLoader {
    private static final String WORKFLOWS = "workflows";

    /** In characters: so many that nobody finds it by trying. */
    private static final int LEAST_CLUSTER_SECRET = 32;

    /** The origin of a value that nobody has set. */
    private static final String BY_DEFAULT = "the defaults";

    private static final Map<String, String> DEFAULTS = new LinkedHashMap<>();

    static {
        DEFAULTS.put("app_name", "Millrace");
        DEFAULTS.put("data_dir", "./data");
        DEFAULTS.put("workflows.dir", WORKFLOWS);
        DEFAULTS.put("database.url", "sqlite:${data_dir}/millrace.db");
        DEFAULTS.put("redis.url", "");
        DEFAULTS.put("api.host", "127.0.0.1");
        DEFAULTS.put("api.port", "8080");
        DEFAULTS.put("api.max_body", "8MiB");
        DEFAULTS.put("api.auth.type", "api_key,jwt");
        DEFAULTS.put("api.auth.secret", "");
        DEFAULTS.put("api.auth.jwks_url", "");
        DEFAULTS.put("api.auth.issuer", "");
        DEFAULTS.put("api.auth.audience", "");
        DEFAULTS.put("api.auth.trusted_proxies", "");
        DEFAULTS.put("api.auth.header_scopes", "");
        DEFAULTS.put("api.rate_limit.requests_per_minute", "6000");
        DEFAULTS.put("api.rate_limit.burst", "600");
        DEFAULTS.put("api.rate_limit.starts_per_minute", "3000");
        DEFAULTS.put("api.rate_limit.start_burst", "300");
        DEFAULTS.put("api.rate_limit.failed_logins_per_minute", "20");
        DEFAULTS.put("api.allowed_hosts", "");
        DEFAULTS.put("api.sockets.max", "10000");
        DEFAULTS.put("api.sockets.max_per_caller", "2000");
        DEFAULTS.put("api.tls.enabled", "false");
        DEFAULTS.put("api.tls.cert", "");
        DEFAULTS.put("api.tls.key", "");
        DEFAULTS.put("api.cors.origins", "");
        DEFAULTS.put("api.cors.credentials", "false");
        DEFAULTS.put("engine.max_executions", "256");
        DEFAULTS.put("engine.max_steps", "100000");
        DEFAULTS.put("engine.max_processes", "32");
        DEFAULTS.put("engine.output_limit", "1MiB");
        DEFAULTS.put("engine.log_limit", "16MiB");
        DEFAULTS.put("engine.command_steps", "true");
        DEFAULTS.put("engine.env_allowed", "");
        DEFAULTS.put("engine.run_as", "");
        DEFAULTS.put("engine.kill_grace", "5s");
        DEFAULTS.put("engine.shutdown_timeout", "30s");
        DEFAULTS.put("sessions.max", "8");
        DEFAULTS.put("sessions.max_per_caller", "4");
        DEFAULTS.put("sessions.idle_timeout", "10m");
        DEFAULTS.put("sessions.keyword_timeout", "60s");
        DEFAULTS.put("sessions.element_timeout", "10s");
        DEFAULTS.put("sessions.allowed_hosts", "*");
        DEFAULTS.put("sessions.allow_private_addresses", "false");
        DEFAULTS.put("sessions.allowed_drivers", "local");
        DEFAULTS.put(
                "sessions.allowed_capabilities",
                "browserName,browserURL,platformName,acceptInsecureCerts,pageLoadStrategy,"
                        + "--headless*,--window-size=*,--lang=*,--user-agent=*,--force-device-scale-factor=*,"
                        + "appium:automationName,appium:deviceName,appium:platformVersion,appium:udid,"
                        + "appium:appPackage,appium:appActivity,appium:appWaitPackage,appium:appWaitActivity,"
                        + "appium:bundleId,appium:noReset,appium:autoLaunch,appium:orientation,"
                        + "appium:language,appium:locale,appium:newCommandTimeout");
        DEFAULTS.put("sessions.chrome", "");
        DEFAULTS.put("sessions.chromedriver", "");
        DEFAULTS.put("sessions.project_root", "");
        DEFAULTS.put("sessions.env_allowed", "");
        DEFAULTS.put("sessions.tesseract", "");
        DEFAULTS.put("sessions.ocr_languages", "eng");
        DEFAULTS.put("sessions.self_heal", "true");
        DEFAULTS.put("sessions.recording.max_size", "100MiB");
        DEFAULTS.put("sessions.recording.max_total", "2GiB");
        DEFAULTS.put("sessions.recording.keep", "7d");
        DEFAULTS.put("robots.heartbeat", "10s");
        DEFAULTS.put("robots.accept_timeout", "5s");
        DEFAULTS.put("robots.queue_timeout", "1d");
        DEFAULTS.put("robots.cancel_grace", "10s");
        DEFAULTS.put("robots.keep", "7d");
        DEFAULTS.put("http_steps.allow_private_addresses", "false");
        DEFAULTS.put("github.token", "");
        DEFAULTS.put("github.api_url", "https://api.github.com");
        DEFAULTS.put("github.repository", "");
        DEFAULTS.put("secrets.key", "");
        DEFAULTS.put("catalog.currency", "USD");
        DEFAULTS.put("catalog.cache.products.strategy", "cache-aside");
        DEFAULTS.put("catalog.cache.products.ttl", "60s");
        DEFAULTS.put("catalog.cache.products.jitter", "0.1");
        DEFAULTS.put("catalog.cache.products.negative_ttl", "5s");
        DEFAULTS.put("catalog.cache.products.max_entries", "50000");
        DEFAULTS.put("catalog.cache.products.refresh_ahead", "0.8");
        DEFAULTS.put("catalog.cache.products.max_age", "0s");
        DEFAULTS.put("catalog.cache.orders.strategy", "cache-aside");
        DEFAULTS.put("catalog.cache.orders.ttl", "60s");
        DEFAULTS.put("catalog.cache.orders.jitter", "0.1");
        DEFAULTS.put("catalog.cache.orders.negative_ttl", "5s");
        DEFAULTS.put("catalog.cache.orders.max_entries", "50000");
        DEFAULTS.put("catalog.cache.orders.refresh_ahead", "0.8");
        DEFAULTS.put("catalog.cache.orders.max_age", "0s");
        DEFAULTS.put("catalog.cache.lists.strategy", "cache-aside");
        DEFAULTS.put("catalog.cache.lists.ttl", "30s");
        DEFAULTS.put("catalog.cache.lists.jitter", "0.1");
        DEFAULTS.put("catalog.cache.lists.max_entries", "1000");
        DEFAULTS.put("catalog.cache.lists.refresh_ahead", "0");
        DEFAULTS.put("catalog.cache.lists.max_age", "0s");
        DEFAULTS.put("cluster.address", "");
        DEFAULTS.put("cluster.secret", "");
        DEFAULTS.put("log.level", "INFO");
        DEFAULTS.put("log.format", "text");
        DEFAULTS.put("log.dir", "logs");
        DEFAULTS.put("log.max_size", "10MiB");
        DEFAULTS.put("log.keep", "10");
        DEFAULTS.put("telemetry.otlp_endpoint", "");
        DEFAULTS.put("telemetry.service_name", "millrace");
        DEFAULTS.put("telemetry.sample_ratio", "1");
    }

    /** Variables that OpenTelemetry defines for all programs: they replace defaults, and nothing that is set here. */
    private static final Map<String, String> COMMON_VARIABLES = Map.of(
            "telemetry.otlp_endpoint", "OTEL_EXPORTER_OTLP_ENDPOINT",
            "telemetry.service_name", "OTEL_SERVICE_NAME");

    private SettingsLoader() {}

    /**
     * Loads the settings.
     *
     * @param file the YAML file, or null for none
     * @param environment the variables
     * @param flags settings given on the command line or by a program, by key
     * @throws SettingsException with every problem at once
     */
    public static Settings load(@Nullable Path file, Environment environment, Map<String, String> flags) {
        List<String> problems = new ArrayList<>(environment.problems());
        return check(read(file, environment, flags, problems), environment, problems);
    }

    /**
     * Every setting with its value and where that comes from; what is secret is not shown.
     *
     * @throws SettingsException as {@link #load} does
     */
    public static List<Setting> explain(@Nullable Path file, Environment environment) {
        List<String> problems = new ArrayList<>(environment.problems());
        Map<String, Value> values = read(file, environment, Map.of(), problems);
        check(values, environment, problems);
        return values.values().stream().map(Setting::of).toList();
    }

    private static Map<String, Value> read(
            @Nullable Path file, Environment environment, Map<String, String> flags, List<String> problems) {
        Map<String, Value> values = new LinkedHashMap<>();
        DEFAULTS.forEach((key, text) -> values.put(key, new Value(key, text, BY_DEFAULT)));
        COMMON_VARIABLES.forEach((key, variable) -> environment
                .get(variable)
                .ifPresent(found -> values.put(key, new Value(key, found.value(), found.origin()))));
        if (file != null) {
            SettingsFile.read(file, DEFAULTS.keySet(), new Expansion(environment, problems), values, problems);
        }
        DEFAULTS.keySet().forEach(key -> {
            environment
                    .get(variable(key))
                    .ifPresent(found -> values.put(key, new Value(key, found.value(), found.origin())));
        });
        flags.forEach((key, text) -> {
            if (!DEFAULTS.containsKey(key)) {
                problems.add("unknown setting `%s`; there is: %s".formatted(key, String.join(", ", DEFAULTS.keySet())));
            }
            values.put(key, new Value(key, text, "the command line"));
        });
        String dataDir = Objects.requireNonNull(values.get("data_dir")).text();
        values.replaceAll((_, value) -> value.in(dataDir));
        return values;
    }

    /** The keys of all settings. */
    static Set<String> keys() {
        return Collections.unmodifiableSet(DEFAULTS.keySet());
    }

    /** The name of the variable that sets a key. */
    static String variable(String key) {
        return key.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    private static Settings check(Map<String, Value> values, Environment environment, List<String> problems) {
        Settings settings = build(new Values(values, problems), environment);
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return settings;
    }

    private static Settings build(Values values, Environment environment) {
        EdgeValues edge = new EdgeValues(values);
        return new Settings(
                values.text("app_name"),
                Path.of(values.text("data_dir")),
                values.folder("workflows.dir", WORKFLOWS),
                values.database("database.url"),
                RedisUrl.read(values, "redis.url"),
                new Settings.Api(
                        values.host("api.host"),
                        values.integer("api.port", 0, 65_535),
                        values.bytes("api.max_body", 1_024, 1L << 30),
                        new AuthValues(values).read(),
                        rateLimit(values),
                        edge.tls(),
                        edge.cors(),
                        edge.allowedHosts(),
                        new Settings.Sockets(
                                values.integer("api.sockets.max", 1, 1_000_000),
                                values.integer("api.sockets.max_per_caller", 1, 1_000_000))),
                new EngineValues(values, environment).read(),
                new SessionValues(values).read(),
                robots(values),
                new Settings.HttpSteps(values.flag("http_steps.allow_private_addresses")),
                new Settings.GitHub(
                        values.secret("github.token"), values.url("github.api_url"), values.text("github.repository")),
                new Settings.Secrets(values.key("secrets.key")),
                new CatalogValues(values).read(),
                cluster(values),
                log(values),
                new Settings.Telemetry(
                        values.urlOrNothing("telemetry.otlp_endpoint"),
                        values.requiredText("telemetry.service_name"),
                        values.ratio("telemetry.sample_ratio")));
    }

    private static Settings.Cluster cluster(Values values) {
        String address = values.urlOrNothing("cluster.address");
        Secret secret = new Secret(values.text("cluster.secret"));
        if (secret.isEmpty() ? !address.isEmpty() : secret.value().length() < LEAST_CLUSTER_SECRET) {
            values.hiddenProblem(
                    "cluster.secret",
                    "a text of %d characters or more, the same at all servers, by which they recognize each other (`openssl rand -base64 32` makes one)"
                            .formatted(LEAST_CLUSTER_SECRET));
        }
        return new Settings.Cluster(address, secret);
    }

    private static Settings.Robots robots(Values values) {
        return new Settings.Robots(
                values.duration("robots.heartbeat", Duration.ofMillis(100), Duration.ofHours(1)),
                values.duration("robots.accept_timeout", Duration.ofMillis(100), Duration.ofHours(1)),
                values.duration("robots.queue_timeout", Duration.ofMillis(100), Duration.ofDays(365)),
                values.duration("robots.cancel_grace"),
                values.duration("robots.keep", Duration.ofMinutes(1), Duration.ofDays(3_650)));
    }

    private static Settings.Log log(Values values) {
        String folder = values.text("log.dir");
        return new Settings.Log(
                values.oneOf("log.level", "ERROR", "WARN", "INFO", "DEBUG", "TRACE"),
                values.oneOf("log.format", "TEXT", "JSON").equals("JSON")
                        ? Settings.LogFormat.JSON
                        : Settings.LogFormat.TEXT,
                folder.isEmpty()
                        ? null
                        : Path.of(values.text("data_dir")).resolve(folder).resolve("app.log"),
                values.bytes("log.max_size", 1_024, 1L << 40),
                values.integer("log.keep", 1, 1_000));
    }

    private static Settings.RateLimit rateLimit(Values values) {
        return new Settings.RateLimit(
                values.integer("api.rate_limit.requests_per_minute", 0, 10_000_000),
                values.integer("api.rate_limit.burst", 1, 10_000_000),
                values.integer("api.rate_limit.starts_per_minute", 0, 10_000_000),
                values.integer("api.rate_limit.start_burst", 1, 10_000_000),
                values.integer("api.rate_limit.failed_logins_per_minute", 1, 10_000));
    }

    /** A value as it was written, and where. */
    record Value(String key, String text, String origin) {
        /** This value with the data directory put in where it says so. */
        Value in(String dataDir) {
            return new Value(key, Expansion.withDataDir(text, dataDir), origin);
        }
    }
}
