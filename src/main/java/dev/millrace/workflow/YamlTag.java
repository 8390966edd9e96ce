package dev.millrace.workflow;

/** The few explicit type tags of YAML that a workflow may use. */
final class YamlTag {
    private static final String STANDARD = "tag:yaml.org,2002:";

    private YamlTag() {}

    /**
     * Whether a scalar with this tag is text whatever it looks like; else it is read as a plain one.
     *
     * @throws DocumentException for a tag that has no meaning here
     */
    static boolean isText(String tag, Position at) throws DocumentException {
        return switch (tag) {
            case "!", STANDARD + "str" -> true;
            case STANDARD + "int", STANDARD + "float", STANDARD + "bool", STANDARD + "null" -> false;
            default -> throw unknown(tag, at);
        };
    }

    static void requireCollection(String tag, Position at) throws DocumentException {
        switch (tag) {
            case "!", STANDARD + "seq", STANDARD + "map" -> {}
            default -> throw unknown(tag, at);
        }
    }

    private static DocumentException unknown(String tag, Position at) {
        String shown = tag.startsWith(STANDARD) ? "!!" + tag.substring(STANDARD.length()) : tag;
        return new DocumentException(
                at, "the tag %s has no meaning in a workflow; leave it out".formatted(Quoted.of(shown)));
    }
}
