package dev.millrace.logging;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.logging.Handler;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Hands what is logged to other handlers on a thread of its own, and flushes them when there is nothing more to write:
 * so those who log do not wait, and many lines go out in one write when there are many. When the queue is full, those
 * who log wait for a place: no line is lost. Thread-safe.
 */
final class LogQueue extends ExtHandler {
    private static final int CAPACITY = 4_096;

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
        if (stopped || Thread.currentThread() == writer) {
            publishToNestedHandlers(record);
            flush();
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
        List<ExtLogRecord> batch = new ArrayList<>();
        try {
            while (!stopped) {
                batch.add(queue.take());
                queue.drainTo(batch);
                batch.forEach(this::publishToNestedHandlers);
                flush();
                batch.clear();
            }
        } catch (InterruptedException _) {
            // Told to stop.
        }
    }

    /** Writes what is queued. From then on, those who log write themselves. */
    void stop() throws InterruptedException {
        stopped = true;
        writer.interrupt();
        writer.join();
        List<ExtLogRecord> rest = new ArrayList<>();
        queue.drainTo(rest);
        rest.forEach(this::publishToNestedHandlers);
        flush();
    }
}
