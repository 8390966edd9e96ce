package dev.millrace.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.access.Caller;
import dev.millrace.cluster.Member;
import dev.millrace.forward.Call;
import dev.millrace.forward.Elsewhere;
import dev.millrace.forward.Exchange;
import dev.millrace.forward.Exchange.Request;
import dev.millrace.live.EventSink;
import dev.millrace.live.Message;
import dev.millrace.session.SessionCalls.Action;
import dev.millrace.session.SessionJson.ActionAnswer;
import dev.millrace.session.SessionJson.ActionRequest;
import dev.millrace.session.SessionJson.SessionInfo;
import dev.millrace.session.SessionJson.SessionList;
import dev.millrace.session.SessionJson.StopAnswer;
import dev.millrace.socket.TopicSource;
import jakarta.inject.Singleton;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sessions of other nodes, by what these answer over REST. Thread-safe. */
@Singleton
final class SessionsElsewhere {
    private static final String DATA = "data: ";
    private static final String ID = "id: ";
    private static final String RESET = "event: reset";

    private final Elsewhere elsewhere;
    private final ObjectMapper mapper;

    SessionsElsewhere(Elsewhere elsewhere, ObjectMapper mapper) {
        this.elsewhere = elsewhere;
        this.mapper = mapper;
    }

    private static String path(String id) {
        return "/v1/sessions/" + id;
    }

    /** These and those of all other nodes that the caller sees, newest first. */
    SessionList with(List<SessionInfo> here, Caller by) throws InterruptedException {
        Elsewhere.Gathered<SessionList> others = elsewhere.gather(by, Request.get("/v1/sessions"), SessionList.class);
        List<SessionInfo> all = new ArrayList<>(here);
        others.parts().forEach(part -> all.addAll(part.items()));
        all.sort(Comparator.comparing(SessionInfo::createdAt).reversed());
        return new SessionList(all, others.missing());
    }

    ActionAnswer act(Member holder, Caller by, String id, Action action, BooleanSupplier givenUp)
            throws InterruptedException {
        ActionRequest request = new ActionRequest(
                "keyword", null, action.keyword(), mapper.valueToTree(action.parameters()), null, action.seconds());
        return elsewhere.ask(
                holder, by, Request.post(path(id) + "/action", json(request)), ActionAnswer.class, givenUp);
    }

    byte[] screenshot(Member holder, Caller by, String id) throws InterruptedException {
        JsonNode answer = elsewhere.ask(holder, by, Request.get(path(id) + "/screenshot"), JsonNode.class);
        return Base64.getDecoder().decode(answer.path("data").path("result").asText());
    }

    void stop(Member holder, Caller by, String id) throws InterruptedException {
        StopAnswer _ = elsewhere.ask(holder, by, Request.delete(path(id) + "/stop"), StopAnswer.class);
    }

    /** What happens in a session, for a socket here. Throws a 404 when the caller does not see it. */
    TopicSource.Stream events(Member holder, Caller by, String id, @Nullable Long after) throws InterruptedException {
        SessionInfo _ = elsewhere.ask(holder, by, Request.get(path(id)), SessionInfo.class);
        String target = path(id) + "/events" + (after == null ? "" : "?after=" + after);
        return out -> {
            try (Call call = elsewhere.open(holder, by, Request.get(target));
                    BufferedReader lines = new BufferedReader(
                            new InputStreamReader(call.answer().body(), StandardCharsets.UTF_8))) {
                out.begin();
                copy(() -> line(lines, holder), out);
            }
        };
    }

    /** Server-sent events (WHATWG HTML, section 9.2) in the form in which {@link WatchResource} writes them. */
    private static void copy(Supplier<@Nullable String> lines, EventSink out) throws IOException {
        long seq = 0;
        boolean reset = false;
        for (String line = lines.get(); line != null; line = lines.get()) {
            if (line.startsWith(ID)) {
                seq = Long.parseLong(line.substring(ID.length()));
            } else if (line.equals(RESET)) {
                reset = true;
            } else if (line.startsWith(DATA)) {
                String data = line.substring(DATA.length());
                if (reset) {
                    out.reset(SessionEvents.FORGOTTEN);
                } else if (data.equals(SessionEvents.heartbeat())) {
                    out.heartbeat();
                } else {
                    out.write(new Message(seq, SessionEvents.KEYWORD, data, out));
                }
                out.flush();
                reset = false;
            }
        }
    }

    /** What fails here is the other node, and not who reads. */
    private static @Nullable String line(BufferedReader lines, Member holder) {
        try {
            return lines.readLine();
        } catch (IOException e) {
            throw Exchange.unreachable(holder, "the stream broke off");
        }
    }

    private byte[] json(Object request) {
        try {
            return mapper.writeValueAsBytes(request);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
