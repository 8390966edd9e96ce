package dev.millrace.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Whether this machine has what tests with a browser need. */
public final class Browsers {
    private Browsers() {}

    /** Skips the tests of who calls this when there is no Chromium; where all must run, they fail. */
    public static void requireChromium() {
        boolean there = isOnPath("chromium") && isOnPath("chromedriver");
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as("chromium and chromedriver are installed").isTrue();
        }
        assumeTrue(there, "chromium and chromedriver are not installed (Debian: chromium, chromium-driver)");
    }

    /** The same for the program that reads texts from screenshots. */
    static void requireTesseract() {
        boolean there = isOnPath("tesseract");
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as("tesseract is installed").isTrue();
        }
        assumeTrue(there, "tesseract is not installed (Debian: tesseract-ocr)");
    }

    private static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
