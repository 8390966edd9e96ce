package dev.millrace.session.keyword;

import dev.millrace.session.vision.Screen;
import dev.millrace.session.vision.TemplateShelf;

/**
 * How a session sees its page.
 *
 * @param sources where elements are looked for
 * @param templates the images that they are found by
 * @param screen what the page looks like
 */
public record Sight(Sources sources, TemplateShelf templates, Screen screen) {}
