package dev.millrace.session;

import dev.millrace.logging.LogFields;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/** The log of one session: a category of its own, at a level of its own, and each line says which session it is. */
final class SessionLog {
    private static final String CATEGORY = "dev.millrace.session.";

    private final String session;
    private final Logger log;

    /** Holds the level, which the logging forgets with this. */
    private final java.util.logging.Logger category;

    /** What a session's log tells. */
    enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR;

        /** The level of a name, as in settings; empty for another word. */
        static Optional<Level> of(String name) {
            return switch (name.strip().toUpperCase(Locale.ROOT)) {
                case "DEBUG" -> Optional.of(DEBUG);
                case "INFO" -> Optional.of(INFO);
                case "WARN", "WARNING" -> Optional.of(WARN);
                case "ERROR" -> Optional.of(ERROR);
                default -> Optional.empty();
            };
        }
    }

    /** @param level from which on lines are written; empty for that of the server */
    SessionLog(String session, Optional<Level> level) {
        this.session = session;
        this.log = Logger.getLogger(CATEGORY + session);
        this.category = java.util.logging.Logger.getLogger(CATEGORY + session);
        level.ifPresent(each -> category.setLevel(threshold(each)));
    }

    private static java.util.logging.Level threshold(Level level) {
        return switch (level) {
            case DEBUG -> java.util.logging.Level.FINE;
            case INFO -> java.util.logging.Level.INFO;
            case WARN -> java.util.logging.Level.WARNING;
            case ERROR -> java.util.logging.Level.SEVERE;
        };
    }

    private record Line(String sentence, String session) implements LogFields {
        @Override
        public void forEach(BiConsumer<String, Object> field) {
            Map.of("session_id", (Object) session).forEach(field);
        }

        @Override
        public String toString() {
            return sentence;
        }
    }

    private void write(Logger.Level level, String sentence) {
        if (log.isEnabled(level)) {
            log.logf(level, "%s", new Line("Session %s: %s".formatted(session, sentence), session));
        }
    }

    void debug(String sentence) {
        write(Logger.Level.DEBUG, sentence);
    }

    void info(String sentence) {
        write(Logger.Level.INFO, sentence);
    }

    void warn(String sentence) {
        write(Logger.Level.WARN, sentence);
    }
}
