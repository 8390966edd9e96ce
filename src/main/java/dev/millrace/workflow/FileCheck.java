package dev.millrace.workflow;

import java.util.Optional;

/** Looks for files of the server's machine, for inputs with the rule {@code file_exists}. */
@FunctionalInterface
public interface FileCheck {
    /** Looks at nothing and finds everything: for reading a document, which must tell nobody what files there are. */
    FileCheck NONE = _ -> Optional.empty();

    /** Why this path does not do as that of a file: the beginning of a sentence that ends with it. Empty when it does. */
    Optional<String> complaint(String path);
}
