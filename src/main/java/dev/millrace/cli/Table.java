package dev.millrace.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lines whose columns stand below each other. */
final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    /** A table with a heading over each column. */
    static Table of(String... headings) {
        return new Table().row(headings);
    }

    /** A row; all rows have the same number of cells. */
    Table row(String... cells) {
        rows.add(Arrays.stream(cells).map(Table::oneLine).toList());
        return this;
    }

    /** The lines, without spaces at their ends. */
    List<String> lines() {
        if (rows.isEmpty()) {
            return List.of();
        }
        int[] widths = IntStream.range(0, rows.getFirst().size())
                .map(column -> rows.stream()
                        .mapToInt(row -> width(row.get(column)))
                        .max()
                        .orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        return IntStream.range(0, row.size())
                .mapToObj(column -> row.get(column) + " ".repeat(widths[column] - width(row.get(column))))
                .collect(Collectors.joining(GAP))
                .stripTrailing();
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    private static String oneLine(String cell) {
        return cell.strip().lines().findFirst().orElse("");
    }
}
