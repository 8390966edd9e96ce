package dev.millrace.secret;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.http.Times;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the resource of this package takes and answers, as JSON. */
final class SecretJson {
    private SecretJson() {}

    /** A secret to store. */
    record PutRequest(@Nullable String value, @Nullable List<String> workflows) {
        /** Nothing of the value. */
        @Override
        public String toString() {
            return "PutRequest[workflows=" + workflows + "]";
        }
    }

    /**
     * A secret without its value.
     *
     * @param readable whether the server can decrypt it
     * @param problem why it cannot; left out when it can
     */
    record SecretInfo(
            String name,
            List<String> workflows,
            boolean readable,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String problem,

            String createdAt,
            String updatedAt) {
        static SecretInfo of(Secrets.Described secret) {
            return new SecretInfo(
                    secret.row().name(),
                    secret.workflows(),
                    secret.problem() == null,
                    secret.problem(),
                    Times.text(secret.row().createdAt()),
                    Times.text(secret.row().updatedAt()));
        }
    }
}
