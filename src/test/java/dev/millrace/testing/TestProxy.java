package dev.millrace.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * A way to a port of this machine that can be cut: then nothing comes through, in either direction and without a word, until
 * it is healed, as on a network that loses everything.
 */
public final class TestProxy implements AutoCloseable {
    private static final int BACKLOG = 100;

    private final int target;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch passable = new CountDownLatch(0);

    private TestProxy(int target, ServerSocket server) {
        this.target = target;
        this.server = server;
    }

    /** Leads to this port. */
    public static TestProxy to(int target) {
        try {
            TestProxy proxy = new TestProxy(target, new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
            Thread.startVirtualThread(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it begins, on 127.0.0.1. */
    public int port() {
        return server.getLocalPort();
    }

    /** Lets nothing through. */
    public void cut() {
        passable = new CountDownLatch(1);
    }

    /** Lets through what has come meanwhile, and everything from now on. */
    public void heal() {
        passable.countDown();
    }

    private void accept() {
        try {
            while (true) {
                Socket from = server.accept();
                sockets.add(from);
                Thread.startVirtualThread(() -> lead(from));
            }
        } catch (IOException _) {
            // It is closed.
        }
    }

    private void lead(Socket from) {
        try {
            passable.await();
            Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(to);
            from.setTcpNoDelay(true);
            to.setTcpNoDelay(true);
            Thread.startVirtualThread(() -> pump(from, to));
            pump(to, from);
        } catch (IOException _) {
            close(from);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                passable.await();
                out.write(buffer, 0, length);
            }
        } catch (IOException _) {
            // One of the two sides has gone; the other is told by the end of its stream.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            close(from);
            close(to);
        }
    }

    private void close(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        heal();
        sockets.forEach(this::close);
    }
}
