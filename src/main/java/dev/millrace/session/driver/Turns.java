package dev.millrace.session.driver;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.WebDriverException;

/** Lets one call to a driver happen at a time, in the order in which they came, and says in our words what went wrong. */
final class Turns {
    private final ReentrantLock calls = new ReentrantLock(true);
    private final Function<WebDriverException, SessionException> words;

    /** @param words says what a driver complains about */
    Turns(Function<WebDriverException, SessionException> words) {
        this.words = words;
    }

    /**
     * Does something when it is its turn. An interrupt ends the wait.
     *
     * @throws SessionException for what went wrong, E0704 when the thread was interrupted
     */
    <T extends @Nullable Object> T take(Supplier<T> work) {
        try {
            calls.lockInterruptibly();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw cancelled();
        }
        try {
            return work.get();
        } catch (WebDriverException e) {
            throw Thread.currentThread().isInterrupted() ? cancelled() : words.apply(e);
        } finally {
            calls.unlock();
        }
    }

    /** The same for what has no answer. */
    void run(Runnable work) {
        var _ = take(() -> {
            work.run();
            return true;
        });
    }

    private static SessionException cancelled() {
        return new SessionException(ErrorCode.E0704, "it took too long, or was cancelled");
    }
}
