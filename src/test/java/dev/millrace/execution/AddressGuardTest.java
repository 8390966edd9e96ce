package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.network.AddressGuard;
import dev.millrace.network.AddressGuard.AddressRefused;
import dev.millrace.network.HttpClients;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of workflows reach no address of this machine or its networks, whatever leads there. */
class AddressGuardTest {
    private static final String PUBLIC = "93.184.215.14";

    private static final String REFUSAL = "which nobody may reach but by the setting that allows it";

    private final List<String> looked = new ArrayList<>();

    private static HttpCall call(String url) {
        return HttpCall.of(Map.of("url", url));
    }

    /** Answers each look-up with the next list of addresses. */
    private AddressGuard guard(String... answers) {
        return new AddressGuard(
                false,
                REFUSAL,
                host -> {
                    looked.add(host);
                    return addresses(answers[looked.size() - 1]);
                },
                address -> address.getHostAddress().equals("8.8.4.4"));
    }

    private static InetAddress resolve(AddressGuard guard, HttpCall call) throws IOException {
        HttpClients.Request request = call.request();
        return guard.addresses(request.uri().getHost(), request.trusted()).getFirst();
    }

    private static InetAddress[] addresses(String list) throws UnknownHostException {
        List<InetAddress> addresses = new ArrayList<>();
        for (String address : list.split(" ")) {
            addresses.add(InetAddress.getByName(address));
        }
        return addresses.toArray(InetAddress[]::new);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1 93.184.215.14",
                "93.184.215.14 169.254.169.254",
                "93.184.215.14 2606:4700::1 ::1",
                "fd00:ec2::254",
                "8.8.4.4",
            })
    void a_name_that_also_stands_for_an_address_within_is_refused(String addresses) {
        assertThatThrownBy(() -> resolve(guard(addresses), call("http://rebind.example/")))
                .isInstanceOf(AddressRefused.class)
                .hasMessageContaining(REFUSAL);
    }

    @Test
    void a_name_is_looked_up_once_so_that_its_address_cannot_change_in_between() throws IOException {
        InetAddress address = resolve(guard(PUBLIC, "127.0.0.1"), call("http://rebind.example/"));

        assertThat(address.getHostAddress()).isEqualTo(PUBLIC);
        assertThat(looked).containsExactly("rebind.example");
    }

    @Test
    void a_redirect_is_looked_up_and_checked_again() throws IOException {
        AddressGuard guard = guard(PUBLIC, "127.0.0.1");
        HttpCall first = call("http://rebind.example/");
        var _ = resolve(guard, first);

        assertThatThrownBy(() -> resolve(guard, first.redirected(302, "/again")))
                .isInstanceOf(AddressRefused.class);
    }

    /** With the look-up of the system, which also reads forms of addresses that no browser shows. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://127.1/",
                "http://2130706433/",
                "http://0x7f000001/",
                "http://0x7f.1/",
                "http://017700000001/",
                "http://0/",
                "http://localhost/",
                "http://localhost./",
                "http://LOCALHOST:80/",
                "http://[::1]/",
                "http://[::]/",
                "http://[::127.0.0.1]/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::ffff:7f00:1]/",
                "http://[64:ff9b::7f00:1]/",
                "http://[2002:7f00:1::]/",
                "http://[fe80::1]/",
                "http://169.254.169.254/latest/meta-data/",
                "http://metadata.google.internal./",
                "https://127.0.0.1/",
            })
    void no_way_to_write_this_machine_gets_through(String url) {
        assertThatThrownBy(() -> resolve(new AddressGuard(false, REFUSAL), call(url)))
                .isInstanceOfAny(IOException.class, InvalidInputs.class);
    }

    /** Others read it as 127.0.0.1; what counts is that the address which is checked is the one that is used. */
    @Test
    void a_number_with_a_zero_in_front_is_decimal() throws IOException {
        assertThat(resolve(new AddressGuard(false, REFUSAL), call("http://0177.0.0.1/"))
                        .getHostAddress())
                .isEqualTo("177.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "http://user:password@example.com/, user or password",
        "http://example.com@127.0.0.1/, user or password",
        "http://127.0.0.1\\@example.com/, not valid",
        "http://\u2460\u2461\u2466.0.0.1/, names no host",
        "http://\u0435xample.com/, names no host",
        "http:///path, names no host",
        "http://, not valid",
        "file:///etc/passwd, must begin with http",
        "gopher://127.0.0.1:6379/_x, must begin with http",
        "jar:http://127.0.0.1!/, must begin with http",
        "'http://example.com/\r\nHost: a', not valid",
        "http://exa mple.com/, not valid",
    })
    void what_two_readers_could_read_in_two_ways_is_no_address(String url, String why) {
        assertThatThrownBy(() -> call(url)).isInstanceOf(InvalidInputs.class).hasMessageContaining(why);
    }

    @Test
    void the_settings_can_name_or_allow_addresses_within() throws IOException {
        HttpCall own = call("http://github.internal/");
        HttpCall configured =
                new HttpCall(own.method(), own.uri(), own.headers(), "", own.timeout(), own.retryable(), true);

        assertThat(resolve(guard("10.0.0.1"), configured).getHostAddress()).isEqualTo("10.0.0.1");
        assertThat(resolve(new AddressGuard(true, REFUSAL), call("http://127.0.0.1/"))
                        .isLoopbackAddress())
                .isTrue();
        assertThat(configured.redirected(302, "/v2").configured()).isTrue();
        assertThat(configured.redirected(302, "http://github.internal:81/").configured())
                .isFalse();
        assertThat(configured.redirected(302, "http://other.internal/").configured())
                .isFalse();
    }
}
