package dev.millrace.session.driver;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.util.regex.Pattern;
import org.openqa.selenium.InvalidArgumentException;
import org.openqa.selenium.InvalidSelectorException;
import org.openqa.selenium.JavascriptException;
import org.openqa.selenium.NoSuchSessionException;
import org.openqa.selenium.NoSuchWindowException;
import org.openqa.selenium.ScriptTimeoutException;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.interactions.MoveTargetOutOfBoundsException;
import org.openqa.selenium.remote.UnreachableBrowserException;

/** Says in our words what a browser's driver has to complain about. */
final class WebFailures {
    private static final Pattern GONE = Pattern.compile(
            "disconnected|session deleted|invalid session id|chrome not reachable|tab crashed|connection (refused|reset)",
            Pattern.CASE_INSENSITIVE);
    /** What the page's script says before its reason. */
    private static final String LOCATOR = "locator: ";

    private WebFailures() {}

    /** @param refusal why the browser could not reach something the last time; empty when that is not known */
    static SessionException of(WebDriverException failure, String refusal) {
        String message = firstLine(failure);
        return switch (failure) {
            case NoSuchSessionException _, UnreachableBrowserException _, NoSuchWindowException _ -> gone(message);
            case JavascriptException _
            when message.contains(LOCATOR) -> selector(message.substring(message.indexOf(LOCATOR) + LOCATOR.length()));
            case InvalidSelectorException _ -> selector(message);
            case JavascriptException _ -> new SessionException(ErrorCode.E0401, "the script failed: " + message);
            case ScriptTimeoutException _ ->
                new SessionException(
                        ErrorCode.E0401, "the page did not answer in time; a script in it may run on and on");
            case TimeoutException _ -> new SessionException(ErrorCode.E0401, "the page took too long: " + message);
            case MoveTargetOutOfBoundsException _ ->
                new SessionException(ErrorCode.E0401, "the point is outside of the visible part of the page");
            case InvalidArgumentException _ -> new SessionException(ErrorCode.E0403, message);
            default ->
                isGone(failure) ? gone(message) : new SessionException(ErrorCode.E0401, explained(message, refusal));
        };
    }

    /** Whether there is no browser behind the driver any more, as far as one can tell from its complaint. */
    static boolean isGone(WebDriverException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if ((cause instanceof IOException && !(cause instanceof HttpTimeoutException))
                    || (cause.getMessage() != null
                            && GONE.matcher(cause.getMessage()).find())) {
                return true;
            }
        }
        return false;
    }

    private static SessionException gone(String message) {
        return new SessionException(
                ErrorCode.E0101,
                "the browser is gone (%s); stop this session and start another one".formatted(message));
    }

    private static SessionException selector(String message) {
        return new SessionException(ErrorCode.E0403, "the locator cannot be read: " + message);
    }

    private static String explained(String message, String refusal) {
        if (message.contains("ERR_SOCKS_CONNECTION") && !refusal.isEmpty()) {
            return "the page, or one that it leads to, could not be reached: " + refusal;
        }
        if (message.contains("ERR_NAME_NOT_RESOLVED")) {
            return "the page, or one that it leads to, is on a host whose name is not known or which sessions.allowed_hosts does not allow";
        }
        return message;
    }

    /** What it complains about, without the stack and the versions that follow. */
    static String firstLine(WebDriverException failure) {
        String message = failure.getRawMessage();
        return message == null || message.isBlank()
                ? "no reason was given"
                : message.lines().findFirst().orElse("").strip();
    }
}
