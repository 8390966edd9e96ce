package dev.millrace.server;

import dev.millrace.access.Open;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code /docs/websocket}: the description of the WebSocket as a page to read. */
@Path("/docs/websocket")
public final class SocketDocsResource {
    private final String page = Pages.read("websocket.html").replace("{{reference}}", reference());

    private static String reference() {
        Object document =
                new Load(LoadSettings.builder().build()).loadFromString(Pages.resource("/META-INF/asyncapi.yaml"));
        return new AsyncApiPage((Map<?, ?>) Objects.requireNonNull(document)).html();
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    @Open
    public String docs() {
        return page;
    }
}
