/**
 * What is found by looking at screenshots: images that callers have given ({@link dev.millrace.session.vision.Templates}),
 * and texts, which the program tesseract reads. {@link dev.millrace.session.vision.Screen} puts both together. What comes
 * from outside is bounded before it is decoded, and the work is done on threads of its own.
 */
@NullMarked
package dev.millrace.session.vision;

import org.jspecify.annotations.NullMarked;
