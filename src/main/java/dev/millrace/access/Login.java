package dev.millrace.access;

/** What looking at a credential came to. */
sealed interface Login {
    /** It is good. */
    record Known(String userId, Scopes scopes, Credential credential) implements Login {
        Caller at(String address) {
            return new Caller(userId, scopes, credential, address);
        }
    }

    /**
     * It is not.
     *
     * @param kind what it claimed to be
     * @param reason a sentence for whoever sent it; it holds nothing of the credential
     */
    record Refused(Credential.Kind kind, String reason) implements Login {}
}
