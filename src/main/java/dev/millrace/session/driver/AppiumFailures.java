package dev.millrace.session.driver;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import org.openqa.selenium.InvalidArgumentException;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.NoSuchSessionException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.UnhandledAlertException;
import org.openqa.selenium.UnsupportedCommandException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.interactions.MoveTargetOutOfBoundsException;
import org.openqa.selenium.remote.UnreachableBrowserException;

/** Says in our words what an Appium server or the driver of a device has to complain about. */
final class AppiumFailures {
    private AppiumFailures() {}

    static SessionException of(WebDriverException failure) {
        String message = WebFailures.firstLine(failure);
        return switch (failure) {
            case NoSuchSessionException _, UnreachableBrowserException _ -> gone(message);
            case NoSuchElementException _, StaleElementReferenceException _ ->
                new SessionException(ErrorCode.E0201, "the element was there a moment ago, and is not any more");
            case UnhandledAlertException _ ->
                new SessionException(ErrorCode.E0401, "a dialog is in the way: " + message);
            case UnsupportedCommandException _ ->
                new SessionException(ErrorCode.E0105, "the driver of this device cannot do that: " + message);
            case MoveTargetOutOfBoundsException _ ->
                new SessionException(ErrorCode.E0401, "the point is outside of the screen");
            case InvalidArgumentException _ -> new SessionException(ErrorCode.E0403, message);
            default -> WebFailures.isGone(failure) ? gone(message) : new SessionException(ErrorCode.E0401, message);
        };
    }

    private static SessionException gone(String message) {
        return new SessionException(
                ErrorCode.E0101, "the device is gone (%s); stop this session and start another one".formatted(message));
    }
}
