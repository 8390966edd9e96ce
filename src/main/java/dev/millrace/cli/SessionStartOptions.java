package dev.millrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a session is to be. */
final class SessionStartOptions {
    private static final String OPEN = "browserURL";

    @Option(
            names = "--driver",
            paramLabel = "NAME",
            description = "selenium, appium or htmlunit (default: what the server has).")
    private @Nullable String driver;

    @Option(
            names = "--driver-url",
            paramLabel = "URL",
            description = "Where the driver is, if it is not the server's own.")
    private @Nullable String driverUrl;

    @Option(names = "--open", paramLabel = "URL", description = "The page to open at once.")
    private @Nullable String open;

    @Option(
            names = "--capability",
            paramLabel = "NAME=VALUE",
            description = "What the driver should be able to do; as often as need be.")
    private Map<String, String> capabilities = new LinkedHashMap<>();

    @Option(names = "--project", paramLabel = "DIR", description = "The folder of its files, on the server.")
    private @Nullable String project;

    @Option(names = "--record", description = "Keep what happens, with pictures; see `GET /v1/recordings`.")
    private boolean record;

    /** Whether nothing is said. */
    boolean isEmpty() {
        return request().isEmpty();
    }

    /** The body of the request. */
    ObjectNode request() {
        ObjectNode request = Json.object();
        if (driver != null || driverUrl != null || open != null || !capabilities.isEmpty()) {
            ObjectNode settings =
                    request.putArray("driver_sources").addObject().putObject(driver != null ? driver : "selenium");
            if (driverUrl != null) {
                settings.put("url", driverUrl);
            }
            ObjectNode wanted = settings.putObject("capabilities");
            capabilities.forEach((name, value) -> wanted.set(name, KeywordArguments.value(value)));
            if (open != null) {
                wanted.put(OPEN, open);
            }
        }
        if (project != null) {
            request.put("project_path", project);
        }
        if (record) {
            request.put("recording", true);
        }
        return request;
    }
}
