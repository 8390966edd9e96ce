/**
 * Calls a Millrace server: {@link dev.millrace.client.MillraceClient} is where to begin. What the server refuses is a
 * {@link dev.millrace.client.ProblemException}, and a server that does not answer an
 * {@link dev.millrace.client.UnreachableException}; both are {@link dev.millrace.client.MillraceException}s, and unchecked.
 * Records have what the server's description of its API says; what newer servers say beyond that is passed over.
 */
@NullMarked
package dev.millrace.client;

import org.jspecify.annotations.NullMarked;
