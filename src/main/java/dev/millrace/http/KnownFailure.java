package dev.millrace.http;

/** A failure that says itself what problem it is to who asked for what has failed. */
public interface KnownFailure {
    /** The problem that it is. */
    ProblemException problem();
}
