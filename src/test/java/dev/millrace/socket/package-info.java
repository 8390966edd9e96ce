/** Tests of the WebSocket. */
@NullMarked
package dev.millrace.socket;

import org.jspecify.annotations.NullMarked;
