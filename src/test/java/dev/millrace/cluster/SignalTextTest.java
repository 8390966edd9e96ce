package dev.millrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTextTest {
    static final List<Signal> ALL = List.of(
            new Signal.Queued(7),
            new Signal.Asked(Long.MAX_VALUE),
            new Signal.Appended(7, 12),
            new Signal.CatalogChanged(),
            new Signal.NodesChanged(),
            new Signal.StatusChanged(7, 3, "deploy app"),
            new Signal.Outdated("products", "17"),
            new Signal.Outdated("products", ""));

    @ParameterizedTest
    @FieldSource("ALL")
    void a_signal_is_read_as_it_was_written(Signal signal) {
        assertThat(SignalText.read(SignalText.of(signal))).contains(signal);
    }

    @Test
    void all_kinds_of_signals_are_tried() {
        assertThat(ALL).extracting(Object::getClass).containsAll(List.of(Signal.class.getPermittedSubclasses()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "queued", "queued x", "appended 1", "status 1 2", "outdated", "of a newer version 1"})
    void what_is_not_a_signal_is_passed_over(String text) {
        assertThat(SignalText.read(text)).isEmpty();
    }
}
