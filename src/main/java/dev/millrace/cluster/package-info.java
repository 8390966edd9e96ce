/** Which servers there are and which of them this one is. */
@NullMarked
package dev.millrace.cluster;

import org.jspecify.annotations.NullMarked;
