package dev.millrace.socket;

import dev.millrace.access.Scope;

/**
 * A kind of topics.
 *
 * @param name what the name of a topic begins with, or is
 * @param scope without which nobody subscribes
 * @param about whether there is one for all, or one for each of something
 */
public record TopicKind(String name, Scope scope, About about) {
    /** What topics of a kind are about. */
    public enum About {
        /** Everything: one topic, live only. Its name is the kind's. */
        ALL,
        /** One thing of many, of which this tells live only. The name is the kind's, a colon, and the thing's id. */
        GROUP,
        /** One thing, of which what has happened is kept: a subscription can begin after a number. Named likewise. */
        ONE
    }

    /** How names of this kind look, for people. */
    String form() {
        return about == About.ALL ? name : name + ":<id>";
    }
}
