package dev.millrace.session.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.session.error.SessionException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostRulesTest {
    private final HostRules some = new HostRules(Set.of("example.com", "*.example.org"));

    @Test
    void names_and_what_is_below_them_are_told_apart() {
        assertThat(some.allow("EXAMPLE.com")).isTrue();
        assertThat(some.allow("www.example.com")).isFalse();
        assertThat(some.allow("a.b.example.org")).isTrue();
        assertThat(some.allow("example.org")).isFalse();
        assertThat(some.allow("badexample.org")).isFalse();
        assertThat(new HostRules(Set.of("*")).allow("anything")).isTrue();
        assertThat(some.require("https://example.com/a?b").getHost()).isEqualTo("example.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "javascript:alert(1)",
                "data:text/html,x",
                "chrome://settings",
                "view-source:http://example.com",
                "http://example.net",
                "http://example.com@evil.net/",
                "http:///x",
                "example.com",
                "http://exa mple.com"
            })
    void other_places_are_refused(String address) {
        assertThatThrownBy(() -> some.require(address)).isInstanceOf(SessionException.class);
    }

    @Test
    void the_browser_is_told_the_same() {
        assertThat(some.resolverRules()).isEqualTo("MAP * ~NOTFOUND, EXCLUDE *.example.org, EXCLUDE example.com");
    }
}
