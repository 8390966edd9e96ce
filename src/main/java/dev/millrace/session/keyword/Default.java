package dev.millrace.session.keyword;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a parameter is when a caller says nothing. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
@interface Default {
    /** Null, for parameters that may be null. */
    String NOTHING = "\0";

    /** The value as a caller would write it. */
    String value();
}
