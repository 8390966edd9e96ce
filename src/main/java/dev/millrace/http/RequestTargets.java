package dev.millrace.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Refuses paths that two readers may read in two ways: with empty or dot segments, parameters after {@code ;}, slashes
 * that are encoded, or characters that are not of a path (RFC 3986, section 3.3). So what is matched, what is checked
 * and what is logged is the same path.
 */
@Singleton
final class RequestTargets {
    private static final String PATH_CHARACTERS = "-._~!$&'()*+,=:@/";

    private final ProblemAnswers answers;

    RequestTargets(ProblemAnswers answers) {
        this.answers = answers;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FilterOrder.REQUEST_TARGET);
    }

    private void check(RoutingContext context) {
        String objection = objection(context.request().path());
        if (objection == null) {
            context.next();
        } else {
            answers.refuse(context, ProblemException.unreadable("The path " + objection + "."));
        }
    }

    /** What is wrong with a path, if anything is. */
    static @Nullable String objection(@Nullable String path) {
        if (path == null || !path.startsWith("/")) {
            return "must begin with a slash";
        }
        if (path.contains("//")) {
            return "must have no empty segments (`//`)";
        }
        boolean encoded = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            encoded |= c == '%';
            if (c == ';') {
                return "must have no parameters (`;`)";
            }
            if (c != '%' && !isOfPath(c)) {
                return "must have only letters, digits and " + PATH_CHARACTERS + " where it is not percent-encoded";
            }
        }
        String decoded = encoded ? decoded(path) : path;
        if (decoded == null) {
            return "must be percent-encoded UTF-8 without slashes, backslashes and control characters";
        }
        return hasDotSegment(decoded) ? "must have no segments `.` and `..`" : null;
    }

    private static boolean isOfPath(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || PATH_CHARACTERS.indexOf(c) >= 0;
    }

    /** The path without encoding; null when that is broken, or hides what has a meaning of its own. */
    private static @Nullable String decoded(String path) {
        ByteBuffer bytes = ByteBuffer.allocate(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '%') {
                bytes.put((byte) c);
                continue;
            }
            if (i + 2 >= path.length()
                    || !HexFormat.isHexDigit(path.charAt(i + 1))
                    || !HexFormat.isHexDigit(path.charAt(i + 2))) {
                return null;
            }
            int octet = HexFormat.fromHexDigits(path, i + 1, i + 3);
            if (octet == '/' || octet == '\\' || octet < ' ' || octet == 0x7f) {
                return null;
            }
            bytes.put((byte) octet);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException _) {
            return null;
        }
    }

    private static boolean hasDotSegment(String path) {
        return path.contains("/./") || path.contains("/../") || path.endsWith("/.") || path.endsWith("/..");
    }
}
