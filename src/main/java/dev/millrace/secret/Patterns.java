package dev.millrace.secret;

import java.util.Arrays;
import java.util.Collection;

/**
 * Finds all occurrences of many texts in one pass (Aho and Corasick, 1975). The texts make a tree whose nodes are their
 * beginnings; being in a node means that it is the longest beginning that the text read so far ends with. Immutable.
 */
final class Patterns {
    static final int START = 0;

    /** Messages cut long values and say so with this sign. */
    private static final char ELLIPSIS = '…';

    /** How much of a text before an ellipsis is no coincidence. */
    private static final int LEAST_CUT = 4;

    private static final int ASCII = 128;

    private final char[] label;
    private final int[] firstChild;
    private final int[] sibling;
    private final int[] depth;

    /** The longest beginning that a node's text ends with, other than itself. */
    private final int[] fallback;

    /** The length of the longest whole text that a node's text ends with; 0 for none. */
    private final int[] longest;

    /** How many of the last characters may be the beginning of something longer. */
    private final int[] undecided;

    private final int[] startAscii = new int[ASCII];
    private int size = 1;

    Patterns(Collection<String> texts) {
        int most = 1 + texts.stream().mapToInt(String::length).sum();
        label = new char[most];
        firstChild = new int[most];
        sibling = new int[most];
        depth = new int[most];
        fallback = new int[most];
        longest = new int[most];
        undecided = new int[most];
        texts.forEach(this::insert);
        link();
    }

    private void insert(String text) {
        int node = START;
        for (int i = 0; i < text.length(); i++) {
            int child = child(node, text.charAt(i));
            node = child == START ? addChild(node, text.charAt(i)) : child;
        }
        longest[node] = text.length();
    }

    private int addChild(int node, char c) {
        int child = size++;
        label[child] = c;
        depth[child] = depth[node] + 1;
        sibling[child] = firstChild[node];
        firstChild[node] = child;
        if (node == START && c < ASCII) {
            startAscii[c] = child;
        }
        return child;
    }

    /** Goes through the nodes by depth, since each needs what shallower ones have come to. */
    private void link() {
        int[] queue = new int[size];
        int end = 1;
        for (int at = 0; at < end; at++) {
            int node = queue[at];
            for (int child = firstChild[node]; child != START; child = sibling[child]) {
                fallback[child] = node == START ? START : next(fallback[node], label[child]);
                longest[child] = Math.max(longest[child], longest[fallback[child]]);
                undecided[child] = firstChild[child] == START ? undecided[fallback[child]] : depth[child];
                queue[end++] = child;
            }
        }
    }

    private int child(int node, char c) {
        if (node == START && c < ASCII) {
            return startAscii[c];
        }
        int child = firstChild[node];
        while (child != START && label[child] != c) {
            child = sibling[child];
        }
        return child;
    }

    private int next(int node, char c) {
        int from = node;
        int child = child(from, c);
        while (child == START && from != START) {
            from = fallback[from];
            child = child(from, c);
        }
        return child;
    }

    /**
     * Reads on.
     *
     * @param node where the text before has led
     * @param from where to begin in the text
     * @param found takes what is covered by occurrences, by its place in the text
     * @return where it leads
     */
    int read(int node, CharSequence text, int from, Covered found) {
        int state = node;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ELLIPSIS && undecided[state] >= LEAST_CUT) {
                found.add(i - undecided[state], i);
            }
            state = next(state, c);
            if (longest[state] > 0) {
                found.add(i + 1 - longest[state], i + 1);
            }
        }
        return state;
    }

    /** How many of the last characters before a node may turn out to belong to an occurrence. */
    int undecided(int node) {
        return undecided[node];
    }

    @Override
    public String toString() {
        return "Patterns[%d nodes, %d levels]"
                .formatted(size, Arrays.stream(depth).max().orElse(0));
    }
}
