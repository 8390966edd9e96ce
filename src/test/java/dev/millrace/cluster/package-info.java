/** Tests of what makes several servers one cluster. */
@NullMarked
package dev.millrace.cluster;

import org.jspecify.annotations.NullMarked;
