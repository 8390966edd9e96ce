package dev.millrace.diagram;

/** How wide text is likely to be in a sans-serif font that is not known. */
final class TextWidth {
    private TextWidth() {}

    /**
     * The width in pixels, rather too many than too few.
     *
     * @param size of the font, in pixels
     */
    static double of(String text, double size) {
        return text.codePoints().mapToDouble(TextWidth::ofCharacter).sum() * size;
    }

    private static double ofCharacter(int c) {
        if (c >= 0x1100) {
            return 1.05;
        }
        if ("iljft.,:;|!'()[] ".indexOf(c) >= 0) {
            return 0.4;
        }
        return Character.isUpperCase(c) || "mw@%=<>+~".indexOf(c) >= 0 ? 0.84 : 0.66;
    }
}
