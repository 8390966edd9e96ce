package dev.millrace.session.driver;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A driver as a caller asks for it.
 *
 * @param name such as {@code selenium}
 * @param url where it is; null for one that the server starts
 * @param capabilities what it should be able to do, by WebDriver's names
 */
public record DriverRequest(String name, @Nullable URI url, Map<String, Object> capabilities) {
    public DriverRequest {
        capabilities = Map.copyOf(capabilities);
    }

    /** What to launch at the start; null for nothing. */
    public @Nullable String launch() {
        return capabilities.get(Capability.BROWSER_URL) instanceof String address && !address.isBlank()
                ? address.strip()
                : null;
    }
}
