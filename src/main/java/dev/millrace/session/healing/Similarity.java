package dev.millrace.session.healing;

import dev.millrace.session.driver.Traits;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How much an element looks like another one did. What both have not is not counted, what only one has counts as
 * different.
 */
final class Similarity {
    private static final double TEXT = 4;
    private static final double NEAR = 2.5;
    private static final double CLASS = 1.5;
    private static final double PLACE = 1;
    private static final double SIZE = 0.5;
    private static final double OTHER = 1;

    /** Attributes that are given to be known by. */
    private static final Map<String, Double> NAMES = Map.of(
            "id",
            2.0,
            "name",
            2.0,
            "data-testid",
            3.0,
            "data-test",
            3.0,
            "data-qa",
            3.0,
            "aria-label",
            2.0,
            "placeholder",
            2.0,
            "href",
            2.0,
            "title",
            1.5,
            "alt",
            1.5);

    /** How far away something may be, in pixels, to be near at all. */
    private static final double FAR = 1_000;

    private final Traits before;
    private final Traits now;
    private double sum;
    private double whole;

    private Similarity(Traits before, Traits now) {
        this.before = before;
        this.now = now;
    }

    /** From 0 for nothing in common to 1 for the same. */
    static double of(Traits before, Traits now) {
        Similarity similarity = new Similarity(before, now);
        similarity.compare();
        return similarity.whole == 0 ? 0 : similarity.sum / similarity.whole;
    }

    /** Whether something that names it is the same, or what is around it. */
    static boolean haveNameInCommon(Traits before, Traits now) {
        boolean text = !before.text().isEmpty() && before.text().equals(now.text());
        boolean name = NAMES.keySet().stream().anyMatch(each -> {
            String value = before.attributes().getOrDefault(each, "");
            return !value.isEmpty() && value.equals(now.attributes().get(each));
        });
        return text || name || (before.near().size() > 1 && around(before, now) >= 0.75);
    }

    /** How much of what is said around one is said around the other. */
    static double around(Traits before, Traits now) {
        return shared(before.near(), now.near());
    }

    private void compare() {
        count(TEXT, before.text(), now.text());
        Set<String> names = new HashSet<>(before.attributes().keySet());
        names.addAll(now.attributes().keySet());
        for (String name : names) {
            String one = before.attributes().getOrDefault(name, "");
            String other = now.attributes().getOrDefault(name, "");
            if (name.equals("class")) {
                add(CLASS, shared(words(one), words(other)));
            } else {
                count(NAMES.getOrDefault(name, OTHER), one, other);
            }
        }
        if (!before.near().isEmpty() || !now.near().isEmpty()) {
            add(NEAR, around(before, now));
        }
        add(PLACE, nearness());
        add(
                SIZE,
                sameness(before.size().width(), now.size().width())
                        * sameness(before.size().height(), now.size().height()));
    }

    private void count(double weight, String one, String other) {
        if (!one.isEmpty() || !other.isEmpty()) {
            add(weight, one.equals(other) ? 1 : shared(words(one), words(other)) / 2);
        }
    }

    private void add(double weight, double similarity) {
        sum += weight * similarity;
        whole += weight;
    }

    private double nearness() {
        double distance = Math.hypot(
                before.middle().x() - now.middle().x(),
                before.middle().y() - now.middle().y());
        return Math.max(0, 1 - distance / FAR);
    }

    private static double sameness(int one, int other) {
        return Math.max(one, other) == 0 ? 1 : (double) Math.min(one, other) / Math.max(one, other);
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** The part of all that is in both. */
    private static double shared(List<String> one, List<String> other) {
        Set<String> all = new HashSet<>(one);
        all.addAll(other);
        Set<String> both = new HashSet<>(one);
        both.retainAll(new HashSet<>(other));
        return all.isEmpty() ? 0 : (double) both.size() / all.size();
    }
}
