package dev.millrace.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "30s, 30000",
        "1m30s, 90000",
        "500ms, 500",
        "1.5s, 1500",
        "60, 60000",
        "0, 0",
        "0s, 0",
        "2h, 7200000",
        ".5s, 500",
        "1.s, 1000",
        "1h0.5m, 3630000",
        "1500us, 2",
        "1µs, 1",
        "1ns, 1",
        "250ms1s, 1250"
    })
    void readsGoNotationAndWholeSecondsToTheMillisecond(String text, long millis) {
        assertThat(Durations.parse(text)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "soonish",
                "",
                "-5s",
                "1.5",
                "5 s",
                "s",
                ".s",
                "1d",
                "5S",
                "3000000h",
                "99999999999999999999",
                "1e3s"
            })
    void refusesEverythingElse(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 100_000})
    void refusesLongDigitsWithoutReadingThem(int length) {
        assertThat(Durations.parse("1".repeat(length))).isEmpty();
    }

    @Property(tries = 200)
    void readsBackWhatIsWrittenInParts(
            @ForAll @IntRange(max = 100) int hours,
            @ForAll @IntRange(max = 59) int minutes,
            @ForAll @IntRange(max = 59_999) int millis) {
        Duration expected = Duration.ofHours(hours).plusMinutes(minutes).plusMillis(millis);
        assertThat(Durations.parse("%dh%dm%d.%03ds".formatted(hours, minutes, millis / 1000, millis % 1000)))
                .contains(expected);
    }
}
