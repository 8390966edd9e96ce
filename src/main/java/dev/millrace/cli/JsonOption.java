package dev.millrace.cli;

import picocli.CommandLine.Option;

/** For commands whose results programs read too. */
final class JsonOption {
    @Option(
            names = "--json",
            description = "Print the result as JSON to standard output, and everything else to standard error.")
    private boolean json;

    boolean given() {
        return json;
    }
}
