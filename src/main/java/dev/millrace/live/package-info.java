/** From an event to every watcher: what was just committed, held for a moment for all who follow it. */
@NullMarked
package dev.millrace.live;

import org.jspecify.annotations.NullMarked;
