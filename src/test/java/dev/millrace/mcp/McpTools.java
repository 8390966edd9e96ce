package dev.millrace.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.testing.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The clients of others that MCP is tried with, as {@code make tools} installs them. */
final class McpTools {
    private static final Path MODULES =
            Path.of(".tools", "mcp", "node_modules", "@modelcontextprotocol").toAbsolutePath();
    static final Path INSPECTOR = MODULES.resolve("inspector/cli/build/cli.js");
    static final Path CONFORMANCE = MODULES.resolve("conformance/dist/index.js");

    private McpTools() {}

    /** Skips the tests of who calls this when they are not there; where all must run, they fail. */
    static void require() {
        boolean there = Files.exists(INSPECTOR)
                && Files.exists(CONFORMANCE)
                && Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "node")));
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there)
                    .as("Node.js is there, and `make tools` has installed the clients of MCP")
                    .isTrue();
        }
        assumeTrue(there, "the clients of MCP are not installed (Node.js and `make tools`)");
    }

    /** Runs a program of Node.js to its end. */
    static Ended node(Path folder, Map<String, String> environment, Path program, String... arguments) {
        List<String> command = new ArrayList<>(List.of("node", program.toString()));
        command.addAll(List.of(arguments));
        return Ended.of(folder, environment, command);
    }
}
