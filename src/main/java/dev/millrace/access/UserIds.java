package dev.millrace.access;

import java.util.regex.Pattern;

/** What names a user: a token's subject, a proxy's header, or what an admin wrote into a key. */
final class UserIds {
    /** The form, in words. */
    static final String FORM = "1 to 128 visible ASCII characters";

    private static final Pattern FIT = Pattern.compile("[\\x21-\\x7e]{1,128}");

    private UserIds() {}

    static boolean isFit(String userId) {
        return FIT.matcher(userId).matches();
    }
}
