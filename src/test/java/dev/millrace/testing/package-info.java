/** What tests share: a started server and a client for it, and the database servers that it may use. */
@NullMarked
package dev.millrace.testing;

import org.jspecify.annotations.NullMarked;
