package dev.millrace.access;

/** For how long a credential is good that was good once: what stays open, such as a socket, is closed with it. */
sealed interface Validity {
    /** Nothing ends it. */
    record Unbounded() implements Validity {}

    /**
     * Until a time.
     *
     * @param time milliseconds since 1970 UTC
     */
    record Until(long time) implements Validity {}

    /** As long as this is a secret of an API key that exists and has not expired. */
    record Key(String id, KeyDigest digest) implements Validity {
        @Override
        public String toString() {
            return "Key[" + id + "]";
        }
    }
}
