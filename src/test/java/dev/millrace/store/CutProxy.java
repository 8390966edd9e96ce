package dev.millrace.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/** Stands between a client and a server, and cuts a connection at the commit that a test chooses. */
final class CutProxy implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicReference<Cut> next = new AtomicReference<>(Cut.NONE);
    private final int serverPort;

    /** Where a connection is cut. */
    enum Cut {
        NONE,
        /** The server never sees the commit. */
        BEFORE_COMMIT,
        /** The server commits, and its answer does not come. */
        AFTER_COMMIT
    }

    CutProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Has the next commit meet this. */
    void cut(Cut cut) {
        next.set(cut);
    }

    /** Whether the cut that was asked for has happened. */
    boolean hasCut() {
        return next.get() == Cut.NONE;
    }

    private void accept() {
        while (true) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                AtomicReference<Cut> cut = new AtomicReference<>(Cut.NONE);
                Thread.startVirtualThread(() -> pump(client, server, cut, true));
                Thread.startVirtualThread(() -> pump(server, client, cut, false));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void pump(Socket from, Socket to, AtomicReference<Cut> cut, boolean fromClient) {
        byte[] buffer = new byte[64 << 10];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
                if (fromClient && isCommit(buffer, length)) {
                    cut.set(next.getAndSet(Cut.NONE));
                }
                boolean ends = fromClient ? cut.get() == Cut.BEFORE_COMMIT : cut.get() == Cut.AFTER_COMMIT;
                if (ends) {
                    return;
                }
                out.write(buffer, 0, length);
                out.flush();
            }
        } catch (IOException _) {
            // The other side is closed with this one.
        }
    }

    private static boolean isCommit(byte[] buffer, int length) {
        return new String(Arrays.copyOf(buffer, length), StandardCharsets.ISO_8859_1).endsWith("COMMIT");
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
