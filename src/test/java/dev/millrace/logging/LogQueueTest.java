package dev.millrace.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;

class LogQueueTest {
    private static final int MANY = 10_000;

    private final Sink sink = new Sink();
    private final LogQueue queue = LogQueue.before(sink);

    /** Keeps what it gets, as soon as it is open. */
    private static final class Sink extends ExtHandler {
        private final CountDownLatch open = new CountDownLatch(1);
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final AtomicInteger flushes = new AtomicInteger();

        @Override
        protected void doPublish(ExtLogRecord record) {
            while (true) {
                try {
                    open.await();
                    break;
                } catch (InterruptedException _) {
                    // The test opens it.
                }
            }
            lines.add(record.getMessage());
        }

        @Override
        public void flush() {
            flushes.incrementAndGet();
        }
    }

    private void log(int number) {
        queue.publish(new ExtLogRecord(Level.INFO, String.valueOf(number), LogQueueTest.class.getName()));
    }

    @Test
    void when_there_is_no_place_those_who_log_wait_and_nothing_is_lost() throws Exception {
        Thread logger = Thread.ofPlatform().start(() -> IntStream.range(0, MANY).forEach(this::log));
        await().until(() -> logger.getState() == Thread.State.WAITING);

        sink.open.countDown();
        logger.join();
        queue.stop();

        assertThat(sink.lines)
                .containsExactlyElementsOf(
                        IntStream.range(0, MANY).mapToObj(String::valueOf).toList());
        assertThat(sink.flushes).hasValueLessThan(MANY / 10);
    }

    @Test
    void an_interrupted_thread_still_says_why_and_stays_interrupted() throws Exception {
        sink.open.countDown();

        Thread.currentThread().interrupt();
        log(1);
        boolean interrupted = Thread.interrupted();
        queue.stop();

        assertThat(interrupted).isTrue();
        assertThat(sink.lines).containsExactly("1");
    }

    @Test
    void what_is_logged_after_the_end_is_written_at_once() throws Exception {
        sink.open.countDown();
        queue.stop();
        int before = sink.flushes.get();

        log(1);

        assertThat(sink.lines).containsExactly("1");
        assertThat(sink.flushes).hasValue(before + 1);
    }
}
