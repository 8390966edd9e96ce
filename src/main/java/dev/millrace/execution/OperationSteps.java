package dev.millrace.execution;

import dev.millrace.expression.ExpressionException;
import dev.millrace.network.AddressGuard;
import dev.millrace.workflow.Operations;
import dev.millrace.workflow.Step;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the server's own operations. Thread-safe. */
final class OperationSteps {
    private final HttpRequests requests;
    private final Notifications notifications;
    private final GitHub gitHub;

    OperationSteps(HttpRequests requests, Notifications notifications, GitHub gitHub) {
        this.requests = requests;
        this.notifications = notifications;
        this.gitHub = gitHub;
    }

    /** Runs one attempt. Nothing leaves the server before everything recorded so far is on disk. */
    Outcome run(Step.Operation step, Visit visit) throws InterruptedException {
        try {
            Map<String, Object> inputs = Arguments.render(step.inputs(), visit.bindings());
            return switch (step.operation()) {
                case Operations.SET -> Outcome.completed(inputs, inputs);
                case Operations.HTTP_REQUEST -> requests.run(HttpCall.of(inputs), visit);
                case Operations.NOTIFY_SEND -> notifications.send(new OperationInputs(step.operation(), inputs), visit);
                default -> gitHub.run(new OperationInputs(step.operation(), inputs), visit);
            };
        } catch (ExpressionException e) {
            return failed(Failure.TEMPLATE, e.getMessage(), visit);
        } catch (InvalidInputs e) {
            return failed(Failure.INVALID_INPUTS, e.getMessage(), visit);
        } catch (AddressGuard.AddressRefused e) {
            return failed(Failure.ADDRESS_REFUSED, e.getMessage(), visit);
        } catch (IOException e) {
            return visit.cancellation().cause() == null
                    ? failed(Failure.REQUEST_FAILED, e.getMessage(), visit)
                    : visit.stopped("");
        }
    }

    private static Outcome failed(String code, @Nullable String message, Visit visit) {
        return Outcome.failed(new Failure(code, "step `" + visit.step() + "`: " + message, visit.step()));
    }
}
