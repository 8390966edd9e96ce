package dev.millrace.workflow;

import java.util.Collection;
import java.util.stream.Collectors;

/** Puts text of a document into messages: between back quotes and not too much of it. */
final class Quoted {
    private static final int SHOWN = 60;
    private static final int LISTED = 5;

    private Quoted() {}

    static String of(String text) {
        return "`" + (text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…") + "`";
    }

    /** The first few of the texts, and how many there are beyond. */
    static String all(Collection<String> texts) {
        String shown = texts.stream().limit(LISTED).map(Quoted::of).collect(Collectors.joining(", "));
        return texts.size() > LISTED ? shown + " and %,d more".formatted(texts.size() - LISTED) : shown;
    }
}
