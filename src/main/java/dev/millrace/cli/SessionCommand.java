package dev.millrace.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millrace session}: live browsers and devices. */
@Command(
        name = "session",
        description = {
            "Drive a live browser, or an app on a device, by keywords.",
            "",
            "A session lives in a server. Commands that name none with --session mean the newest of the caller's."
        },
        mixinStandardHelpOptions = true,
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace session start --open https://example.com/",
            "  millrace session act press_element \"Learn more\"",
            "  millrace session screenshot page.png",
            "  millrace session prompt                     keywords one after another, with completion",
            "  millrace session stop"
        })
final class SessionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Say what to do, such as `millrace session start`.");
    }
}
