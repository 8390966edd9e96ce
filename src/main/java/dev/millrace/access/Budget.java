package dev.millrace.access;

/** What each caller has left of a quota. Thread-safe. */
interface Budget {
    /** What is shared out. */
    Quota quota();

    /** Takes one for this caller, if there is one left. */
    Spent spend(String who);

    /**
     * What asking for one more came to.
     *
     * @param granted whether there was something left
     * @param remaining what is left now
     * @param secondsToFull until everything is there again
     * @param secondsToNext until there is something again; 0 when it was granted
     */
    record Spent(Quota quota, boolean granted, long remaining, long secondsToFull, long secondsToNext) {
        /** As an item of {@code RateLimit} (draft-ietf-httpapi-ratelimit-headers-10). */
        String state() {
            return "\"" + quota.name() + "\";r=" + remaining + ";t=" + secondsToFull;
        }
    }
}
