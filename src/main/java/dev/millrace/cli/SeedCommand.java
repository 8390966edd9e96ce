package dev.millrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.cli.ServerSelection.Purpose;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace seed}: products and orders to try things with. */
@Command(
        name = "seed",
        description = {
            "Make products and orders for demonstrations and load tests.",
            "The same seed makes the same ones. Products that are there by their sku are kept as they are; orders are",
            "always new. A server takes as many as its limits allow; without one, there is no limit: to fill the data of",
            "one that is stopped is the fastest way."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace seed --products 1000 --orders 10000",
            "  millrace seed --local --data-dir ./data --products 1000 --orders 10000   before the server is started"
        })
final class SeedCommand implements Callable<Integer> {
    private static final int CONFLICT = 409;

    private final Terminal terminal;
    private final Progress progress;

    @Option(names = "--products", paramLabel = "N", description = "How many products (default: ${DEFAULT-VALUE}).")
    private int products = 100;

    @Option(names = "--orders", paramLabel = "N", description = "How many orders (default: ${DEFAULT-VALUE}).")
    private int orders = 1_000;

    @Option(names = "--seed", paramLabel = "N", description = "Which ones (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--parallel", paramLabel = "N", description = "Requests at a time (default: ${DEFAULT-VALUE}).")
    private int parallel = 8;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ServerSelection selection = new ServerSelection();

    private final String run = UUID.randomUUID().toString();
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger kept = new AtomicInteger();
    private final AtomicInteger ordered = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    SeedCommand(Terminal terminal) {
        this.terminal = terminal;
        this.progress = new Progress(terminal);
    }

    @Override
    public Integer call() throws InterruptedException {
        Bounds.require("--products", products, 1, 1_000_000);
        Bounds.require("--orders", orders, 0, 10_000_000);
        Bounds.require("--parallel", parallel, 1, 64);
        try (ServerConnection server = selection.connect(Purpose.ACT, terminal)) {
            RecordSender sender = new RecordSender(server.api());
            long begun = System.nanoTime();
            seed(sender);
            summarize(Duration.ofNanos(System.nanoTime() - begun));
            return ExitStatus.OK.code();
        } finally {
            progress.end();
        }
    }

    private void seed(RecordSender sender) throws InterruptedException {
        DemoRecords records = new DemoRecords(seed);
        long ordersEach = orders / products + 1L;
        long[] ids = new long[products];
        Workers.each(products, parallel, number -> {
            ids[number] = product(sender, records.product(number, ordersEach), number);
            progress.show("products: %d of %d".formatted(made.get() + kept.get(), products));
        });
        Workers.each(orders, parallel, number -> {
            order(sender, records.order(number, ids), number);
            progress.show("orders: %d of %d".formatted(ordered.get() + refused.get(), orders));
        });
    }

    private long product(RecordSender sender, ObjectNode product, int number) throws InterruptedException {
        try {
            long id = sender.send("POST", "/v1/products", product, "seed-%s-product-%d".formatted(run, number))
                    .path("id")
                    .asLong();
            made.incrementAndGet();
            return id;
        } catch (ApiException e) {
            if (!e.code().equals("sku-exists")) {
                throw e;
            }
            kept.incrementAndGet();
            return e.problem().at("/details/product_id").asLong();
        }
    }

    private void order(RecordSender sender, ObjectNode order, int number) throws InterruptedException {
        try {
            sender.send("POST", "/v1/orders", order, "seed-%s-order-%d".formatted(run, number));
            ordered.incrementAndGet();
        } catch (ApiException e) {
            if (e.httpStatus() != CONFLICT) {
                throw e;
            }
            refused.incrementAndGet();
        }
    }

    private void summarize(Duration elapsed) {
        progress.end();
        double seconds = Math.max(0.001, elapsed.toMillis() / 1000.0);
        long rate = Math.round((made.get() + ordered.get()) / seconds);
        if (json.given()) {
            ObjectNode document = Json.object();
            document.putObject("products").put("created", made.get()).put("kept", kept.get());
            document.putObject("orders").put("created", ordered.get()).put("refused", refused.get());
            document.put("seconds", seconds).put("per_second", rate);
            terminal.line(Json.pretty(document));
            return;
        }
        terminal.line("products: %d created, %d kept".formatted(made.get(), kept.get()));
        terminal.line("orders: %d created%s"
                .formatted(
                        ordered.get(),
                        refused.get() == 0 ? "" : ", %d refused for want of stock".formatted(refused.get())));
        terminal.line("in %s, %d a second".formatted(Elapsed.text(elapsed), rate));
    }
}
