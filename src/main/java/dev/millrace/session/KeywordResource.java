package dev.millrace.session;

import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.session.keyword.KeywordTable;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** {@code /v1/keywords}: what sessions can be told to do. */
@Path("/v1/keywords")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class KeywordResource {
    @GET
    @Needs(Scope.SESSIONS_READ)
    public List<KeywordTable.Entry> list() {
        return KeywordTable.get().entries();
    }
}
