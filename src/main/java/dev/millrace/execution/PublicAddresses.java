package dev.millrace.execution;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** Tells the addresses of the public internet from all others. */
final class PublicAddresses {
    /** The blocks that IANA's registry of special-purpose IPv4 addresses lists as not globally reachable. */
    private static final List<Block> SPECIAL_V4 = List.of(
            block(0, 0, 8),
            block(10, 0, 8),
            block(100, 64, 10),
            block(127, 0, 8),
            block(169, 254, 16),
            block(172, 16, 12),
            block(192, 168, 16),
            block(198, 18, 15),
            block(224, 0, 3));

    private PublicAddresses() {}

    /** Addresses of which the first bits are the same; none of the blocks is longer than 16 bits. */
    private record Block(int start, int bits) {
        boolean includes(byte[] address) {
            int head = (Byte.toUnsignedInt(address[0]) << 8) | Byte.toUnsignedInt(address[1]);
            return head >> (16 - bits) == start >> (16 - bits);
        }
    }

    private static Block block(int first, int second, int bits) {
        return new Block((first << 8) | second, bits);
    }

    /** Whether it is one. IPv6 addresses that stand for an IPv4 address are judged by that. */
    static boolean include(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? includeV4(bytes) : includeV6(bytes);
    }

    private static boolean includeV4(byte[] bytes) {
        boolean protocolAssignments = bytes[0] == (byte) 192 && bytes[1] == 0 && (bytes[2] == 0 || bytes[2] == 2);
        return !protocolAssignments && SPECIAL_V4.stream().noneMatch(block -> block.includes(bytes));
    }

    private static boolean includeV6(byte[] bytes) {
        int first = (Byte.toUnsignedInt(bytes[0]) << 8) | Byte.toUnsignedInt(bytes[1]);
        int second = (Byte.toUnsignedInt(bytes[2]) << 8) | Byte.toUnsignedInt(bytes[3]);
        if (first == 0x64 && second == 0xff9b) {
            return includeV4(Arrays.copyOfRange(bytes, 12, 16)) && bytes[4] == 0 && bytes[5] == 0;
        }
        if (first == 0x2002) {
            return includeV4(Arrays.copyOfRange(bytes, 2, 6));
        }
        // Global unicast is 2000::/3; within it Teredo (2001::/32) hides an IPv4 address, 2001:db8::/32 is for books.
        boolean globalUnicast = first >> 13 == 1;
        boolean special = first == 0x2001 && (second == 0 || second == 0xdb8);
        return globalUnicast && !special;
    }
}
