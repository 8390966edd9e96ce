package dev.millrace.live;

/**
 * An event as watchers get it.
 *
 * @param seq its number within its topic; gives the order
 * @param type such as {@code step.completed}
 * @param data the whole event as JSON on one line
 * @param source what it was made from, for watchers who want only some
 */
public record Message(long seq, String type, String data, Object source) {}
