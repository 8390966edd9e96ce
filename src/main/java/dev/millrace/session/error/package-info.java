/** What can go wrong in a session, told by the codes that clients of such servers know. */
@NullMarked
package dev.millrace.session.error;

import org.jspecify.annotations.NullMarked;
