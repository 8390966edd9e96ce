@NullMarked
package dev.millrace.cache;

import org.jspecify.annotations.NullMarked;
