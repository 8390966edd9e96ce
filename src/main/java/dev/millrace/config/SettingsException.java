package dev.millrace.config;

import java.util.List;

/** The server cannot start with these settings. Each problem says what is wrong, where it was set and what fits. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SettingsException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
