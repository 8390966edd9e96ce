package dev.millrace.session.recording;

import dev.millrace.access.Caller;
import dev.millrace.forward.Elsewhere;
import dev.millrace.forward.Exchange.Request;
import dev.millrace.http.Cursor;
import dev.millrace.http.PageRequest;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Recordings of other nodes. Thread-safe. */
@Singleton
final class RecordingsElsewhere {
    private final Elsewhere elsewhere;

    RecordingsElsewhere(Elsewhere elsewhere) {
        this.elsewhere = elsewhere;
    }

    /** A page of these, in their order, and of those of all other nodes that the caller sees. */
    RecordingPage with(List<RecordingInfo> here, Caller by, PageRequest page) throws InterruptedException {
        String target = "/v1/recordings?limit=%d&cursor=%s".formatted(page.limit(), new Cursor(page.before()).encode());
        Elsewhere.Gathered<RecordingPage> others = elsewhere.gather(by, Request.get(target), RecordingPage.class);
        List<RecordingInfo> all = new ArrayList<>(here);
        others.parts().forEach(part -> all.addAll(part.items()));
        all.sort(Comparator.comparingLong(RecordingInfo::place).reversed());
        boolean more = others.parts().stream().anyMatch(part -> part.nextCursor() != null);
        return RecordingPage.cut(all, page, more, others.missing()).withoutNumbers();
    }
}
