package dev.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.Network;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
    private final ClientAddress addresses = new ClientAddress(
            Stream.of("10.0.0.0/8", "fd00::/8").map(Network::parse).toList());

    private String client(String peer, String... forwarded) {
        return addresses.of(InetAddress.ofLiteral(peer), List.of(forwarded)).getHostAddress();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            198.51.100.7 | 203.0.113.9                          | 198.51.100.7  # anybody can write the header
            10.0.0.1     | 203.0.113.9                          | 203.0.113.9
            10.0.0.1     | 1.1.1.1, 203.0.113.9                 | 203.0.113.9   # the client wrote the first one
            10.0.0.1     | 203.0.113.9, 10.0.0.2                | 203.0.113.9   # through two proxies
            10.0.0.1     | 1.1.1.1, 203.0.113.9, 10.9.9.9       | 203.0.113.9
            10.0.0.1     | 10.0.0.3, 10.0.0.2                   | 10.0.0.3      # a proxy itself calls
            10.0.0.1     | 203.0.113.9:4711                     | 203.0.113.9
            10.0.0.1     | [2001:db8::1]:443                    | 2001:db8:0:0:0:0:0:1
            fd00::1      | 2001:db8::1                          | 2001:db8:0:0:0:0:0:1
            10.0.0.1     | unknown                              | 10.0.0.1
            10.0.0.1     | localhost                            | 10.0.0.1      # names are not looked up
            10.0.0.1     | 203.0.113.9, evil.example, 10.0.0.2  | 10.0.0.2
            10.0.0.1     | ''                                   | 10.0.0.1
            """)
    void the_client_is_the_first_from_the_right_that_no_trusted_proxy_is(String peer, String header, String rest) {
        String expected = rest.replaceAll("\\s*#.*", "");

        assertThat(client(peer, header)).isEqualTo(expected);
    }

    @Test
    void several_headers_are_one_list() {
        assertThat(client("10.0.0.1", "1.1.1.1", "203.0.113.9", "10.0.0.2")).isEqualTo("203.0.113.9");
    }

    @Test
    void an_ipv4_address_in_ipv6_form_is_the_same_address() {
        assertThat(client("::ffff:10.0.0.1", "::ffff:203.0.113.9")).isEqualTo("203.0.113.9");
    }

    @Test
    void ipv6_addresses_of_one_network_are_counted_as_one() {
        String one = ClientAddress.counted(InetAddress.ofLiteral("2001:db8:1:2::1"));

        assertThat(ClientAddress.counted(InetAddress.ofLiteral("2001:db8:1:2:ffff:1:2:3")))
                .isEqualTo(one);
        assertThat(ClientAddress.counted(InetAddress.ofLiteral("2001:db8:1:3::1")))
                .isNotEqualTo(one);
        assertThat(ClientAddress.counted(InetAddress.ofLiteral("203.0.113.9"))).isEqualTo("203.0.113.9");
    }
}
