package dev.millrace.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A range of IP addresses that begin with the same bits, such as {@code 10.0.0.0/8} (CIDR, RFC 4632).
 *
 * @param prefix how many leading bits they share, 0 to 32 or 128
 */
public record Network(InetAddress address, int prefix) {
    private static final Pattern FORM = Pattern.compile("([0-9A-Fa-f:.]{2,45})(?:/(\\d{1,3}))?");

    /**
     * Reads a range, or one address. Names are never looked up.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static Network parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a network: " + text);
        }
        InetAddress address = InetAddress.ofLiteral(matcher.group(1));
        int most = address.getAddress().length * 8;
        int prefix = prefix(matcher.group(2), most);
        if (prefix > most) {
            throw new IllegalArgumentException("the prefix is longer than the address: " + text);
        }
        return new Network(address, prefix);
    }

    /** The address that a name stands for, or a text is; empty when there is none. */
    static Optional<InetAddress> lookup(String host) {
        try {
            return Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException _) {
            return Optional.empty();
        }
    }

    private static int prefix(@Nullable String text, int most) {
        return text == null ? most : Integer.parseInt(text);
    }

    /** Whether an address is of this range. An address of the other kind (IPv4, IPv6) is not. */
    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] its = other.getAddress();
        if (mine.length != its.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((mine[bit / 8] & mask) != (its[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
