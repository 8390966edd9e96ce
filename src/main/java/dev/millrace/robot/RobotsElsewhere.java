package dev.millrace.robot;

import dev.millrace.access.Caller;
import dev.millrace.forward.Elsewhere;
import dev.millrace.forward.Exchange.Request;
import dev.millrace.http.Cursor;
import dev.millrace.http.Page;
import dev.millrace.http.PageRequest;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How robots are that are connected to other servers. All servers know all robots, from the database; each knows how those
 * are that are connected to itself. One that does not answer in time leaves its robots lost. Thread-safe.
 */
@Singleton
final class RobotsElsewhere {
    private static final String PATH = "/v1/robots";

    private final Elsewhere elsewhere;

    RobotsElsewhere(Elsewhere elsewhere) {
        this.elsewhere = elsewhere;
    }

    private record Part(List<RobotInfo> items, @Nullable String nextCursor) {}

    /** The same page, with what the servers know of their robots. */
    Page<RobotInfo> completed(Page<RobotInfo> page, Caller by, PageRequest request) throws InterruptedException {
        String target = "%s?limit=%d&cursor=%s".formatted(PATH, request.limit(), new Cursor(request.before()).encode());
        Map<String, RobotInfo> connected = new HashMap<>();
        elsewhere.gather(by, Request.get(target), Part.class).parts().forEach(part -> part.items().stream()
                .filter(robot -> robot.node() != null)
                .forEach(robot -> connected.put(robot.id(), robot)));
        return new Page<>(
                page.items().stream()
                        .map(robot -> robot.node() == null ? connected.getOrDefault(robot.id(), robot) : robot)
                        .toList(),
                page.nextCursor(),
                null);
    }

    /** The same robot, as the server knows it that it is connected to. */
    RobotInfo completed(RobotInfo robot, Caller by) throws InterruptedException {
        return robot.node() != null
                ? robot
                : elsewhere.gather(by, Request.get(PATH + "/" + robot.id()), RobotInfo.class).parts().stream()
                        .filter(other -> other.node() != null)
                        .findFirst()
                        .orElse(robot);
    }
}
