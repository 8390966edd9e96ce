package dev.millrace.session.driver;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * The only way out of a browser: a SOCKS proxy (RFC 1928) that connects it with what it may reach, whoever in it asks, and
 * for whatever protocol. Names are looked up here, so that the address that is judged is the one that is used. Each
 * browser has its own. Thread-safe.
 */
final class Gate implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Gate.class);

    private static final int BACKLOG = 64;
    private static final int MOST_CONNECTIONS = 512;
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(20);
    private static final Duration CONNECT = Duration.ofSeconds(15);

    private static final int SOCKS_5 = 5;
    private static final int CONNECT_COMMAND = 1;
    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;

    private final ServerSocket door;
    private final Reach reach;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile String refusal = "";

    private Gate(ServerSocket door, Reach reach) {
        this.door = door;
        this.reach = reach;
    }

    /** What RFC 1928 has as answers. */
    private enum Answer {
        CONNECTED(0),
        REFUSED(2),
        UNREACHABLE(4),
        UNKNOWN_COMMAND(7);

        private final byte code;

        Answer(int code) {
            this.code = (byte) code;
        }

        byte[] bytes() {
            return new byte[] {SOCKS_5, code, 0, IPV4, 0, 0, 0, 0, 0, 0};
        }
    }

    /** Where a browser wants to go. */
    private record Target(int command, String host, int port) {}

    /** Opens a gate on a port of the loopback. Throws E0102 when there is none free. */
    static Gate open(Reach reach) {
        try {
            Gate gate = new Gate(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), reach);
            Thread.ofVirtual().name("gate-" + gate.port()).start(gate::accept);
            return gate;
        } catch (IOException e) {
            throw new SessionException(
                    ErrorCode.E0102, "no port could be opened for what the browser sends: " + e.getMessage());
        }
    }

    /** The port that it listens on. */
    int port() {
        return door.getLocalPort();
    }

    /** Why it let something not through the last time; empty when it never did. */
    String refusal() {
        return refusal;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket browser = door.accept();
                if (open.size() >= MOST_CONNECTIONS) {
                    browser.close();
                } else {
                    Thread.ofVirtual().name("gate-connection").start(() -> serve(browser));
                }
            } catch (IOException e) {
                LOG.tracef("The gate on port %d: %s", port(), e.getMessage());
                LockSupport.parkNanos(AFTER_FAILURE.toNanos());
            }
        }
    }

    private void serve(Socket browser) {
        try (browser) {
            keep(browser);
            browser.setSoTimeout((int) HANDSHAKE.toMillis());
            DataInputStream in = new DataInputStream(browser.getInputStream());
            OutputStream out = browser.getOutputStream();
            Target target = greet(in, out);
            if (target.command() != CONNECT_COMMAND) {
                out.write(Answer.UNKNOWN_COMMAND.bytes());
                return;
            }
            try (Socket server = connect(target)) {
                keep(server);
                out.write(Answer.CONNECTED.bytes());
                browser.setSoTimeout(0);
                join(browser, server);
            } catch (RefusedException e) {
                out.write(e.answer.bytes());
            }
        } catch (IOException | InterruptedException e) {
            LOG.tracef("A connection through the gate on port %d ended: %s", port(), e.getMessage());
        } finally {
            open.removeIf(Socket::isClosed);
        }
    }

    /** From now on it is closed with the gate. */
    private void keep(Socket socket) throws IOException {
        open.add(socket);
        if (door.isClosed()) {
            socket.close();
        }
    }

    private static Target greet(DataInputStream in, OutputStream out) throws IOException {
        requireVersion(in.readUnsignedByte());
        in.skipNBytes(in.readUnsignedByte());
        out.write(new byte[] {SOCKS_5, 0});
        requireVersion(in.readUnsignedByte());
        int command = in.readUnsignedByte();
        in.skipNBytes(1);
        String host =
                switch (in.readUnsignedByte()) {
                    case IPV4 -> InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
                    case IPV6 -> InetAddress.getByAddress(in.readNBytes(16)).getHostAddress();
                    case NAME -> new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
                    default -> throw new IOException("an address of an unknown type");
                };
        return new Target(command, host, in.readUnsignedShort());
    }

    private static void requireVersion(int version) throws IOException {
        if (version != SOCKS_5) {
            throw new IOException("not the protocol of the gate");
        }
    }

    /** The target cannot be reached, or may not be. */
    private static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        private final Answer answer;

        RefusedException(Answer answer, IOException cause) {
            super(cause.getMessage(), cause);
            this.answer = answer;
        }
    }

    private Socket connect(Target target) throws RefusedException {
        Iterable<InetAddress> addresses;
        try {
            addresses = reach.addresses(target.host(), target.port());
        } catch (IOException e) {
            refusal = String.valueOf(e.getMessage());
            throw new RefusedException(Answer.REFUSED, e);
        }
        IOException failure = new IOException("no address");
        for (InetAddress address : addresses) {
            Socket server = new Socket();
            try {
                server.setTcpNoDelay(true);
                server.connect(new InetSocketAddress(address, target.port()), (int) CONNECT.toMillis());
                return server;
            } catch (IOException e) {
                failure = e;
                closeQuietly(server);
            }
        }
        refusal = "%s, port %d: %s".formatted(target.host(), target.port(), failure.getMessage());
        throw new RefusedException(Answer.UNREACHABLE, failure);
    }

    /** Hands on what either of them sends, until both have ended. */
    private static void join(Socket browser, Socket server) throws InterruptedException {
        Thread back = Thread.ofVirtual().name("gate-answer").start(() -> pump(server, browser));
        pump(browser, server);
        back.join();
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException _) {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.tracef("A socket did not close: %s", e.getMessage());
        }
    }

    /** Ends all connections. */
    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            LOG.tracef("The gate on port %d did not close: %s", port(), e.getMessage());
        }
        open.forEach(Gate::closeQuietly);
    }
}
