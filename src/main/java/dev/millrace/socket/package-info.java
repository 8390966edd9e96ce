/**
 * The WebSocket at {@code /ws}: who may open one, how frames come and go, and what a frame of which type means, which the
 * features say that take it.
 */
@NullMarked
package dev.millrace.socket;

import org.jspecify.annotations.NullMarked;
