package dev.millrace.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * This node's part of work that all nodes see: it begins with that, so that they seldom reach for the same.
 *
 * @param rank of the node among those that live, from 0
 * @param of how many these are
 */
public record Share(int rank, int of) {
    /** All of it. */
    public static final Share WHOLE = new Share(0, 1);

    /** The same work, this node's part of it first; otherwise in its order. */
    public <T> List<T> first(List<T> work) {
        if (of == 1) {
            return work;
        }
        List<T> own = new ArrayList<>(work.size());
        List<T> others = new ArrayList<>();
        for (int i = 0; i < work.size(); i++) {
            (i % of == rank ? own : others).add(work.get(i));
        }
        own.addAll(others);
        return own;
    }
}
