/** Puts the server together: its settings, clock, database and the other parts that everything shares. */
@NullMarked
package dev.millrace.server;

import org.jspecify.annotations.NullMarked;
