/**
 * Secrets: values that workflows use without anybody being able to read them back. They are stored encrypted, granted to
 * workflows by name, and masked wherever what an execution has written leaves the server.
 */
@NullMarked
package dev.millrace.secret;

import org.jspecify.annotations.NullMarked;
