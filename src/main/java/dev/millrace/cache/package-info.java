/**
 * Keeps what was read from the database in memory, by strategies that the settings choose ({@code catalog.cache}). What
 * it promises under all of them: a read that begins after a write was acknowledged never gets what was before that write, at
 * the server that made it; servers that share a database and a Redis see it within a second.
 */
@NullMarked
package dev.millrace.cache;

import org.jspecify.annotations.NullMarked;
