package dev.millrace.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Lines for people: {@code 2025-06-06 10:30:15 - <logger> - [<request id>] - INFO - <message>}, in local time. Nothing
 * that is logged can begin a line or send a terminal commands: control characters are written as escapes, and the lines
 * of a stack trace are indented. Thread-safe.
 */
final class TextFormat extends ExtFormatter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private volatile Second last = new Second(0, TIME.format(Instant.EPOCH));

    /** A second, as it is written; it is the same for many lines. */
    private record Second(long number, String text) {}

    @Override
    public String format(ExtLogRecord record) {
        StringBuilder line = new StringBuilder(160)
                .append(time(record.getInstant().getEpochSecond()))
                .append(" - ")
                .append(record.getLoggerName())
                .append(" - [")
                .append(Objects.requireNonNullElse(record.getMdc(LogOutput.REQUEST_ID), ""))
                .append("] - ")
                .append(record.getLevel())
                .append(" - ");
        escape(message(record), line);
        Throwable thrown = record.getThrown();
        if (thrown != null) {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            trace.toString().lines().forEach(traceLine -> escape(traceLine, line.append("\n\t")));
        }
        return line.append('\n').toString();
    }

    /** A message that is nothing but fields needs no format, and is most of what is logged. */
    private String message(ExtLogRecord record) {
        Object[] parameters = record.getParameters();
        boolean whole = parameters != null
                && parameters.length == 1
                && record.getMessage().equals("%s");
        return whole && parameters[0] instanceof LogFields fields
                ? fields.toString()
                : String.valueOf(formatMessage(record));
    }

    private String time(long number) {
        Second second = last;
        if (second.number() != number) {
            second = new Second(number, TIME.format(Instant.ofEpochSecond(number)));
            last = second;
        }
        return second.text();
    }

    private static void escape(String text, StringBuilder line) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c >= ' ' && c < 0x7f) || c == '\t') {
                line.append(c);
            } else {
                escape(c, line);
            }
        }
    }

    private static void escape(char c, StringBuilder line) {
        switch (c) {
            case '\n' -> line.append("\\n");
            case '\r' -> line.append("\\r");
            default -> {
                boolean separates = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
                if (separates) {
                    line.append("\\u%04x".formatted((int) c));
                } else {
                    line.append(c);
                }
            }
        }
    }
}
