package dev.millrace.http;

import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Entity tags and the conditions that requests make with them (RFC 9110, sections 8.8.3 and 13.1). */
public final class ETags {
    private ETags() {}

    /** The strong tag of a version of something, as headers have it. */
    public static String of(long version) {
        return "\"" + version + "\"";
    }

    /** Whether an {@code If-Match} is content with one of these tags of what there is; weak tags never are. */
    public static boolean matches(String ifMatch, String... present) {
        return tags(ifMatch)
                .anyMatch(tag -> tag.equals("*") || Arrays.asList(present).contains(tag));
    }

    /** Whether who sends this {@code If-None-Match} has what there is. */
    public static boolean unchanged(@Nullable String ifNoneMatch, String present) {
        return ifNoneMatch != null
                && tags(ifNoneMatch)
                        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                        .anyMatch(tag -> tag.equals("*") || tag.equals(present));
    }

    /** Requires that what there is has a tag that the request asks for, if it asks for any. Throws a 412. */
    public static void require(@Nullable String ifMatch, String present) {
        if (ifMatch != null && !matches(ifMatch, present)) {
            throw stale();
        }
    }

    /** 412: what there is is not what the request was made for. */
    public static ProblemException stale() {
        return ProblemException.of(
                412,
                "precondition-failed",
                "It has changed",
                "It is not in the state that If-Match or If-None-Match asks for; GET it and try again.");
    }

    private static Stream<String> tags(String header) {
        return Arrays.stream(header.split(",")).map(String::strip);
    }
}
