/** How the server's log is written: as lines of text or JSON, to the standard output and to files that take turns. */
@NullMarked
package dev.millrace.logging;

import org.jspecify.annotations.NullMarked;
