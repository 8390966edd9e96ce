/**
 * Tests of the files of deployment: that linters and schemas find nothing wrong with them, that they agree with each other
 * and with the server, and, as far as no container engine is needed for it, that what they do works.
 */
@NullMarked
package dev.millrace.deploy;

import org.jspecify.annotations.NullMarked;
