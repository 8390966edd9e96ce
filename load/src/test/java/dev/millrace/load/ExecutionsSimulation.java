package dev.millrace.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;

/** Callers who run a workflow of steps without processes and wait for its end. */
public final class ExecutionsSimulation extends Simulation {
    private static final String WORKFLOW = "load-executions";

    private static final ScenarioBuilder CALLER = scenario("caller")
            .exec(http("run to the end")
                    .post("/v1/workflows/" + WORKFLOW + "/run")
                    .header("Prefer", "wait=30")
                    .body(StringBody("{\"inputs\": {\"who\": \"Ada\"}}"))
                    .asJson()
                    .check(
                            status().is(200),
                            jsonPath("$.status").is("completed"),
                            jsonPath("$.execution_id").saveAs("execution")))
            .exec(http("read the execution")
                    .get("/v1/executions/#{execution}")
                    .check(status().is(200), jsonPath("$.status").is("completed")));

    @Override
    public void before() {
        Load.store(WORKFLOW, """
                name: load-executions
                inputs:
                  who: {type: string, required: true}
                states:
                  initial: greet
                  greet: {type: operation, operation: set, inputs: {greeting: "Hello {{.inputs.who}}"}, on_success: done}
                  done: {type: terminal}
                """);
    }

    {
        setUp(CALLER.injectOpen(Load.users()))
                .protocols(Load.server())
                .assertions(Load.assertions("run to the end", "read the execution"))
                .maxDuration(Load.LONGEST);
    }
}
