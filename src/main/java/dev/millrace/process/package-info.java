/**
 * Operating-system processes: each started in a session and process group of its own, its output handed on as it
 * comes, ended with everything it started. {@link dev.millrace.process.Processes} starts them,
 * {@link dev.millrace.process.Orphans} ends those that a dead server or a cancelled step left behind. On Linux with
 * glibc this is done through {@code posix_spawn} and pidfds; elsewhere through {@link java.lang.ProcessBuilder}.
 */
@NullMarked
package dev.millrace.process;

import org.jspecify.annotations.NullMarked;
