package dev.millrace.workflow;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was probably meant. */
public final class Closest {
    /** Longer names are not compared, so that hostile documents cost nothing. */
    private static final int LONGEST = 64;

    private static final int MOST_CANDIDATES = 500;

    private Closest() {}

    /** A half-sentence ", did you mean `x`?" for a name close to {@code wrong}, or nothing. */
    public static String hint(String wrong, Collection<String> known) {
        return to(wrong, known).map(name -> ", did you mean `" + name + "`?").orElse("");
    }

    /** The candidate with the fewest typing slips, if they are few for its length. */
    static Optional<String> to(String wrong, Collection<String> known) {
        record Candidate(String name, int slips) {}
        if (wrong.length() > LONGEST) {
            return Optional.empty();
        }
        int allowed = Math.max(1, Math.min(3, wrong.length() / 3));
        String folded = wrong.toLowerCase(Locale.ROOT);
        return known.stream()
                .limit(MOST_CANDIDATES)
                .filter(name -> Math.abs(name.length() - wrong.length()) <= allowed)
                .map(name -> new Candidate(name, slips(folded, name.toLowerCase(Locale.ROOT))))
                .filter(candidate -> candidate.slips() <= allowed)
                .min(Comparator.comparingInt(Candidate::slips))
                .map(Candidate::name);
    }

    /** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other. */
    private static int slips(String from, String to) {
        int[] beforeLast = new int[to.length() + 1];
        int[] last = new int[to.length() + 1];
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replace = last[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, Math.min(last[j], row[j - 1]) + 1);
                boolean swapped = i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[to.length()];
    }
}
