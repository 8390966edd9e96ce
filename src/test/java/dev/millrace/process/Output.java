package dev.millrace.process;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/** Keeps the output of a process. */
final class Output implements OutputListener {
    private final Map<Channel, ByteArrayOutputStream> bytes = new EnumMap<>(
            Map.of(Channel.STDOUT, new ByteArrayOutputStream(), Channel.STDERR, new ByteArrayOutputStream()));

    @Override
    public synchronized void onOutput(Channel channel, ByteBuffer chunk) {
        byte[] copy = new byte[chunk.remaining()];
        chunk.get(copy);
        bytes.getOrDefault(channel, new ByteArrayOutputStream()).writeBytes(copy);
    }

    String stdout() {
        return text(Channel.STDOUT);
    }

    String stderr() {
        return text(Channel.STDERR);
    }

    /** The number that was written to standard output, usually a process id; throws while it is not complete. */
    long number() {
        String text = stdout();
        if (!text.endsWith("\n")) {
            throw new AssertionError("no line yet: " + text);
        }
        return Long.parseLong(text.strip());
    }

    private synchronized String text(Channel channel) {
        return bytes.getOrDefault(channel, new ByteArrayOutputStream()).toString(StandardCharsets.UTF_8);
    }
}
