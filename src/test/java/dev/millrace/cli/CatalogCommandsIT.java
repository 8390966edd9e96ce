package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code seed} and {@code import} against a server that is running. */
class CatalogCommandsIT {
    private static final String KEY = TestServer.shared().key().orElseThrow();

    private final Http http = TestServer.shared().http();
    private final String mark = UUID.randomUUID().toString().substring(0, 8);

    @TempDir
    private Path folder;

    private InProcess here(String... arguments) {
        return InProcess.run(Stream.concat(Stream.of(arguments), Stream.of("--server", http.base(), "--token", KEY))
                .toArray(String[]::new));
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("products.csv"), text.replace("@", mark))
                .toString();
    }

    private JsonNode product(String sku) {
        return http.get("/v1/products?sku=" + sku.replace("@", mark)).json().at("/items/0");
    }

    @Test
    void products_and_orders_are_made_and_products_only_once() {
        long seed = ThreadLocalRandom.current().nextLong(1_000_000_000);
        String[] seeding = {"seed", "--products", "20", "--orders", "30", "--seed", String.valueOf(seed), "--json"};

        JsonNode first = here(seeding).json();
        JsonNode again = here(seeding).json();

        assertThat(first.path("products")).isEqualTo(Http.parse("{\"created\":20,\"kept\":0}"));
        assertThat(first.path("orders")).isEqualTo(Http.parse("{\"created\":30,\"refused\":0}"));
        assertThat(again.path("products")).isEqualTo(Http.parse("{\"created\":0,\"kept\":20}"));
        assertThat(again.at("/orders/created").asInt()).isEqualTo(30);
        assertThat(http.get("/v1/products?q=demo-" + seed + "-&limit=200")
                        .json()
                        .path("items"))
                .hasSize(20);
    }

    @Test
    void numbers_that_are_out_of_range_are_named() {
        InProcess refused = here("seed", "--products", "0");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("--products must be from 1 to");
    }

    @Test
    void lines_become_products_or_change_them_and_wrong_ones_are_reported() throws IOException {
        Path report = folder.resolve("rejected.csv");
        String file = file("""
                name,price,sku,stock,description
                "Lamp, small",9.99,@-1,5,"two
                lines"
                ,-1,@-2,x,
                Desk,100,,1,
                Lamp 2,1.5,@-1,,
                short,1
                """);

        InProcess done = here("import", file, "--rejected", report.toString());

        assertThat(done.status()).isEqualTo(1);
        assertThat(done.out()).contains("2 created, 1 updated, 2 rejected");
        assertThat(done.err()).contains("line 4: price must be above zero", "line 4: stock must be a whole number");
        assertThat(Files.readAllLines(report))
                .containsExactly(
                        "line,column,reason",
                        "4,price,price must be above zero",
                        "4,stock,stock must be a whole number from 0 to 1000000000000",
                        "7,,\"the line has 2 fields, the first line 5\"");
        JsonNode lamp = product("@-1");
        assertThat(lamp.path("name").textValue()).isEqualTo("Lamp 2");
        assertThat(lamp.path("price").decimalValue()).isEqualByComparingTo("1.5");
        assertThat(lamp.path("stock").asInt()).as("an empty cell leaves it").isEqualTo(5);
        assertThat(lamp.path("description").textValue()).isEqualTo("two\nlines");
    }

    @Test
    void a_file_without_names_changes_products_that_are_there() throws IOException {
        here("import", file("sku,name,price\n@-a,Lamp,1\n"));

        InProcess done = here("import", file("stock,sku\n7,@-a\n1,@-b\n"));

        assertThat(done.status()).isEqualTo(1);
        assertThat(done.err()).contains("line 3: no product has this sku");
        assertThat(product("@-a").path("stock").asInt()).isEqualTo(7);
    }

    @Test
    void what_is_there_is_left_alone_when_asked_to() throws IOException {
        here("import", file("sku,name,price\n@-c,Lamp,1\n"));

        InProcess done = here("import", file("sku,name,price\n@-c,Other,2\n@-d,New,2\n"), "--create-only", "--json");

        assertThat(done.status()).isEqualTo(1);
        assertThat(done.json().path("created").asInt()).isEqualTo(1);
        assertThat(done.err()).contains("line 2: Product ");
        assertThat(product("@-c").path("name").textValue()).isEqualTo("Lamp");
    }

    @Test
    void a_dry_run_says_what_is_wrong_and_changes_nothing() throws IOException {
        String file = file("sku,name,price\n@-e,Lamp,1\n@-f,,x\n");

        InProcess done = InProcess.run("import", file, "--dry-run", "--server", "http://127.0.0.1:1");

        assertThat(done.status()).isEqualTo(1);
        assertThat(done.out()).contains("1 lines are well, 1 are not");
        assertThat(done.err()).contains("line 3: price must be a number");
        assertThat(product("@-e").isMissingNode()).isTrue();
    }

    @Test
    void many_lines_are_taken_and_the_last_line_of_a_sku_wins() throws IOException {
        StringBuilder lines = new StringBuilder("sku,name,price,stock\n");
        for (int i = 0; i < 600; i++) {
            lines.append("@-many-%d,Product %d,%d.99,%d\n".formatted(i % 300, i, i, i));
        }

        InProcess done = here("import", file(lines.toString()), "--json");

        assertThat(done.status()).as(done.err()).isZero();
        assertThat(done.json().path("created").asInt()).isEqualTo(300);
        assertThat(done.json().path("updated").asInt()).isEqualTo(300);
        assertThat(product("@-many-7").path("stock").asInt()).isEqualTo(307);
    }

    @Test
    void a_server_that_does_not_let_in_ends_the_import_at_once() throws IOException {
        String file = file("name,price\nLamp,1\n");

        InProcess refused = InProcess.run("import", file, "--server", http.base(), "--token", "mr_typo");

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err())
                .contains("0 lines were dealt with before that")
                .doesNotContain("line 2:");
    }
}
