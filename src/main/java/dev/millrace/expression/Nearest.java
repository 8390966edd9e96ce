package dev.millrace.expression;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Words for messages about a name that does not exist: the name that was probably meant, and what there is. */
final class Nearest {
    private static final int NAMES_SHOWN = 12;
    private static final int NAMES_COMPARED = 1000;
    private static final int LONGEST_NAME = 64;

    private Nearest() {}

    /** {@code " (did you mean x?)"} when a name is close, else an empty text. */
    static String hint(String name, Collection<String> names) {
        String nearest = find(name, names);
        return nearest == null ? "" : " (did you mean \"" + nearest + "\"?)";
    }

    /** {@code "it has: a, b"}, sorted and cut to a readable length. */
    static String listing(Collection<String> names) {
        if (names.isEmpty()) {
            return "it is empty";
        }
        String shown = names.stream().sorted().limit(NAMES_SHOWN).collect(Collectors.joining(", "));
        int hidden = names.size() - NAMES_SHOWN;
        return "it has: " + shown + (hidden > 0 ? " and " + hidden + " more" : "");
    }

    private static @Nullable String find(String name, Collection<String> names) {
        String nearest = null;
        int least = name.length() <= 3 ? 2 : 3;
        for (String candidate : names.stream().limit(NAMES_COMPARED).toList()) {
            int distance = distance(fold(name), fold(candidate));
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /** The least number of inserted, deleted and replaced chars that turns one name into the other. */
    private static int distance(String from, String to) {
        if (from.length() > LONGEST_NAME || to.length() > LONGEST_NAME) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j - 1], row[j]) + 1);
            }
        }
        return row[to.length()];
    }
}
