@NullMarked
package dev.millrace.config;

import org.jspecify.annotations.NullMarked;
