package dev.millrace.session.driver;

import io.appium.java_client.AppiumDriver;
import io.appium.java_client.android.nativekey.AndroidKey;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openqa.selenium.interactions.Actions;

/** The systems of devices, where they take keys and texts in different ways. */
enum DevicePlatform {
    ANDROID,
    APPLE,
    TIZEN,
    WEBOS,
    OTHER;

    /** The keys whose names here are others than Android's. */
    private static final Map<String, String> ANDROID_NAMES = Map.ofEntries(
            Map.entry("BACKSPACE", "DEL"),
            Map.entry("DELETE", "FORWARD_DEL"),
            Map.entry("LEFT", "DPAD_LEFT"),
            Map.entry("RIGHT", "DPAD_RIGHT"),
            Map.entry("UP", "DPAD_UP"),
            Map.entry("DOWN", "DPAD_DOWN"),
            Map.entry("PAGEUP", "PAGE_UP"),
            Map.entry("PAGEDOWN", "PAGE_DOWN"),
            Map.entry("VOLUMEUP", "VOLUME_UP"),
            Map.entry("VOLUMEDOWN", "VOLUME_DOWN"));

    private static final Map<String, Integer> ANDROID_MODIFIERS =
            Map.of("shift", 0x1, "alt", 0x2, "control", 0x1000, "meta", 0x1_0000);

    private static final List<String> APPLE_BUTTONS = List.of("home", "volumeup", "volumedown");

    /** That of a session's capability {@code platformName}. */
    static DevicePlatform of(String platformName) {
        return switch (platformName.toLowerCase(Locale.ROOT)) {
            case "android" -> ANDROID;
            case "ios", "ipados", "tvos", "mac" -> APPLE;
            case "tizentv", "tizen" -> TIZEN;
            case "lgtv", "webos" -> WEBOS;
            default -> OTHER;
        };
    }

    /** Types where the cursor is. */
    void type(AppiumDriver device, String text) {
        if (this == ANDROID) {
            device.executeScript("mobile: type", Map.of("text", text));
        } else {
            new Actions(device).sendKeys(text).perform();
        }
    }

    /** Presses a key by its name, or several joined with {@code +}; on Android also by its number. */
    void press(AppiumDriver device, String names) {
        List<String> keys = names.length() == 1 ? List.of(names) : List.of(names.split("\\+"));
        String last = keys.getLast().strip();
        switch (this) {
            case ANDROID ->
                device.executeScript(
                        "mobile: pressKey",
                        Map.of("keycode", androidKey(last), "metastate", modifiers(keys.subList(0, keys.size() - 1))));
            case APPLE -> {
                if (APPLE_BUTTONS.contains(last.toLowerCase(Locale.ROOT))) {
                    device.executeScript("mobile: pressButton", Map.of("name", last.toLowerCase(Locale.ROOT)));
                } else {
                    pressed(device, keys);
                }
            }
            case TIZEN -> device.executeScript("tizen: pressKey", Map.of("key", names));
            case WEBOS -> device.executeScript("webos: pressKey", Map.of("key", names));
            case OTHER -> pressed(device, keys);
        }
    }

    private static void pressed(AppiumDriver device, List<String> names) {
        List<CharSequence> keys =
                names.stream().map(String::strip).map(KeyNames::key).toList();
        Actions actions = new Actions(device);
        keys.subList(0, keys.size() - 1).forEach(actions::keyDown);
        actions.sendKeys(keys.getLast());
        keys.subList(0, keys.size() - 1).reversed().forEach(actions::keyUp);
        actions.perform();
    }

    /** The number of a key on Android, where a key has one. */
    static int androidKey(String name) {
        if (name.matches("\\d{1,4}")) {
            return name.length() == 1 ? AndroidKey.valueOf("DIGIT_" + name).getCode() : Integer.parseInt(name);
        }
        String plain = name.toUpperCase(Locale.ROOT).replaceAll("[\\s-]+", "_");
        try {
            return AndroidKey.valueOf(ANDROID_NAMES.getOrDefault(plain, plain)).getCode();
        } catch (IllegalArgumentException _) {
            throw KeyNames.unknown(name, "the names of Android's keys such as enter, back or home, and their numbers");
        }
    }

    private static int modifiers(List<String> names) {
        int modifiers = 0;
        for (String name : names) {
            Integer modifier = ANDROID_MODIFIERS.get(name.strip().toLowerCase(Locale.ROOT));
            if (modifier == null) {
                throw KeyNames.unknown(name, "shift, alt, control and meta before another key");
            }
            modifiers |= modifier;
        }
        return modifiers;
    }
}
