package dev.millrace.session.driver;

import dev.millrace.network.AddressGuard;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where sessions may connect to: the hosts of {@code sessions.allowed_hosts}, and of those that only {@code *} allows the
 * ones with public addresses. Thread-safe.
 */
public final class Reach {
    private final HostRules hosts;
    private final AddressGuard guard;

    /** Ports of this machine that nobody may reach from a page: what listens there starts programs for whoever asks. */
    private final Set<Integer> closedPorts = ConcurrentHashMap.newKeySet();

    public Reach(HostRules hosts, boolean allowPrivateAddresses) {
        this(
                hosts,
                new AddressGuard(
                        allowPrivateAddresses,
                        "which sessions may not reach; name the host in sessions.allowed_hosts, or set sessions.allow_private_addresses"));
    }

    Reach(HostRules hosts, AddressGuard guard) {
        this.hosts = hosts;
        this.guard = guard;
    }

    /** The names that the settings allow. */
    HostRules hosts() {
        return hosts;
    }

    /** What looks up and judges names; for requests that are sent to the address that it has found. */
    public AddressGuard guard() {
        return guard;
    }

    /** Whether the settings name a host, so that it may be anywhere. */
    public boolean trusts(URI address) {
        return address.getHost() != null && hosts.name(address.getHost());
    }

    /** Closes a port of this machine. */
    void closePort(int port) {
        closedPorts.add(port);
    }

    /** Opens a port that was closed. */
    void openPort(int port) {
        closedPorts.remove(port);
    }

    /**
     * The address that a text is; see {@link HostRules#require}.
     *
     * @throws SessionException E0403 also when its host stands for an address that may not be reached
     */
    public URI require(String text) {
        URI address = hosts.require(text);
        if (address.getHost() != null && !hosts.name(address.getHost())) {
            try {
                guard.addresses(address.getHost(), false);
            } catch (AddressGuard.AddressRefused e) {
                throw new SessionException(
                        ErrorCode.E0403, "`%s` cannot be opened: %s".formatted(text, e.getMessage()));
            } catch (IOException _) {
                // The browser says that there is no such host.
            }
        }
        return address;
    }

    /**
     * The address that a text is for a device: as {@link #require}, or a link into an app, whose scheme is the app's own.
     *
     * @throws SessionException E0403 for any other
     */
    public URI requireLink(String text) {
        return HostRules.isLinkIntoApp(text) ? HostRules.uri(text) : require(text);
    }

    /**
     * The addresses to connect to.
     *
     * @param host a name or an address, as a browser writes it
     * @throws IOException when it may not be reached or is not known; the message says which
     */
    List<InetAddress> addresses(String host, int port) throws IOException {
        List<InetAddress> addresses = addresses(host);
        if (closedPorts.contains(port)) {
            throw new IOException("the port %d belongs to a browser's driver".formatted(port));
        }
        return addresses;
    }

    /** The same where the port was looked at before. */
    List<InetAddress> addresses(String host) throws IOException {
        if (!hosts.allow(host)) {
            throw new IOException("sessions.allowed_hosts does not allow " + host);
        }
        return guard.addresses(host, hosts.name(host));
    }
}
