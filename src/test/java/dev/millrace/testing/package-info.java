/** What tests share: a started server, and a client for it. */
@NullMarked
package dev.millrace.testing;

import org.jspecify.annotations.NullMarked;
