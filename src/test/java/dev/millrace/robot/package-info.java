/** Tests of robots. */
@NullMarked
package dev.millrace.robot;

import org.jspecify.annotations.NullMarked;
