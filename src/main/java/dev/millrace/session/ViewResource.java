package dev.millrace.session;

import dev.millrace.access.CurrentCaller;
import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.forward.HeldByNode;
import dev.millrace.session.SessionJson.ActionAnswer;
import dev.millrace.session.driver.Driver;
import dev.millrace.session.driver.ElementFilter;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a session's page looks like now. */
@Path("/v1/sessions/{id}")
@Produces(MediaType.APPLICATION_JSON)
@HeldByNode
@RunOnVirtualThread
public final class ViewResource {
    private final Sessions sessions;
    private final CurrentCaller caller;

    ViewResource(Sessions sessions, CurrentCaller caller) {
        this.sessions = sessions;
        this.caller = caller;
    }

    @GET
    @Path("screenshot")
    @Needs(Scope.SESSIONS_READ)
    public ActionAnswer screenshot(@PathParam("id") String id) {
        return view(id, ViewResource::screenshotOf);
    }

    @GET
    @Path("source")
    @Needs(Scope.SESSIONS_READ)
    public ActionAnswer source(@PathParam("id") String id) {
        return view(id, Driver::source);
    }

    @GET
    @Path("elements")
    @Needs(Scope.SESSIONS_READ)
    public ActionAnswer elements(@PathParam("id") String id, @QueryParam("filter_config") List<String> filterConfig) {
        return view(id, driver -> ElementFilter.of(filterConfig).apply(driver.elements()));
    }

    @GET
    @Path("screen_elements")
    @Needs(Scope.SESSIONS_READ)
    public ActionAnswer screenElements(
            @PathParam("id") String id, @QueryParam("filter_config") List<String> filterConfig) {
        return view(id, driver -> {
            ElementFilter filter = ElementFilter.of(filterConfig);
            return Map.of("screenshot", screenshotOf(driver), "elements", filter.apply(driver.elements()));
        });
    }

    @GET
    @Path("driver-id")
    @Needs(Scope.SESSIONS_READ)
    public ActionAnswer driverId(@PathParam("id") String id) {
        return view(id, Driver::id);
    }

    private ActionAnswer view(String id, Function<Driver, @Nullable Object> look) {
        Session session = sessions.get(caller.get(), id);
        return ActionAnswer.of(UUID.randomUUID().toString(), session.look(look));
    }

    private static String screenshotOf(Driver driver) {
        return Base64.getEncoder().encodeToString(driver.screenshot());
    }
}
