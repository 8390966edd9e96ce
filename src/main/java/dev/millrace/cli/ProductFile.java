package dev.millrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Products in a CSV file (RFC 4180, UTF-8 with or without a byte order mark). The first line names the columns, in any
 * order. Lines are read as they are asked for, so the file may be of any length. Used by one thread.
 */
final class ProductFile implements AutoCloseable {
    static final List<String> COLUMNS = List.of("sku", "name", "description", "price", "currency", "stock");

    private static final int LONGEST_LINE = 1 << 20;
    private static final int MOST_DIGITS = 100;
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]+([.][0-9]+)?");
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]+");

    /** What stands for bytes that are not UTF-8. */
    private static final String REPLACEMENT = "\ufffd";

    private final CsvReader<CsvRecord> reader;
    private final Iterator<CsvRecord> records;
    private final List<String> columns;

    private ProductFile(CsvReader<CsvRecord> reader) {
        this.reader = reader;
        this.records = reader.iterator();
        this.columns = records.hasNext() ? columns(records.next()) : List.of();
        requireUsable(columns);
    }

    /** Reads a file. Throws a {@link CommandException} when its first line does not name columns of products. */
    static ProductFile open(InputStream file) {
        try {
            return new ProductFile(CsvReader.builder()
                    .detectBomHeader(true)
                    .skipEmptyLines(true)
                    .maxBufferSize(LONGEST_LINE)
                    .ofCsvRecord(file, StandardCharsets.UTF_8));
        } catch (CsvParseException | UncheckedIOException e) {
            throw unreadable(e);
        }
    }

    /** A line of the file: what it says of a product, or why it says nothing. */
    sealed interface Row {
        /** The number of its first line in the file, from 1. */
        long line();

        /** A product, in the form of the API. Cells that are empty are left out. */
        record Described(long line, ObjectNode product) implements Row {
            /** Whether it says enough for a new product; without that it can only change one. */
            boolean isWhole() {
                return !product.has("sku") || (product.has("name") && product.has("price"));
            }
        }

        /** Nothing that can be understood. */
        record Broken(long line, String column, String reason) implements Row {}
    }

    boolean hasNext() {
        try {
            return records.hasNext();
        } catch (CsvParseException | UncheckedIOException e) {
            throw unreadable(e);
        }
    }

    Row next() {
        try {
            return row(records.next());
        } catch (CsvParseException | UncheckedIOException e) {
            throw unreadable(e);
        }
    }

    private Row row(CsvRecord record) {
        long line = record.getStartingLineNumber();
        if (record.getFieldCount() != columns.size()) {
            return new Row.Broken(
                    line,
                    "",
                    "the line has %d fields, the first line %d".formatted(record.getFieldCount(), columns.size()));
        }
        ObjectNode product = Json.object();
        for (int i = 0; i < columns.size(); i++) {
            String text = record.getField(i);
            if (text.contains(REPLACEMENT)) {
                return new Row.Broken(line, columns.get(i), "the text is not UTF-8");
            }
            put(product, columns.get(i), text);
        }
        return new Row.Described(line, product);
    }

    /** A number that is none stays a text, which is refused by the rules for products, in their words. */
    private static void put(ObjectNode product, String column, String text) {
        if (text.isBlank()) {
            return;
        }
        String plain = text.strip();
        switch (column) {
            case "name", "description" -> product.put(column, text);
            case "price" -> {
                if (plain.length() <= MOST_DIGITS && DECIMAL.matcher(plain).matches()) {
                    product.put(column, new BigDecimal(plain));
                } else {
                    product.put(column, text);
                }
            }
            case "stock" -> {
                if (plain.length() <= MOST_DIGITS && WHOLE.matcher(plain).matches()) {
                    product.put(column, new BigInteger(plain));
                } else {
                    product.put(column, text);
                }
            }
            default -> product.put(column, plain);
        }
    }

    private static List<String> columns(CsvRecord header) {
        return header.getFields().stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static void requireUsable(List<String> columns) {
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!COLUMNS.contains(column) || !seen.add(column)) {
                throw CommandException.wrongUse("The first line names the column `%s`%s; there is: %s."
                        .formatted(
                                column,
                                COLUMNS.contains(column) ? " twice" : ", which products do not have",
                                String.join(", ", COLUMNS)));
            }
        }
        if (!columns.contains("sku") && !columns.containsAll(List.of("name", "price"))) {
            throw CommandException.wrongUse(
                    "The first line must name the columns `name` and `price`, or `sku` to change products that are there.");
        }
    }

    private static CommandException unreadable(RuntimeException e) {
        return CommandException.wrongUse("The file cannot be read as CSV: %s.".formatted(e.getMessage()));
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
