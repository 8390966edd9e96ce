package dev.millrace.logging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.logging.Handler;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;

/**
 * Hands what is logged to other handlers on a thread of its own, a few milliseconds later: so those who log do not wait,
 * and many lines go out in one write when there are many. Only what is fatal is written at once. When the queue is full, those
 * who log wait for a place: no line is lost. Thread-safe.
 */
final class LogQueue extends ExtHandler {
    private static final int CAPACITY = 4_096;
    private static final Duration GATHERING = Duration.ofMillis(5);

    private final BlockingQueue<ExtLogRecord> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final Thread writer;
    private volatile boolean stopped;

    private LogQueue(Handler... handlers) {
        super.setHandlers(handlers);
        this.writer = Thread.ofPlatform().daemon().name("log").unstarted(this::write);
    }

    /** A queue before these handlers. */
    static LogQueue before(Handler... handlers) {
        LogQueue queue = new LogQueue(handlers);
        queue.writer.start();
        return queue;
    }

    @Override
    protected void doPublish(ExtLogRecord record) {
        boolean last = record.getLevel().intValue() >= Level.FATAL.intValue();
        if (stopped || last || Thread.currentThread() == writer) {
            // What is fatal may be the last that this process does.
            List<ExtLogRecord> lines = waiting();
            lines.add(record);
            writeAll(lines);
            return;
        }
        record.disableCallerCalculation();
        record.copyMdc();
        put(record);
    }

    /** Waits for a place, also on a thread that is interrupted: what it has to say may be why. */
    private void put(ExtLogRecord record) {
        boolean interrupted = false;
        while (true) {
            try {
                queue.put(record);
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        while (!stopped) {
            writeAll(gathered());
        }
    }

    /** Waits for a line, and a moment for more: to be woken for each would cost those who log more than the line. */
    private List<ExtLogRecord> gathered() {
        List<ExtLogRecord> lines = new ArrayList<>();
        try {
            lines.add(queue.take());
            Thread.sleep(GATHERING);
        } catch (InterruptedException _) {
            // Told to stop: what is there is written at once.
        }
        queue.drainTo(lines);
        return lines;
    }

    private List<ExtLogRecord> waiting() {
        List<ExtLogRecord> lines = new ArrayList<>();
        queue.drainTo(lines);
        return lines;
    }

    private void writeAll(List<ExtLogRecord> lines) {
        lines.forEach(this::publishToNestedHandlers);
        flush();
    }

    /** Writes what is queued. From then on, those who log write themselves. */
    void stop() throws InterruptedException {
        stopped = true;
        writer.interrupt();
        writer.join();
        writeAll(waiting());
    }
}
