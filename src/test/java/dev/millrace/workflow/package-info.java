/** Tests of the workflow language. */
@NullMarked
package dev.millrace.workflow;

import org.jspecify.annotations.NullMarked;
