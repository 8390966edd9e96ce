/** What an operator can set: typed, checked once at start, and the same for the whole life of the process. */
@NullMarked
package dev.millrace.config;

import org.jspecify.annotations.NullMarked;
