package dev.millrace.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.access.Open;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code /openapi.json}: the description of the API for programs; made when somebody first asks for it. */
@Path("/openapi.json")
public final class OpenApiJsonResource {
    private final String document = json(Pages.resource("/META-INF/openapi.yaml"));

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Open
    public String document() {
        return document;
    }

    private static String json(String yaml) {
        try {
            return new JsonMapper()
                    .writeValueAsString(new Load(LoadSettings.builder().build()).loadFromString(yaml));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the API's description is part of the program", e);
        }
    }
}
