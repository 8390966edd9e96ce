package dev.millrace.access;

import dev.millrace.config.Network;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a request comes from. Anybody can write anything into {@code X-Forwarded-For}: so the entries are followed from
 * the right, as long as a trusted proxy made them; the first address that is none is the client's.
 */
final class ClientAddress {
    private static final Pattern WITH_PORT = Pattern.compile("\\[([^\\]]+)\\](?::\\d+)?|([0-9.]+):\\d+");
    private static final int IPV6_NETWORK_BYTES = 8;

    private final List<Network> trusted;

    ClientAddress(List<Network> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    /**
     * The client's address.
     *
     * @param peer the other end of the connection
     * @param forwarded the values of {@code X-Forwarded-For}, in their order
     */
    InetAddress of(InetAddress peer, List<String> forwarded) {
        List<String> hops = forwarded.stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .toList();
        InetAddress address = peer;
        for (String hop : hops.reversed()) {
            Optional<InetAddress> before = isTrusted(address) ? literal(hop.strip()) : Optional.empty();
            if (before.isEmpty()) {
                return address;
            }
            address = before.get();
        }
        return address;
    }

    /** Whether this is a proxy whose headers are believed. */
    boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(network -> network.contains(address));
    }

    /**
     * For whom an address stands when requests are counted: itself, or for IPv6 its /64, of which a single machine can
     * have all 2 to the power of 64 addresses.
     */
    static String counted(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return address.getHostAddress();
        }
        StringBuilder network = new StringBuilder();
        for (int i = 0; i < IPV6_NETWORK_BYTES; i += 2) {
            network.append("%02x%02x:".formatted(bytes[i], bytes[i + 1]));
        }
        return network + ":/64";
    }

    /** An address, with or without a port; names are not looked up. */
    private static Optional<InetAddress> literal(String text) {
        Matcher matcher = WITH_PORT.matcher(text);
        String address = text;
        if (matcher.matches()) {
            address = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        }
        try {
            return Optional.of(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
