package dev.millrace.session.driver;

import io.appium.java_client.AppiumClientConfig;
import io.appium.java_client.AppiumDriver;
import io.appium.java_client.MobileCommand;
import io.appium.java_client.remote.AppiumCommandExecutor;
import io.appium.java_client.remote.AppiumW3CHttpCommandCodec;
import java.util.Map;
import org.openqa.selenium.Capabilities;
import org.openqa.selenium.ImmutableCapabilities;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.remote.codec.w3c.W3CHttpResponseCodec;

/** A client of an Appium server that can also join a session which somebody else has begun. */
final class AppiumConnection extends AppiumDriver {
    private static final String JOINED = "millrace:session";

    private AppiumConnection(AppiumCommandExecutor executor, Capabilities capabilities) {
        super(executor, capabilities);
    }

    /** Begins or joins a session. Throws WebDriver's exceptions; nothing is left open then. */
    static AppiumDriver open(AppiumClientConfig config, AppiumCapabilities wanted) {
        AppiumCommandExecutor executor = new AppiumCommandExecutor(MobileCommand.commandRepository, config);
        String existing = wanted.existingSession();
        Capabilities capabilities = existing == null
                ? new ImmutableCapabilities(wanted.values())
                : new ImmutableCapabilities(Map.of(JOINED, existing));
        try {
            AppiumDriver driver = new AppiumConnection(executor, capabilities);
            if (existing != null) {
                // Whether there is such a session at all.
                var _ = driver.manage().window().getSize();
            }
            return driver;
        } catch (WebDriverException e) {
            executor.close();
            throw e;
        }
    }

    /** Called while this is made, so that what to do has to be told by the capabilities. */
    @Override
    protected void startSession(Capabilities capabilities) {
        if (!(capabilities.getCapability(JOINED) instanceof String session)) {
            super.startSession(capabilities);
            return;
        }
        AppiumCommandExecutor executor = (AppiumCommandExecutor) getCommandExecutor();
        executor.setCommandCodec(new AppiumW3CHttpCommandCodec());
        executor.setResponseCodec(new W3CHttpResponseCodec());
        executor.refreshAdditionalCommands();
        setSessionId(session);
    }
}
