package dev.millrace.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LogTailTest {
    @Test
    void a_short_log_is_whole() {
        assertThat(LogTail.of(List.of("one\n", "two\n").stream(), 8)).isEqualTo(new LogTail("one\ntwo\n", false));
    }

    @Property
    void it_is_the_end_of_the_log(@ForAll List<String> pieces, @ForAll @IntRange(min = 1, max = 50) int characters) {
        String all = String.join("", pieces);
        LogTail tail = LogTail.of(pieces.stream(), characters);
        assertThat(tail.text()).isEqualTo(all.substring(Math.max(0, all.length() - characters)));
        assertThat(tail.truncated()).isEqualTo(all.length() > characters);
    }
}
