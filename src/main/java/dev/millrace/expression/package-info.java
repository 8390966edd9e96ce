/**
 * The two small languages of workflows: templates (the language of Go's {@code text/template}) and conditions (the
 * language of {@code expr}). A source is parsed once into an immutable tree and evaluated many times against a
 * {@link dev.millrace.expression.Scope}. Evaluation does no I/O of its own, spends a budget and ends.
 */
@NullMarked
package dev.millrace.expression;

import org.jspecify.annotations.NullMarked;
