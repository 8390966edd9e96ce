package dev.millrace.execution;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.function.Predicate;

/**
 * Finds the address to connect to for a request of a workflow. A name is looked up once, and all that it stands for must
 * be within reach: whoever rules over a name can change its addresses at any time. Thread-safe.
 */
final class AddressGuard {
    private final boolean allowPrivate;
    private final Resolver resolver;
    private final Predicate<InetAddress> ours;

    /** Looks up names. */
    @FunctionalInterface
    interface Resolver {
        /** All addresses of a host's name, or the one that it writes out; at least one. May take long. */
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /** Workflows may not reach this address. */
    static final class AddressRefused extends IOException {
        private static final long serialVersionUID = 1L;

        AddressRefused(String message) {
            super(message);
        }
    }

    /** With the look-up of the system. */
    AddressGuard(boolean allowPrivate) {
        this(allowPrivate, InetAddress::getAllByName, AddressGuard::isOurs);
    }

    /**
     * With another look-up.
     *
     * @param allowPrivate whether everything is within reach
     * @param ours whether an address is this machine's own, which may be a public one
     */
    AddressGuard(boolean allowPrivate, Resolver resolver, Predicate<InetAddress> ours) {
        this.allowPrivate = allowPrivate;
        this.resolver = resolver;
        this.ours = ours;
    }

    /**
     * The address for a request.
     *
     * @throws AddressRefused when workflows may not reach where it goes
     */
    InetAddress resolve(HttpCall call) throws IOException {
        String host = call.uri().getHost();
        InetAddress[] addresses = resolver.addresses(host);
        for (InetAddress address : addresses) {
            if (!allowPrivate && !call.configured() && (!PublicAddresses.include(address) || ours.test(address))) {
                throw new AddressRefused(
                        "%s is %s, an address of this machine or its networks, which workflows may not reach; the setting http_steps.allow_private_addresses allows it"
                                .formatted(host, address.getHostAddress()));
            }
        }
        return addresses[0];
    }

    private static boolean isOurs(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException _) {
            return false;
        }
    }
}
