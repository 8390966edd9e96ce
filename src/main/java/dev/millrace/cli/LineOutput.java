package dev.millrace.cli;

import dev.millrace.process.Channel;
import dev.millrace.process.OutputListener;
import dev.millrace.process.Utf8Decoder;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hands on what a process writes as text, and remembers the last line of each stream. Bytes that are no UTF-8 become
 * replacement characters. Used by the process's thread, and by another one when it has ended.
 */
final class LineOutput implements OutputListener {
    /** What is longer is no line that anybody looks at. */
    private static final int LONGEST_LINE = 256 << 10;

    /** Texts are sent in parts, each well below what a frame may hold, whatever becomes of it in JSON. */
    private static final int PART = 64 << 10;

    private final RobotWork.Output output;
    private final Map<Channel, Stream> streams = new EnumMap<>(Channel.class);

    LineOutput(RobotWork.Output output) {
        this.output = output;
        for (Channel channel : Channel.values()) {
            streams.put(channel, new Stream());
        }
    }

    @Override
    public void onOutput(Channel channel, ByteBuffer bytes) {
        take(channel, stream(channel).decoder.decode(bytes));
    }

    /** Hands on what is left of a character that was cut off. */
    void finish() {
        streams.forEach((channel, stream) -> take(channel, stream.decoder.end()));
    }

    /** The last line of a stream that is not blank. */
    Optional<String> lastLine(Channel channel) {
        return Optional.ofNullable(stream(channel).last());
    }

    private void take(Channel channel, String text) {
        stream(channel).remember(text);
        for (int from = 0; from < text.length(); from += PART) {
            output.write(
                    channel == Channel.STDOUT ? "stdout" : "stderr",
                    text.substring(from, Math.min(text.length(), from + PART)));
        }
    }

    private Stream stream(Channel channel) {
        return Objects.requireNonNull(streams.get(channel));
    }

    private static final class Stream {
        private final Utf8Decoder decoder = new Utf8Decoder();
        private final StringBuilder line = new StringBuilder();
        private @Nullable String last;

        void remember(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\n') {
                    endLine();
                } else if (line.length() < LONGEST_LINE) {
                    line.append(c);
                }
            }
        }

        private void endLine() {
            String text = line.toString().strip();
            line.setLength(0);
            if (!text.isEmpty()) {
                last = text;
            }
        }

        @Nullable
        String last() {
            endLine();
            return last;
        }
    }
}
