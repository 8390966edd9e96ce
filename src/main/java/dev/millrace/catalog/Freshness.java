package dev.millrace.catalog;

import dev.millrace.cache.Cached;
import dev.millrace.config.CachePolicy;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/**
 * Tells clients how old an answer is, and how old it may become in their memory (RFC 9111). Answers are for those who may
 * read the catalog, so no memory that several share may keep them.
 */
final class Freshness {
    private static final String AGE = "Age";

    private final String control;

    Freshness(CachePolicy policy) {
        this.control = "private, max-age=" + policy.maxAge().toSeconds();
    }

    Response.ResponseBuilder tell(Response.ResponseBuilder response, Cached<?> cached) {
        return response.header(HttpHeaders.CACHE_CONTROL, control)
                .header(AGE, cached.age().toSeconds());
    }
}
