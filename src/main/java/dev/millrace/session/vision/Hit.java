package dev.millrace.session.vision;

/**
 * Something that was found on a picture.
 *
 * @param text what it says; empty for an image
 */
record Hit(Box box, String text) {}
