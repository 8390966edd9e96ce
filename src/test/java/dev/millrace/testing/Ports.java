package dev.millrace.testing;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that cannot be asked which one the system chose for them. */
public final class Ports {
    /** Below those that systems give to outgoing connections, of which one may take a port while its server is down. */
    private static final int FIRST = 12_000;

    private static final int END = 32_000;

    private Ports() {}

    /** A port of 127.0.0.1 that nobody listens on now. */
    public static int free() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (BindException _) {
                // Somebody listens there; the next one.
            }
        }
    }
}
