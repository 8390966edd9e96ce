package dev.millrace.expression;

import org.jspecify.annotations.Nullable;

/**
 * A value that a template prints as JSON text rather than in Go's form; a string prints bare. Items of a loop are such
 * values. Members of a JSON value are JSON values too; every operation other than printing sees the value inside.
 */
public record JsonValue(@Nullable Object value) {}
