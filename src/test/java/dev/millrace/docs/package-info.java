/**
 * Tests of the documentation: that the examples of the language give what stands beside them, that commands can be run as
 * they are written, and that links lead somewhere.
 */
@NullMarked
package dev.millrace.docs;

import org.jspecify.annotations.NullMarked;
