package dev.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.store.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.Query;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How lists are read: along an index in the order of the ids, so that a page costs the same however many rows there are. */
class CatalogListPlansTest {
    @TempDir
    private static Path folder;

    private static Database database = unopened();

    @SuppressWarnings("NullAway") // set before all tests
    private static Database unopened() {
        return null;
    }

    @BeforeAll
    static void open() throws Exception {
        database = Database.open(folder.resolve("test.db"), new SimpleMeterRegistry());
    }

    @AfterAll
    static void close() throws Exception {
        database.stop();
    }

    static Stream<ProductFilter> products() {
        return Stream.of("EUR", "").flatMap(currency -> Stream.of("true", "").flatMap(inStock -> Stream.of("sku", "")
                .map(sku -> new ProductFilter(
                        null,
                        sku.isEmpty() ? null : sku,
                        null,
                        null,
                        currency.isEmpty() ? null : currency,
                        inStock.isEmpty() ? null : true))));
    }

    static Stream<OrderFilter> orders() {
        return Stream.of(OrderStatus.PAID, OrderStatus.PENDING).flatMap(status -> Stream.of(7L, 0L)
                .flatMap(product -> Stream.of("ada", "").flatMap(customer -> Stream.of(1_000L, 0L)
                        .map(time -> new OrderFilter(
                                status == OrderStatus.PENDING ? null : status,
                                product == 0 ? null : product,
                                customer.isEmpty() ? null : customer,
                                null,
                                null,
                                time == 0 ? null : time,
                                time == 0 ? null : time)))));
    }

    private static <F> List<String> plan(String sql, BiFunction<Query, F, Query> bind, F filter) {
        return database.reads().withHandle(handle -> {
            Query query = bind.apply(handle.createQuery("EXPLAIN QUERY PLAN " + sql), filter)
                    .bind("before", 1_000)
                    .bind("limit", 51);
            return (sql.contains(":from") ? query.bind("from", 1) : query)
                    .map((results, _) -> String.valueOf(results.getString("detail")))
                    .list();
        });
    }

    @ParameterizedTest
    @MethodSource("products")
    void products_are_read_in_the_order_of_an_index(ProductFilter filter) {
        assertThat(plan(ProductStore.newest(filter), ProductStore::bind, filter))
                .isNotEmpty()
                .allMatch(line -> line.matches(
                        "SEARCH products USING (INTEGER PRIMARY KEY \\(rowid<.*|INDEX .*(sku=\\?|=\\? AND id<\\?).*)"));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void orders_are_read_in_the_order_of_an_index(OrderFilter filter) {
        assertThat(plan(OrderStore.newest(filter), OrderStore::bind, filter))
                .isNotEmpty()
                .allMatch(line -> line.matches("SEARCH orders USING INTEGER PRIMARY KEY \\(rowid(=|>\\? AND rowid<).*"
                        + "|SEARCH orders USING INDEX .*=\\? AND id>\\? AND id<\\?\\)"
                        + "|SEARCH order_items USING .*\\(product_id=\\? AND order_id>\\? AND order_id<\\?\\)"));
    }
}
