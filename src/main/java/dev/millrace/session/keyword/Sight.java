package dev.millrace.session.keyword;

import dev.millrace.session.healing.Healer;
import dev.millrace.session.vision.Screen;
import dev.millrace.session.vision.TemplateShelf;
import org.jspecify.annotations.Nullable;

/**
 * How a session sees its page.
 *
 * @param sources where elements are looked for
 * @param templates the images that they are found by
 * @param screen what the page looks like
 * @param healer finds elements again whose locators have changed; null for none
 */
public record Sight(
        Sources sources,
        TemplateShelf templates,
        Screen screen,
        @Nullable Healer healer) {}
