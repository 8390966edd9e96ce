package dev.millrace.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.1.2.3",
                "100.64.0.1",
                "100.127.255.255",
                "127.8.9.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.19.0.1",
                "198.51.100.7",
                "203.0.113.255",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "64:ff9b:1::a00:1",
                "64:ff9b::1:0:101:101",
                "::127.0.0.1",
                "::8.8.8.8",
                "2002:7f00:1::",
                "2001::1",
                "2001:0:53aa:64c:0:7a90:f5ff:fffe",
                "2001:2::1",
                "2001:10::1",
                "3fff:fff:1::1",
                "2606:4700::5efe:7f00:1",
                "2606:4700::200:5efe:a00:1",
                "fec0::1",
                "100::1",
                "2001:db8::1",
                "fc00::1",
                "fe80::1",
                "ff02::1"
            })
    void addresses_of_machines_and_their_networks_are_not_public(String address) throws UnknownHostException {
        assertThat(PublicAddresses.include(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.1",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.0.1",
                "172.32.0.1",
                "192.0.1.1",
                "192.88.98.1",
                "192.88.100.1",
                "192.167.1.1",
                "198.17.0.1",
                "198.20.0.1",
                "198.51.99.1",
                "203.0.114.1",
                "223.255.255.255",
                "2606:4700::1",
                "2606:4700::5efe:101:101",
                "2001:200::1",
                "3fff:1000::1",
                "2001:4860:4860::8888",
                "64:ff9b::101:101",
                "2002:101:101::"
            })
    void addresses_of_the_internet_are(String address) throws UnknownHostException {
        assertThat(PublicAddresses.include(InetAddress.getByName(address))).isTrue();
    }
}
