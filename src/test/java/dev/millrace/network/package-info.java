/** Tests of what may be reached. */
@NullMarked
package dev.millrace.network;

import org.jspecify.annotations.NullMarked;
