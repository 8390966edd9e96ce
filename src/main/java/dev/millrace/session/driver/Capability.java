package dev.millrace.session.driver;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks what callers choose of a browser: only what the settings allow, and never what starts programs. */
final class Capability {
    /** What to open at the start; for the server, not for the browser. */
    static final String BROWSER_URL = "browserURL";

    private static final String CHROME = "goog:chromeOptions";
    private static final String ARGS = "args";
    private static final String WINDOW_SIZE = "--window-size";
    private static final String SCALE = "--force-device-scale-factor";
    private static final Pattern SIZE_FORM = Pattern.compile(WINDOW_SIZE + "=([0-9]{1,4}),([0-9]{1,4})");
    private static final int MOST_PIXELS = 4_096;
    private static final Pattern MODEST_SCALE = Pattern.compile(SCALE + "=([0-3](\\.[0-9]{1,3})?|4)");

    private final Set<String> allowed;

    Capability(Set<String> allowed) {
        this.allowed = allowed;
    }

    /**
     * The arguments for Chromium that a caller chooses.
     *
     * @throws SessionException E0104 when a capability or an argument is not allowed
     */
    List<String> chosenArguments(Map<String, Object> capabilities) {
        List<String> arguments = new ArrayList<>();
        capabilities.forEach((name, value) -> {
            if (name.equals(CHROME)) {
                arguments.addAll(arguments(value));
            } else if (!allowed.contains(name) && !name.equals(BROWSER_URL)) {
                throw refused("the capability `%s`".formatted(name));
            }
        });
        return arguments;
    }

    /** Refuses other names than the allowed ones. Throws E0104. */
    void requireAllowed(Set<String> names) {
        new TreeSet<>(names)
                .stream().filter(name -> !allowed.contains(name)).findFirst().ifPresent(name -> {
                    throw refused("the capability `%s`".formatted(name));
                });
    }

    private List<String> arguments(Object options) {
        List<String> arguments = new ArrayList<>();
        if (!(options instanceof Map<?, ?> map)) {
            throw new SessionException(ErrorCode.E0104, "`%s` must be an object with `args`".formatted(CHROME));
        }
        map.forEach((name, value) -> {
            if (!ARGS.equals(name) || !(value instanceof List<?> list)) {
                throw refused("`%s` in `%s`".formatted(name, CHROME));
            }
            list.forEach(each -> arguments.add(argument(String.valueOf(each))));
        });
        return arguments;
    }

    private String argument(String text) {
        String argument = text.startsWith("--") ? text : "--" + text;
        if (allowed.stream().noneMatch(pattern -> fits(pattern, argument))) {
            throw refused("the argument `%s`".formatted(argument));
        }
        requireModest(argument);
        return argument;
    }

    /** What a screenshot takes grows with the window, and again with the scale. */
    private static void requireModest(String argument) {
        boolean size = argument.startsWith(WINDOW_SIZE);
        boolean scale = argument.startsWith(SCALE);
        if ((size && !isModestSize(argument))
                || (scale && !MODEST_SCALE.matcher(argument).matches())) {
            throw new SessionException(
                    ErrorCode.E0104,
                    "`%s` must read like %s"
                            .formatted(
                                    argument,
                                    size
                                            ? "--window-size=1280,800, with at most %d each".formatted(MOST_PIXELS)
                                            : "--force-device-scale-factor=2, with at most 4"));
        }
    }

    private static boolean isModestSize(String argument) {
        Matcher size = SIZE_FORM.matcher(argument);
        return size.matches() && isModest(size.group(1)) && isModest(size.group(2));
    }

    private static boolean isModest(String pixels) {
        int count = Integer.parseInt(pixels);
        return count > 0 && count <= MOST_PIXELS;
    }

    private static boolean fits(String pattern, String argument) {
        return pattern.startsWith("--")
                && (pattern.endsWith("*")
                        ? argument.startsWith(pattern.substring(0, pattern.length() - 1))
                        : argument.equals(pattern));
    }

    private SessionException refused(String what) {
        return new SessionException(
                ErrorCode.E0104,
                "%s is not allowed; sessions.allowed_capabilities allows %s"
                        .formatted(what, String.join(", ", new TreeSet<>(allowed))),
                Map.of("allowed", List.copyOf(new TreeSet<>(allowed))));
    }
}
