/** Sessions over HTTP against a started server, with a real Chromium and pages of the project's own. */
@NullMarked
package dev.millrace.session;

import org.jspecify.annotations.NullMarked;
