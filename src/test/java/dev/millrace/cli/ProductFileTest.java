package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cli.ProductFile.Row;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProductFileTest {
    private static List<Row> read(byte[] file) throws IOException {
        try (ProductFile products = ProductFile.open(new ByteArrayInputStream(file))) {
            List<Row> rows = new ArrayList<>();
            while (products.hasNext()) {
                rows.add(products.next());
            }
            return rows;
        }
    }

    private static List<Row> read(String file) throws IOException {
        return read(file.getBytes(StandardCharsets.UTF_8));
    }

    private static String product(Row row) {
        return ((Row.Described) row).product().toString();
    }

    @Test
    void columns_come_in_any_order_and_fields_may_be_quoted() throws IOException {
        List<Row> rows = read("Price, name,sku\r\n9.99,\"Lamp, \"\"small\"\"\",L-1\r\n");

        assertThat(rows).hasSize(1);
        assertThat(product(rows.getFirst()))
                .isEqualTo("{\"price\":9.99,\"name\":\"Lamp, \\\"small\\\"\",\"sku\":\"L-1\"}");
    }

    @Test
    void a_byte_order_mark_is_no_part_of_the_first_column() throws IOException {
        assertThat(product(read("\ufeffname,price\nLamp,1\n").getFirst())).isEqualTo("{\"name\":\"Lamp\",\"price\":1}");
    }

    @Test
    void lines_are_counted_as_an_editor_does() throws IOException {
        List<Row> rows = read("name,price\n\"two\nlines\",1\n\nlast,2");

        assertThat(rows).extracting(Row::line).containsExactly(2L, 5L);
    }

    @Test
    void empty_cells_say_nothing_and_what_is_no_number_stays_a_text() throws IOException {
        assertThat(product(read("sku,name,price,stock\nA,,cheap,1.5\n").getFirst()))
                .isEqualTo("{\"sku\":\"A\",\"price\":\"cheap\",\"stock\":\"1.5\"}");
    }

    @Test
    void a_line_that_cannot_be_understood_leaves_the_others() throws IOException {
        byte[] file = "name,price\nL\u00e4mp,1\nLamp\nLamp,2\n".getBytes(StandardCharsets.ISO_8859_1);

        List<Row> rows = read(file);

        assertThat(rows.get(0)).isEqualTo(new Row.Broken(2, "name", "the text is not UTF-8"));
        assertThat(rows.get(1)).isEqualTo(new Row.Broken(3, "", "the line has 1 fields, the first line 2"));
        assertThat(product(rows.get(2))).contains("Lamp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "name,colour\n", "name,name,price\n", "name\n", "price,stock\n"})
    void a_first_line_that_does_not_name_what_is_needed_is_refused(String file) {
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("first line");
    }

    @Test
    void a_field_without_end_is_refused_before_it_fills_the_memory() {
        String endless = "name,price\n\"" + "x".repeat(3 << 20);

        assertThatThrownBy(() -> read(endless))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("CSV");
    }
}
