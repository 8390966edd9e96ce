package dev.millrace.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.regex;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.sse;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;

/** Watchers: each starts an execution whose command takes a while, and follows it to its end as server-sent events. */
public final class StreamsSimulation extends Simulation {
    private static final String WORKFLOW = "load-streams";

    private static final ScenarioBuilder WATCHER = scenario("watcher")
            .exec(http("start")
                    .post("/v1/workflows/" + WORKFLOW + "/run")
                    .body(StringBody("{}"))
                    .asJson()
                    .check(status().is(202), jsonPath("$.execution_id").saveAs("execution")))
            .exec(sse("follow")
                    .get("/v1/executions/#{execution}/events")
                    .await(30)
                    .on(
                            sse.checkMessage("it begins")
                                    .matching(regex("execution\\.queued"))
                                    .check(regex("execution\\.queued")),
                            sse.checkMessage("it ends")
                                    .matching(regex("execution\\.completed"))
                                    .check(regex("execution\\.completed"))))
            .exec(sse("leave").close());

    @Override
    public void before() {
        Load.store(WORKFLOW, """
                name: load-streams
                states:
                  initial: wait
                  wait: {type: step, command: "sleep 0.5", on_success: done}
                  done: {type: terminal}
                """);
    }

    {
        setUp(WATCHER.injectOpen(Load.users()))
                .protocols(Load.server())
                .assertions(Load.assertions("start"))
                .maxDuration(Load.LONGEST);
    }
}
