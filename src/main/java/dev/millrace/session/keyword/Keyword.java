package dev.millrace.session.keyword;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method that callers may call by its name, with words that {@code _} joins. Parameters without {@link Default} are
 * required. A parameter {@code event_name} comes by itself: see {@link AfterEventName}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Keyword {
    /** What it does, in one or two sentences. */
    String value();

    /** Whether a caller may give it a name, under which the session's events tell of it. */
    boolean named() default true;
}
