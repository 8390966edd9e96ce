package dev.millrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.cli.ServerSelection.Purpose;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace import}: products from a CSV file. */
@Command(
        name = "import",
        description = {
            "Import products from a CSV file (UTF-8, fields with commas or line breaks in quotes).",
            "The first line names the columns, in any order: sku, name, description, price, currency, stock.",
            "A line whose sku a product has changes that product, where its cells are not empty; any other line makes a",
            "new product. Lines that are wrong are reported and left out; the others are taken."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace import products.csv --dry-run",
            "  millrace import products.csv --rejected rejected.csv",
            "",
            "Exit status: 0 when all lines were taken, 1 when some were not."
        })
final class ImportCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Progress progress;

    @Parameters(paramLabel = "FILE", description = "The file; - for the standard input.")
    private String file = "";

    @Option(names = "--create-only", description = "Reject lines whose sku a product has, instead of changing it.")
    private boolean createOnly;

    @Option(names = "--dry-run", description = "Only check the file, by the rules of the API; talk to no server.")
    private boolean dryRun;

    @Option(
            names = "--rejected",
            paramLabel = "FILE",
            description = "Where to write which lines were not taken, and why: line, column, reason.")
    private @Nullable Path rejectedFile;

    @Option(names = "--parallel", paramLabel = "N", description = "Requests at a time (default: ${DEFAULT-VALUE}).")
    private int parallel = 8;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ServerSelection selection = new ServerSelection();

    ImportCommand(Terminal terminal) {
        this.terminal = terminal;
        this.progress = new Progress(terminal);
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        Bounds.require("--parallel", parallel, 1, 64);
        long begun = System.nanoTime();
        try (InputStream bytes = open();
                ProductFile products = ProductFile.open(bytes);
                RejectedLines rejected = new RejectedLines(terminal, progress, rejectedFile)) {
            ProductImport.Counts counts = dryRun ? check(products, rejected) : send(products, rejected);
            progress.end();
            summarize(counts, Duration.ofNanos(System.nanoTime() - begun));
            return counts.rejected() == 0 ? ExitStatus.OK.code() : ExitStatus.WRONG_USE.code();
        } finally {
            progress.end();
        }
    }

    private InputStream open() {
        if (file.equals("-")) {
            return new BufferedInputStream(System.in);
        }
        try {
            return Files.newInputStream(Path.of(file));
        } catch (IOException e) {
            throw CommandException.wrongUse("The file %s cannot be read: %s.".formatted(file, e.getMessage()));
        }
    }

    private ProductImport.Counts check(ProductFile products, RejectedLines rejected) throws InterruptedException {
        return new ProductImport(_ -> ProductImport.Outcome.Taken.CHECKED, 1, rejected, progress).run(products);
    }

    private ProductImport.Counts send(ProductFile products, RejectedLines rejected) throws InterruptedException {
        try (ServerConnection server = selection.connect(Purpose.ACT, terminal)) {
            ProductUpsert upsert = new ProductUpsert(new RecordSender(server.api()), createOnly);
            return new ProductImport(upsert::send, parallel, rejected, progress).run(products);
        }
    }

    private void summarize(ProductImport.Counts counts, Duration elapsed) {
        if (json.given()) {
            ObjectNode document = Json.object();
            document.put("created", counts.created()).put("updated", counts.updated());
            document.put("checked", counts.checked()).put("rejected", counts.rejected());
            document.put("seconds", elapsed.toMillis() / 1000.0);
            terminal.line(Json.pretty(document));
        } else if (dryRun) {
            terminal.line("%d lines are well, %d are not".formatted(counts.checked(), counts.rejected()));
        } else {
            terminal.line("%d created, %d updated, %d rejected, in %s"
                    .formatted(counts.created(), counts.updated(), counts.rejected(), Elapsed.text(elapsed)));
        }
    }
}
