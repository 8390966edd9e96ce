package dev.millrace.network;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** Tells the addresses of the public internet from all others. */
final class PublicAddresses {
    private static final int BLOCK_BITS = 24;

    /**
     * The blocks that IANA's registry of special-purpose IPv4 addresses lists as not globally reachable, besides multicast,
     * what is reserved, and the relays of 6to4 (RFC 7526).
     */
    private static final List<Block> SPECIAL_V4 = List.of(
            block(0, 0, 0, 8),
            block(10, 0, 0, 8),
            block(100, 64, 0, 10),
            block(127, 0, 0, 8),
            block(169, 254, 0, 16),
            block(172, 16, 0, 12),
            block(192, 0, 0, 24),
            block(192, 0, 2, 24),
            block(192, 88, 99, 24),
            block(192, 168, 0, 16),
            block(198, 18, 0, 15),
            block(198, 51, 100, 24),
            block(203, 0, 113, 24),
            block(224, 0, 0, 3));

    private PublicAddresses() {}

    /** Addresses of which the first bits are the same, at most 24. */
    private record Block(int start, int bits) {
        boolean includes(byte[] address) {
            int head = unsigned(address, 0) << 8 | Byte.toUnsignedInt(address[2]);
            return head >> (BLOCK_BITS - bits) == start >> (BLOCK_BITS - bits);
        }
    }

    private static Block block(int first, int second, int third, int bits) {
        return new Block(first << 16 | second << 8 | third, bits);
    }

    /** Whether it is one. IPv6 addresses that stand for an IPv4 address are judged by that. */
    static boolean include(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? includeV4(bytes) : includeV6(bytes);
    }

    private static boolean includeV4(byte[] bytes) {
        return SPECIAL_V4.stream().noneMatch(block -> block.includes(bytes));
    }

    private static boolean includeV6(byte[] bytes) {
        int first = unsigned(bytes, 0);
        int second = unsigned(bytes, 2);
        if (first == 0x64 && second == 0xff9b) {
            boolean translated = Arrays.equals(bytes, 4, 12, new byte[8], 0, 8);
            return translated && includeV4(Arrays.copyOfRange(bytes, 12, 16));
        }
        if (first == 0x2002) {
            return includeV4(Arrays.copyOfRange(bytes, 2, 6));
        }
        if (isIsatap(bytes) && !includeV4(Arrays.copyOfRange(bytes, 12, 16))) {
            return false;
        }
        // Global unicast is 2000::/3. In it, 2001::/23 is for protocols (Teredo hides an IPv4 address), two are for
        // books.
        boolean globalUnicast = first >> 13 == 1;
        boolean protocol = first == 0x2001 && second >> 9 == 0;
        boolean documentation = (first == 0x2001 && second == 0xdb8) || (first == 0x3fff && second >> 12 == 0);
        return globalUnicast && !protocol && !documentation;
    }

    /** Whether the second half is made of an IPv4 address (RFC 5214, section 6.1). */
    private static boolean isIsatap(byte[] bytes) {
        return (unsigned(bytes, 8) & 0xfdff) == 0 && unsigned(bytes, 10) == 0x5efe;
    }

    private static int unsigned(byte[] bytes, int index) {
        return Byte.toUnsignedInt(bytes[index]) << 8 | Byte.toUnsignedInt(bytes[index + 1]);
    }
}
