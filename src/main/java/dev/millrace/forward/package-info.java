/**
 * The way to what is at another node of the cluster: requests for it are handed on, with the caller's pass, and answers
 * come back as they are, streams too. What is at one node says so by its id ({@link dev.millrace.cluster.HeldIds}) and
 * its resources ({@link dev.millrace.forward.HeldByNode}).
 */
@NullMarked
package dev.millrace.forward;

import org.jspecify.annotations.NullMarked;
