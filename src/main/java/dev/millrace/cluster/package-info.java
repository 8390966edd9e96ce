/**
 * Which servers work on a database, which of them this one is, who of them lives, and how they wake each other up. The
 * database decides; whoever rings only saves time.
 */
@NullMarked
package dev.millrace.cluster;

import org.jspecify.annotations.NullMarked;
