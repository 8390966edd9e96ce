/** Tests of how messages get to watchers. */
@NullMarked
package dev.millrace.live;

import org.jspecify.annotations.NullMarked;
