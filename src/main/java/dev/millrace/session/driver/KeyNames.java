package dev.millrace.session.driver;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openqa.selenium.Keys;

/** Keys by their names. */
final class KeyNames {
    private static final Map<String, Keys> NAMES = new TreeMap<>(Map.ofEntries(
            Map.entry("enter", Keys.ENTER),
            Map.entry("tab", Keys.TAB),
            Map.entry("backspace", Keys.BACK_SPACE),
            Map.entry("space", Keys.SPACE),
            Map.entry("escape", Keys.ESCAPE),
            Map.entry("left", Keys.ARROW_LEFT),
            Map.entry("right", Keys.ARROW_RIGHT),
            Map.entry("up", Keys.ARROW_UP),
            Map.entry("down", Keys.ARROW_DOWN),
            Map.entry("insert", Keys.INSERT),
            Map.entry("delete", Keys.DELETE),
            Map.entry("home", Keys.HOME),
            Map.entry("end", Keys.END),
            Map.entry("pageup", Keys.PAGE_UP),
            Map.entry("pagedown", Keys.PAGE_DOWN),
            Map.entry("pause", Keys.PAUSE),
            Map.entry("control", Keys.CONTROL),
            Map.entry("shift", Keys.SHIFT),
            Map.entry("alt", Keys.ALT),
            Map.entry("meta", Keys.META)));

    static {
        for (int n = 1; n <= 12; n++) {
            NAMES.put("f" + n, Keys.valueOf("F" + n));
        }
        for (int n = 0; n <= 9; n++) {
            NAMES.put("numpad" + n, Keys.valueOf("NUMPAD" + n));
        }
    }

    private KeyNames() {}

    /** Whether there is a key of this name. */
    static boolean has(String name) {
        return NAMES.containsKey(name.toLowerCase(Locale.ROOT));
    }

    /** The key of a name, or that of one character. */
    static CharSequence key(String name) {
        Keys key = NAMES.get(name.toLowerCase(Locale.ROOT));
        if (key != null) {
            return key;
        }
        if (name.codePointCount(0, name.length()) != 1) {
            throw unknown(
                    name, NAMES.keySet().stream().collect(Collectors.joining(", ")) + ", and each single character");
        }
        return name;
    }

    /** Says that there is no such key, and what there is. */
    static SessionException unknown(String name, String known) {
        return new SessionException(ErrorCode.E0403, "there is no key `%s`; there is %s".formatted(name, known));
    }
}
