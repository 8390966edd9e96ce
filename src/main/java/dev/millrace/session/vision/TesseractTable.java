package dev.millrace.session.vision;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the table that tesseract writes: one row for each word, with its page, its line, its box and how sure it is. */
final class TesseractTable {
    private static final int COLUMNS = 12;
    private static final String WORD = "5";

    /** Below it, of 100, what looks like a word is mostly a part of a picture. */
    private static final double LEAST_SURE = 30;

    private TesseractTable() {}

    /**
     * The lines of a page, with boxes of a picture that is smaller by this factor. Rows that are none are passed over.
     *
     * @param page counted from 1
     */
    static List<Line> lines(String table, int page, double factor) {
        String number = Integer.toString(page);
        Map<String, List<Word>> lines = new LinkedHashMap<>();
        table.lines().forEach(row -> {
            String[] cells = row.split("\t", COLUMNS);
            if (cells.length == COLUMNS && cells[0].equals(WORD) && cells[1].equals(number) && !cells[11].isBlank()) {
                add(lines, cells, factor);
            }
        });
        return lines.values().stream().map(Line::new).toList();
    }

    private static void add(Map<String, List<Word>> lines, String[] cells, double factor) {
        try {
            double sure = Double.parseDouble(cells[10]);
            if (sure >= LEAST_SURE) {
                Box box = new Box(number(cells[6]), number(cells[7]), number(cells[8]), number(cells[9]));
                lines.computeIfAbsent(String.join("/", cells[2], cells[3], cells[4]), _ -> new ArrayList<>())
                        .add(new Word(cells[11].strip(), box.scaled(1 / factor), sure));
            }
        } catch (NumberFormatException _) {
            // The heading.
        }
    }

    private static int number(String cell) {
        return Integer.parseInt(cell);
    }
}
