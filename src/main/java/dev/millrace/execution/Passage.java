package dev.millrace.execution;

import org.jspecify.annotations.Nullable;

/**
 * What a visit of a step came to, and where that leads.
 *
 * @param next the name of a step; null when no route leads on
 * @param routeError why the routes could not be looked at, or null
 */
record Passage(
        Outcome outcome, @Nullable String next, @Nullable Failure routeError) {}
