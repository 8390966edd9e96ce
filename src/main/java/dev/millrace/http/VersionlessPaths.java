package dev.millrace.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.util.Set;

/** A path without a version means the current one: {@code /workflows} is {@code /v1/workflows}. */
@Provider
@PreMatching
final class VersionlessPaths implements ContainerRequestFilter {
    private static final String CURRENT = "/v1";

    /** What has no version. */
    private static final Set<String> OUTSIDE = Set.of(
            "/",
            "/docs",
            "/docs/",
            "/docs/websocket",
            "/redoc",
            "/openapi.json",
            "/openapi.yaml",
            "/asyncapi.yaml",
            "/mcp",
            "/ws");

    @Override
    public void filter(ContainerRequestContext request) {
        URI uri = request.getUriInfo().getRequestUri();
        String path = uri.getRawPath();
        String current = current(path);
        if (!current.equals(path)) {
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            request.setRequestUri(URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + current + query));
        }
    }

    /** A path with its version. */
    static String current(String path) {
        return path.startsWith(CURRENT + "/") || OUTSIDE.contains(path) ? path : CURRENT + path;
    }
}
