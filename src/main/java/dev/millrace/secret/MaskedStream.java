package dev.millrace.secret;

/**
 * Masks a text that comes in pieces, as {@link Mask#text} would mask the whole. What may be the beginning of a secret is
 * held back until it is decided. Used by one thread at a time.
 */
public final class MaskedStream {
    private Mask mask = Mask.NONE;
    private int node = Patterns.START;
    private boolean endedMasked;
    private final StringBuilder held = new StringBuilder();
    private final Covered covered = new Covered();

    /**
     * Takes the next piece.
     *
     * @param present what to mask from here on; never less than before
     * @return what is decided; may be empty
     */
    public String add(Mask present, String text) {
        if (present.isEmpty()) {
            return text;
        }
        if (present != mask) {
            mask = present;
            node = mask.patterns().read(Patterns.START, held, 0, covered);
        }
        int from = held.length();
        held.append(text);
        node = mask.patterns().read(node, held, from, covered);
        return release(held.length() - mask.patterns().undecided(node));
    }

    /** The rest: nothing more will come. */
    public String finish() {
        return release(held.length());
    }

    private String release(int end) {
        if (end == 0) {
            return "";
        }
        StringBuilder out = new StringBuilder(end);
        covered.write(out, held, end, endedMasked);
        endedMasked = covered.endsAt(end);
        covered.shift(end);
        held.delete(0, end);
        return out.toString();
    }
}
