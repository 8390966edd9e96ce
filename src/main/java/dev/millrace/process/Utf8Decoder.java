package dev.millrace.process;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Makes text of bytes that come in pieces, which may end in the middle of a character. What is not UTF-8 becomes U+FFFD.
 * Used by one thread at a time.
 */
public final class Utf8Decoder {
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private ByteBuffer undecoded = ByteBuffer.allocate(0);

    /** The text of these bytes; the beginning of a character waits for its other bytes. */
    public String decode(ByteBuffer bytes) {
        return decode(bytes, false);
    }

    /** What is left when no more bytes come. Nothing is decoded afterwards. */
    public String end() {
        return decode(ByteBuffer.allocate(0), true);
    }

    private String decode(ByteBuffer bytes, boolean end) {
        ByteBuffer input = ByteBuffer.allocate(undecoded.remaining() + bytes.remaining());
        input.put(undecoded).put(bytes).flip();
        CharBuffer text = CharBuffer.allocate(input.remaining() + 1);
        decoder.decode(input, text, end);
        if (end) {
            decoder.flush(text);
        }
        undecoded = input;
        return text.flip().toString();
    }
}
