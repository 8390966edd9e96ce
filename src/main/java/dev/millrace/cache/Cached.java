package dev.millrace.cache;

import java.time.Duration;

/**
 * A value as a cache gives it.
 *
 * @param age how long ago it was read from the database, or written there by this server
 */
public record Cached<V>(V value, Duration age) {}
