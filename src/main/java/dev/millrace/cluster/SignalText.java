package dev.millrace.cluster;

import java.util.Optional;

/** Signals as text: words with spaces between, of which the last one may hold spaces. */
final class SignalText {
    private static final String QUEUED = "queued";
    private static final String ASKED = "asked";
    private static final String APPENDED = "appended";
    private static final String CATALOG = "catalog";
    private static final String NODES = "nodes";
    private static final String STATUS = "status";
    private static final String OUTDATED = "outdated";

    private SignalText() {}

    static String of(Signal signal) {
        return switch (signal) {
            case Signal.Queued(long execution) -> QUEUED + " " + execution;
            case Signal.Asked(long execution) -> ASKED + " " + execution;
            case Signal.Appended(long execution, long lastSeq) -> APPENDED + " " + execution + " " + lastSeq;
            case Signal.CatalogChanged() -> CATALOG;
            case Signal.NodesChanged() -> NODES;
            case Signal.StatusChanged(long execution, int batch, String workflow) ->
                STATUS + " " + execution + " " + batch + " " + workflow;
            case Signal.Outdated(String cache, String key) -> OUTDATED + " " + cache + " " + key;
        };
    }

    /** The signal of a text; empty for one that only a newer version knows. */
    static Optional<Signal> read(String text) {
        String[] words = text.split(" ", 4);
        try {
            return switch (words[0]) {
                case QUEUED -> Optional.of(new Signal.Queued(Long.parseLong(words[1])));
                case ASKED -> Optional.of(new Signal.Asked(Long.parseLong(words[1])));
                case APPENDED -> Optional.of(new Signal.Appended(Long.parseLong(words[1]), Long.parseLong(words[2])));
                case CATALOG -> Optional.of(new Signal.CatalogChanged());
                case NODES -> Optional.of(new Signal.NodesChanged());
                case STATUS ->
                    Optional.of(
                            new Signal.StatusChanged(Long.parseLong(words[1]), Integer.parseInt(words[2]), words[3]));
                case OUTDATED -> Optional.of(outdated(text));
                default -> Optional.empty();
            };
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
            return Optional.empty();
        }
    }

    private static Signal outdated(String text) {
        String[] words = text.split(" ", 3);
        return new Signal.Outdated(words[1], words[2]);
    }
}
