package dev.millrace.cli;

import java.util.concurrent.atomic.AtomicBoolean;

/** What Ctrl-C does to the execution that is followed: the first cancels it, the second leaves. Thread-safe. */
final class Cancelling {
    private final ApiClient api;
    private final String executionId;
    private final Terminal terminal;
    private final AtomicBoolean cancelled = new AtomicBoolean();

    Cancelling(ApiClient api, String executionId, Terminal terminal) {
        this.api = api;
        this.executionId = executionId;
        this.terminal = terminal;
    }

    void interrupted() {
        if (cancelled.getAndSet(true)) {
            leave();
        }
        terminal.note("cancelling the execution; press Ctrl-C again to leave at once");
        try {
            api.post("/v1/executions/" + ApiClient.encoded(executionId) + "/cancel", Json.object());
        } catch (ApiException e) {
            // It has just ended by itself: the one who follows it says how.
            if (e.httpStatus() != 409) {
                failed(e);
            }
        } catch (CommandException e) {
            failed(e);
        } catch (InterruptedException _) {
            leave();
        }
    }

    private void failed(CommandException reason) {
        terminal.note("millrace: The execution was not cancelled. " + reason.getMessage());
        leave();
    }

    private static void leave() {
        System.exit(ExitStatus.CANCELLED.code());
    }
}
