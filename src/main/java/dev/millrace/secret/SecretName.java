package dev.millrace.secret;

import dev.millrace.http.ProblemException;
import java.util.regex.Pattern;

/** What names of secrets look like. */
final class SecretName {
    private static final Pattern FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");

    private SecretName() {}

    /** The name, if it can be one. Throws a 422. */
    static String require(String name) {
        if (!FORM.matcher(name).matches()) {
            throw ProblemException.invalid(
                    "/name",
                    "a secret's name must be 1 to 100 letters, digits and underscores, and not begin with a digit");
        }
        return name;
    }
}
