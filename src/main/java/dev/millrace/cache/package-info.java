/**
 * Keeps what was read from the database in memory, by strategies that the settings choose ({@code catalog.cache}). What
 * it promises under all of them: a read that begins after a write was acknowledged never gets what was before that write.
 */
@NullMarked
package dev.millrace.cache;

import org.jspecify.annotations.NullMarked;
