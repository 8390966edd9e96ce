package dev.millrace.http;

import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.stream.Stream;

/** Whether a request accepts what there is (RFC 9110, section 12.5.1), where one path has several forms. */
public final class Acceptable {
    private Acceptable() {}

    /**
     * Refuses a request that accepts none of these media types. For the method of the form that is chosen when the
     * framework finds no better one.
     *
     * @throws NotAcceptableException which becomes a 406
     */
    public static void require(HttpHeaders headers, String... offered) {
        boolean accepted = headers.getAcceptableMediaTypes().stream()
                .anyMatch(wanted -> Stream.of(offered).map(MediaType::valueOf).anyMatch(wanted::isCompatible));
        if (!accepted) {
            throw new NotAcceptableException();
        }
    }
}
