package dev.millrace.session.healing;

import dev.millrace.session.driver.Driver;
import dev.millrace.session.driver.Scene;
import dev.millrace.session.driver.Scene.Candidate;
import dev.millrace.session.driver.Trace;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers what the elements of a session looked like, and finds them again. Only an element of the same page can be the
 * one, only one that was not there beside it before, and only when no other one is nearly as much like it. Used by the
 * thread that runs the session's keywords.
 */
public final class Healer {
    private static final int MOST = 200;

    /** How much something must be like the element, and how much more than everything else. */
    private static final double ALIKE = 0.55;

    private static final double MARGIN = 0.15;

    /** Where several said the same, what is around them must agree. */
    private static final double AROUND_TWINS = 0.5;

    private final Map<String, Trace> traces = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Trace> eldest) {
            return size() > MOST;
        }
    };

    private record Scored(Candidate candidate, double score) {}

    /** Keeps what an element looks like that a locator has just found. */
    public void remember(String locator, Trace trace) {
        traces.put(locator, trace);
    }

    /** What a locator that finds nothing any more has found before, if it is to be seen without a doubt. */
    public Optional<Heal> heal(String locator, Driver driver) {
        Trace trace = traces.get(locator);
        if (trace == null || trace.crowded()) {
            return Optional.empty();
        }
        Scene scene = driver.alike(trace.traits());
        return scene.page().equals(trace.page())
                ? best(trace, scene.candidates())
                        .map(found -> new Heal(locator, found.candidate().path(), rounded(found.score())))
                : Optional.empty();
    }

    private static Optional<Scored> best(Trace trace, List<Candidate> candidates) {
        List<Scored> scored = candidates.stream()
                .filter(candidate -> Collections.disjoint(candidate.marks(), trace.others()))
                .map(candidate -> new Scored(candidate, Similarity.of(trace.traits(), candidate.traits())))
                .sorted(Comparator.comparingDouble(Scored::score).reversed())
                .toList();
        if (scored.isEmpty()) {
            return Optional.empty();
        }
        Scored first = scored.getFirst();
        boolean alone = scored.size() == 1 || first.score() - scored.get(1).score() >= MARGIN;
        return first.score() >= ALIKE && alone && isPlausible(trace, first.candidate())
                ? Optional.of(first)
                : Optional.empty();
    }

    private static boolean isPlausible(Trace trace, Candidate candidate) {
        return Similarity.haveNameInCommon(trace.traits(), candidate.traits())
                && (trace.twins() == 0 || Similarity.around(trace.traits(), candidate.traits()) >= AROUND_TWINS);
    }

    private static double rounded(double similarity) {
        return Math.round(similarity * 100) / 100.0;
    }
}
