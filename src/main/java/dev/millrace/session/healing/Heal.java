package dev.millrace.session.healing;

/**
 * An element was found by something else than its locator.
 *
 * @param from the locator
 * @param to a locator that finds it now
 * @param similarity of what it looks like to what it looked like, 0 to 1
 */
public record Heal(String from, String to, double similarity) {}
