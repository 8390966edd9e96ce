/** Workflows as pictures: what leads where, as Mermaid, DOT or SVG. */
@NullMarked
package dev.millrace.diagram;

import org.jspecify.annotations.NullMarked;
