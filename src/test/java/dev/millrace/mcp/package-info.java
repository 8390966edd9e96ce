@NullMarked
package dev.millrace.mcp;

import org.jspecify.annotations.NullMarked;
