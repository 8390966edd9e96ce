package dev.millrace.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What a watcher gets of a topic. */
class TopicTest {
    private static final int KEPT = 1_024;

    private static List<Long> numbers(List<Message> messages) {
        return messages.stream().map(Message::seq).toList();
    }

    /** Either exactly what follows, or nothing, when what comes next is not held any more. */
    @Property
    void what_follows_a_number_comes_whole_or_not_at_all(
            @ForAll @LongRange(min = 1, max = 50) long first,
            @ForAll @IntRange(min = 0, max = 2_000) int count,
            @ForAll @LongRange(min = 0, max = 2_100) long after) {
        Topic topic = new Topic();
        LongStream.range(first, first + count)
                .forEach(seq -> topic.add(List.of(new Message(seq, "x", "{}", "source"))));

        long last = first + count - 1;
        boolean held = count > 0 && after + 1 >= Math.max(first, last - KEPT + 1) && after < last;
        assertThat(numbers(topic.after(after)))
                .isEqualTo(
                        held ? LongStream.rangeClosed(after + 1, last).boxed().toList() : List.of());
    }

    @Property(tries = 20)
    void nothing_is_told_beyond_a_gap(@ForAll @LongRange(min = 1, max = 20) long before) {
        Topic topic = new Topic();
        LongStream.rangeClosed(1, before).forEach(seq -> topic.add(List.of(new Message(seq, "x", "{}", "source"))));
        topic.add(List.of(new Message(before + 2, "x", "{}", "source")));

        assertThat(numbers(topic.after(0)))
                .isEqualTo(LongStream.rangeClosed(1, before).boxed().toList());
        assertThat(topic.after(before)).isEmpty();
    }
}
