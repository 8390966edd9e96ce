/**
 * Live sessions: browsers that callers drive by keywords. {@link dev.millrace.session.Sessions} has all of them,
 * {@link dev.millrace.session.Session} is one. They live in this process and end with it.
 */
@NullMarked
package dev.millrace.session;

import org.jspecify.annotations.NullMarked;
