package dev.millrace.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace robot}: does on this machine what workflows hand to robots. */
@Command(
        name = "robot",
        description = {
            "Be a robot: stay connected to a server, and do on this machine what its workflows hand to robots.",
            "",
            "With --run, a shell command does it: each input is a variable INPUT_NAME, all are a JSON object on its"
                    + " standard input; what it writes goes to the log. Its outputs are the JSON object that it writes"
                    + " to the file $MILLRACE_OUTPUTS, or else its last line if that is one. Exit code 0 is success.",
            "With --workflows, the workflows in a folder do it, each under its name.",
            "",
            "A connection that is lost is made again, and what is under way goes on. Ctrl-C takes nothing more, waits for"
                    + " what is under way, and leaves; a second Ctrl-C ends it now.",
            "",
            "Exit status: 0 left, 1 wrong use, or the server does not take this robot, 4 another one has its name."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace robot --server https://millrace.example --token-file key --name press --run 'sh press.sh'",
            "  millrace robot --workflows workflows --label os=windows --capacity 4"
        })
final class RobotCommand implements Callable<Integer> {
    /** How long jobs that must end, and the last results, may take. */
    private static final Duration LASTLY = Duration.ofSeconds(10);

    private static final int MOST_CAPACITY = 1_000;

    private final Terminal terminal;

    @ArgGroup(multiplicity = "1")
    private Job job = new Job();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What the robot is called; of two with the same name, the later one stays.",
            required = true)
    private String name = "";

    @Option(
            names = "--label",
            paramLabel = "NAME=VALUE",
            description = "What workflows can choose it by. Give it once for each label.")
    private Map<String, String> labels = new LinkedHashMap<>();

    @Option(names = "--capacity", paramLabel = "N", description = "How many runs at a time (default: 1).")
    private int capacity = 1;

    @Option(
            names = "--grace",
            paramLabel = "SECONDS",
            description = "How long runs may go on when the robot is told to leave (default: 30).")
    private int grace = 30;

    @Mixin
    private ServerSelection selection = new ServerSelection();

    /** What does the tasks. */
    private static final class Job {
        @Option(names = "--run", paramLabel = "COMMAND", description = "A command for /bin/sh -c.")
        private @Nullable String command;

        @Option(names = "--workflows", paramLabel = "DIR", description = "A folder with workflows in files.")
        private @Nullable Path workflows;
    }

    RobotCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (capacity < 1 || capacity > MOST_CAPACITY) {
            throw CommandException.wrongUse("--capacity must be from 1 to %d.".formatted(MOST_CAPACITY));
        }
        if (grace < 0) {
            throw CommandException.wrongUse("--grace must not be negative.");
        }
        try (ServerConnection server = selection.connect(ServerSelection.Purpose.JOIN, terminal);
                RobotWork work = work()) {
            RobotClient robot =
                    new RobotClient(server.api(), new RobotClient.Hello(name, capacity, labels), work, terminal);
            Interrupts.onEach(() -> robot.leave(Duration.ofSeconds(grace), LASTLY));
            robot.stay();
            return ExitStatus.OK.code();
        }
    }

    private RobotWork work() {
        if (job.command != null) {
            return new ShellWork(job.command, capacity);
        }
        return new WorkflowWork(selection.engineFor(job.workflows == null ? Path.of(".") : job.workflows), terminal);
    }
}
