package dev.millrace.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Requests that a proper client does not send. */
public final class RawHttp {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");
    private static final int PATIENCE_MILLIS = 10_000;

    private RawHttp() {}

    /**
     * Sends a request line and headers as who may do everything, and asks the server to close the connection after the
     * answer.
     */
    public static String request(TestServer server, String line, String... headers) {
        StringBuilder request = new StringBuilder(line).append("\r\n");
        server.key().ifPresent(key -> request.append("X-API-Key: ").append(key).append("\r\n"));
        Stream.of(headers).forEach(header -> request.append(header).append("\r\n"));
        return exchange(server, request.append("Connection: close\r\n\r\n").toString());
    }

    /** Sends a text as it is, and answers all that comes until the server closes the connection. */
    public static String exchange(TestServer server, String text) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The statuses of all answers. */
    public static int[] statuses(String answers) {
        return STATUS.matcher(answers)
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .toArray();
    }
}
