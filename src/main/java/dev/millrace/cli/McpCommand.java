package dev.millrace.cli;

import dev.millrace.cli.ServerSelection.Purpose;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace mcp}: what AI clients start that speak MCP with programs, to reach a server. */
@Command(
        name = "mcp",
        description = {
            "Let an AI client on this machine use the workflows and sessions of a server as tools: it starts this command",
            "and speaks MCP (Model Context Protocol) with it over standard input and output. The messages go on to the",
            "server's /mcp; what there is to say to people goes to standard error."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace mcp                                  the server on this machine, with its admin key",
            "  millrace mcp --server https://millrace.example --token-file ~/.millrace-key"
        })
final class McpCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private ServerSelection selection = new ServerSelection();

    McpCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        try (ServerConnection server = selection.connect(Purpose.CARRY, terminal);
                McpBridge bridge = new McpBridge(server.api(), terminal);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            bridge.carry(in);
            return ExitStatus.OK.code();
        }
    }
}
