package dev.millrace.client;

import java.util.List;

/** What a check of a document found: it can be stored and run if it is valid, whatever the warnings. */
public record Validation(boolean valid, List<Problem.Item> errors, List<Problem.Item> warnings) {}
