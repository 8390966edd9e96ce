package dev.millrace.session.vision;

import java.util.ArrayList;
import java.util.List;

/** What was read twice on the same picture, in two ways, as one. */
final class Readings {
    private Readings() {}

    /** The lines of both; where they are at the same place, those of which their reader is more sure. */
    static List<Line> merged(List<Line> first, List<Line> second) {
        List<Line> merged = new ArrayList<>(first);
        for (Line line : second) {
            List<Line> rivals = merged.stream().filter(each -> meet(each, line)).toList();
            double sure = rivals.stream().mapToDouble(Line::sure).average().orElse(0);
            if (line.sure() > sure) {
                merged.removeAll(rivals);
                merged.add(line);
            }
        }
        return merged;
    }

    private static boolean meet(Line one, Line other) {
        return one.words().stream().anyMatch(word -> other.words().stream()
                .anyMatch(each -> word.box().meets(each.box())));
    }
}
