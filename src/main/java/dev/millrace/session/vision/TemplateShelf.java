package dev.millrace.session.vision;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * All images that a keyword can find elements by: those of its own call come first, then those of the session, then those
 * of the session's project. Used by the thread that runs the session's keywords.
 */
public final class TemplateShelf {
    private final Templates ofSession;
    private final ProjectTemplates ofProject;
    private Templates ofCall = new Templates();

    /** @param project the folder of the session's project; null for none */
    public TemplateShelf(Templates ofSession, @Nullable Path project) {
        this.ofSession = ofSession;
        this.ofProject = new ProjectTemplates(project);
    }

    /** From now on these come first, in place of those of the call before. */
    public void begin(Templates call) {
        ofCall = call;
    }

    /** Whether a text is to be taken as the name of an image, be there one or not. */
    public static boolean looksLikeName(String text) {
        return TemplateName.hasEnding(text);
    }

    /** The image of this name, if there is one. */
    public Optional<Template> find(String text) {
        return TemplateName.of(text)
                .flatMap(
                        name -> ofCall.find(name).or(() -> ofSession.find(name)).or(() -> ofProject.find(name)));
    }

    /** The image of this name. Throws E0201 when there is none. */
    public Template require(String text) {
        return find(text).orElseThrow(() -> {
            SortedSet<String> names = ofCall.names();
            names.addAll(ofSession.names());
            names.addAll(ofProject.names());
            return new SessionException(
                    ErrorCode.E0201,
                    "there is no template `%s`; there is: %s"
                            .formatted(text, names.isEmpty() ? "none" : String.join(", ", names)),
                    Map.of("templates", names));
        });
    }
}
