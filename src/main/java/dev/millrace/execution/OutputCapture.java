package dev.millrace.execution;

import dev.millrace.process.Channel;
import dev.millrace.process.OutputListener;
import dev.millrace.process.Utf8Decoder;
import dev.millrace.secret.Mask;
import dev.millrace.secret.MaskedStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a process writes: to the log as it comes, with secrets masked, and the beginning of each stream, up to a
 * limit, as the step's output. What the limit has cut does not end in a part of a secret. Bytes that are no UTF-8 become replacement characters. Used by the process's reader thread, and by the
 * execution's thread when the process has ended.
 */
final class OutputCapture implements OutputListener {
    private final Log log;
    private final Supplier<Mask> mask;
    private final Map<Channel, Captured> streams = new EnumMap<>(Channel.class);

    /** Takes text as it comes. */
    @FunctionalInterface
    interface Log {
        /** Adds text of {@code stdout} or {@code stderr}. */
        void add(String stream, String text);
    }

    /** @param mask of the secrets that are known when it is asked */
    OutputCapture(Log log, int limit, Supplier<Mask> mask) {
        this.log = log;
        this.mask = mask;
        for (Channel channel : Channel.values()) {
            streams.put(channel, new Captured(limit));
        }
    }

    @Override
    public void onOutput(Channel channel, ByteBuffer bytes) {
        Captured captured = stream(channel);
        captured.keep(bytes.duplicate());
        log(channel, captured.masked.add(mask.get(), captured.decoder.decode(bytes)));
    }

    /** Logs what is left: of a character that was cut off in the middle, and what could have become a secret. */
    void finish() {
        streams.forEach((channel, captured) -> {
            String rest = captured.masked.add(mask.get(), captured.decoder.end());
            log(channel, rest + captured.masked.finish());
        });
    }

    private void log(Channel channel, String text) {
        if (!text.isEmpty()) {
            log.add(channel == Channel.STDOUT ? "stdout" : "stderr", text);
        }
    }

    String stderr() {
        return whole(stream(Channel.STDERR));
    }

    /** The first bytes of a stream, at most this many, in this encoding. */
    String text(Channel channel, long most, Charset encoding) {
        Captured captured = stream(channel);
        byte[] bytes = captured.kept.toByteArray();
        String text = new String(bytes, 0, (int) Math.min(bytes.length, most), encoding);
        return captured.truncated || most < bytes.length ? mask.get().withoutCutSecret(text) : text;
    }

    private String whole(Captured captured) {
        return captured.truncated ? mask.get().withoutCutSecret(captured.text()) : captured.text();
    }

    Outcome outcome(StepStatus status, int exitCode, @Nullable Failure error) {
        Captured out = stream(Channel.STDOUT);
        Captured err = stream(Channel.STDERR);
        return new Outcome(status, exitCode, whole(out), whole(err), out.truncated || err.truncated, null, null, error);
    }

    private Captured stream(Channel channel) {
        return Objects.requireNonNull(streams.get(channel));
    }

    private static final class Captured {
        private final int limit;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final Utf8Decoder decoder = new Utf8Decoder();
        private final MaskedStream masked = new MaskedStream();
        private boolean truncated;

        Captured(int limit) {
            this.limit = limit;
        }

        void keep(ByteBuffer bytes) {
            int room = Math.min(bytes.remaining(), limit - kept.size());
            truncated |= room < bytes.remaining();
            byte[] copy = new byte[room];
            bytes.get(copy);
            kept.writeBytes(copy);
        }

        String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }
}
