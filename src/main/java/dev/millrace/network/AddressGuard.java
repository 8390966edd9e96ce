package dev.millrace.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds the addresses to connect to for a host that somebody else has chosen. A name is looked up once, and all that it
 * stands for must be within reach: whoever rules over a name can change its addresses at any time. Thread-safe.
 */
public final class AddressGuard {
    private final boolean allowPrivate;
    private final String refusal;
    private final Resolver resolver;
    private final Predicate<InetAddress> ours;

    /** Looks up names. */
    @FunctionalInterface
    public interface Resolver {
        /** All addresses of a host's name, or the one that it writes out; at least one. May take long. */
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /** This address may not be reached. */
    public static final class AddressRefused extends IOException {
        private static final long serialVersionUID = 1L;

        AddressRefused(String message) {
            super(message);
        }
    }

    /**
     * With the look-up of the system.
     *
     * @param allowPrivate whether everything is within reach
     * @param refusal the rest of a sentence that begins with an address: who may not reach it, and what would allow it
     */
    public AddressGuard(boolean allowPrivate, String refusal) {
        this(allowPrivate, refusal, new LookUps(), AddressGuard::isOurs);
    }

    /**
     * With another look-up.
     *
     * @param ours whether an address is this machine's own, which may be a public one
     */
    public AddressGuard(boolean allowPrivate, String refusal, Resolver resolver, Predicate<InetAddress> ours) {
        this.allowPrivate = allowPrivate;
        this.refusal = refusal;
        this.resolver = resolver;
        this.ours = ours;
    }

    /**
     * The addresses of a host, at least one.
     *
     * @param trusted whether the server's settings name the host, so that it may be anywhere
     * @throws AddressRefused when one of them may not be reached
     * @throws UnknownHostException when there is none
     */
    public List<InetAddress> addresses(String host, boolean trusted) throws IOException {
        InetAddress[] addresses = resolver.addresses(host);
        for (InetAddress address : addresses) {
            if (!allowPrivate && !trusted && (!PublicAddresses.include(address) || ours.test(address))) {
                throw new AddressRefused("%s is %s, an address of this machine or its networks, %s"
                        .formatted(host, address.getHostAddress(), refusal));
            }
        }
        return List.of(addresses);
    }

    private static boolean isOurs(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException _) {
            return false;
        }
    }
}
