package dev.millrace.workflow;

/**
 * One thing that is wrong, or looks wrong, in a document or in the inputs of a run.
 *
 * @param path a JSON Pointer (RFC 6901) to the value, such as {@code /states/build/on_success}; empty for the whole
 * @param line the line in the document, from 1; 0 where there is no document
 * @param column the column in that line, from 1; 0 where there is no document
 * @param message one sentence for a person: what is wrong and, where it can be told, how to put it right
 */
public record Problem(String path, int line, int column, String message) {}
