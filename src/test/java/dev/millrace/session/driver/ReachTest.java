package dev.millrace.session.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.network.AddressGuard;
import dev.millrace.session.error.SessionException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which hosts sessions reach when the settings allow all of the web, and name one of their own. */
class ReachTest {
    private static final InetAddress WITHIN = address("10.1.2.3");
    private static final InetAddress PUBLIC = address("93.184.215.14");

    private final Reach reach = new Reach(
            new HostRules(Set.of("*", "intranet.example")),
            new AddressGuard(
                    false,
                    "which is refused",
                    host -> new InetAddress[] {host.equals("public.example") ? PUBLIC : WITHIN},
                    _ -> false));

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_host_that_is_named_may_be_anywhere_and_others_only_in_public() throws IOException {
        assertThat(reach.addresses("public.example", 80)).isEqualTo(List.of(PUBLIC));
        assertThat(reach.addresses("Intranet.Example.", 80)).isEqualTo(List.of(WITHIN));
        assertThatThrownBy(() -> reach.addresses("rebind.example", 80)).isInstanceOf(AddressGuard.AddressRefused.class);
        assertThat(reach.trusts(URI.create("http://intranet.example/"))).isTrue();
        assertThat(reach.trusts(URI.create("http://public.example/"))).isFalse();
    }

    @Test
    void what_is_refused_is_told_before_a_browser_is_asked() {
        assertThatThrownBy(() -> reach.require("http://rebind.example/"))
                .isInstanceOf(SessionException.class)
                .hasMessageContaining("10.1.2.3")
                .hasMessageContaining("which is refused");
        assertThat(reach.require("http://public.example/")).hasHost("public.example");
    }

    @Test
    void a_port_that_is_closed_is_closed_for_all_hosts() throws IOException {
        reach.closePort(9515);
        assertThatThrownBy(() -> reach.addresses("intranet.example", 9515)).hasMessageContaining("9515");
        reach.openPort(9515);
        assertThat(reach.addresses("intranet.example", 9515)).isNotEmpty();
    }
}
