package dev.millrace.session.driver;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A driver as a caller asks for it.
 *
 * @param name such as {@code selenium}
 * @param url where it is; null for one that the server starts
 * @param capabilities what it should be able to do, by WebDriver's names
 */
public record DriverRequest(String name, @Nullable URI url, Map<String, Object> capabilities) {
    /** The capability that says what to open at the start. */
    public static final String BROWSER_URL = Capability.BROWSER_URL;

    private static final Set<String> APPS = Set.of("app", "appPackage", "bundleId");

    public DriverRequest {
        capabilities = Map.copyOf(capabilities);
    }

    /** What to launch at the start; null for nothing. */
    public @Nullable String launch() {
        return capabilities.get(Capability.BROWSER_URL) instanceof String address && !address.isBlank()
                ? address.strip()
                : null;
    }

    /** Whether it is for a device that brings an app to the front by itself. */
    public boolean startsApp() {
        return name.equals(Drivers.APPIUM)
                && capabilities.keySet().stream()
                        .map(capability -> capability.substring(capability.indexOf(':') + 1))
                        .anyMatch(APPS::contains);
    }
}
