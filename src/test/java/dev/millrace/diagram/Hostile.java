package dev.millrace.diagram;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;

/** Text of the marks that have a meaning in one of the formats, with some letters and characters from elsewhere. */
@Chars({
    '"', '\'', '<', '>', '&', '#', ';', '\\', '%', '{', '}', '[', ']', '(', ')', '|', '`', '*', '\n', '\u0007', '\u202e'
})
@CharRange(from = 'a', to = 'e')
@CharRange(from = '\u00e0', to = '\u00ff')
@CharRange(from = '\u4e00', to = '\u4e0f')
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@interface Hostile {}
