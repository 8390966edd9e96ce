package dev.millrace.session.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.session.error.SessionException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapabilityTest {
    private final Capability capability = new Capability(
            Set.of("browserName", "--headless*", "--window-size=*", "--lang=*", "--force-device-scale-factor=*"));

    private List<String> chosen(String... arguments) {
        return capability.chosenArguments(
                Map.of("browserName", "chrome", "goog:chromeOptions", Map.of("args", List.of(arguments))));
    }

    @Test
    void arguments_that_a_pattern_fits_are_taken_with_or_without_dashes() {
        assertThat(chosen("--headless=new", "lang=de", "--window-size=1024,600", "--force-device-scale-factor=1.5"))
                .containsExactly(
                        "--headless=new", "--lang=de", "--window-size=1024,600", "--force-device-scale-factor=1.5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--no-sandbox",
                "--lang",
                "--language=de",
                "--window-size=1024,60000",
                "--window-size=1024",
                "--window-size=0,0",
                "--window-size=4097,10",
                "--force-device-scale-factor=4.5",
                "--force-device-scale-factor=1e3",
            })
    void others_and_enormous_ones_are_refused(String argument) {
        assertThatThrownBy(() -> chosen(argument)).isInstanceOf(SessionException.class);
    }
}
