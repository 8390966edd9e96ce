package dev.millrace.client;

/** An execution as it stood when it was accepted. It is on the server's disk. */
public record Started(String executionId, Status status) {}
