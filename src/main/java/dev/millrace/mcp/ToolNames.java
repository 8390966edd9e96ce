package dev.millrace.mcp;

import dev.millrace.workflow.WorkflowDirectory.Offer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What workflows are called as tools. Models take names of {@code [A-Za-z0-9_-]{1,64}}. An id that is such a name is
 * the name; other names are made of the English name or the id, with a mark that follows from the id. So a name
 * depends on its workflow alone: it is the same for all callers, and stays when others come and go.
 */
final class ToolNames {
    private static final int LONGEST = 64;
    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9_-]{1,%d}".formatted(LONGEST));

    /** The end of a name that was made; an id with such an end gets one more, so that the two never meet. */
    private static final Pattern MARKED = Pattern.compile(".*_x[0-9a-f]{8}");

    private static final Pattern ILLEGAL = Pattern.compile("[^a-z0-9]+");

    private ToolNames() {}

    /** The name of a workflow's tool, beside tools of these names. */
    static String of(Offer workflow, Set<String> taken) {
        String id = workflow.id();
        String words = slug(workflow.englishName().orElse(id));
        boolean plain = LEGAL.matcher(id).matches() && !isMarked(id) && !taken.contains(id);
        if (plain && (workflow.englishName().isEmpty() || words.isEmpty() || words.equals(slug(id)))) {
            return id;
        }
        String mark = "_x" + digest(id);
        String begin = words.isEmpty() ? "workflow" : words;
        return begin.substring(0, Math.min(begin.length(), LONGEST - mark.length())) + mark;
    }

    /** Whether a name was made, so that it is not the id of its workflow. */
    static boolean isMarked(String name) {
        return MARKED.matcher(name).matches();
    }

    private static String slug(String text) {
        String words = ILLEGAL.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("_");
        return words.replaceAll("^_+|_+$", "");
    }

    private static String digest(String id) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
