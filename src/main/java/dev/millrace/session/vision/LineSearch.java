package dev.millrace.session.vision;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Finds a text in lines that were read: exactly, else without regard to case, else as a part. */
final class LineSearch {
    private LineSearch() {}

    /** Where the text is, from top to bottom and from left to right. Of a longer line it is only the words with it. */
    static List<Hit> find(List<Line> lines, String wanted) {
        return best(lines, tidy(wanted)).stream()
                .sorted(Comparator.comparingInt((Hit hit) -> hit.box().y())
                        .thenComparingInt(hit -> hit.box().x()))
                .toList();
    }

    private static List<Hit> best(List<Line> lines, String exact) {
        List<Hit> same = whole(lines, exact::equals);
        if (!same.isEmpty()) {
            return same;
        }
        List<Hit> alike = whole(lines, exact::equalsIgnoreCase);
        return alike.isEmpty()
                ? lines.stream()
                        .flatMap(line -> parts(line, exact.toLowerCase(Locale.ROOT)).stream())
                        .toList()
                : alike;
    }

    private static String tidy(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static List<Hit> whole(List<Line> lines, Predicate<String> fits) {
        return lines.stream()
                .filter(line -> fits.test(line.text()))
                .map(LineSearch::hit)
                .toList();
    }

    private static Hit hit(Line line) {
        return new Hit(line.box(), line.text());
    }

    /** The shortest runs of words that contain the text. */
    private static List<Hit> parts(Line line, String low) {
        List<Hit> found = new ArrayList<>();
        int size = line.words().size();
        int from = 0;
        while (from < size) {
            int to = end(line, from, low);
            if (to < 0) {
                break;
            }
            int begin = to - 1;
            while (!contains(line.part(begin, to), low)) {
                begin--;
            }
            found.add(hit(line.part(begin, to)));
            from = to;
        }
        return found;
    }

    /** After which word the text is complete for the first time; -1 when it never is. */
    private static int end(Line line, int from, String low) {
        for (int to = from + 1; to <= line.words().size(); to++) {
            if (contains(line.part(from, to), low)) {
                return to;
            }
        }
        return -1;
    }

    private static boolean contains(Line line, String low) {
        return !low.isEmpty() && line.text().toLowerCase(Locale.ROOT).contains(low);
    }
}
