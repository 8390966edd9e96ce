package dev.millrace.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets anybody use a resource's method: who calls is neither asked nor looked at, and there is no {@link CurrentCaller}.
 * For what is the same for everybody, such as documentation.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Open {}
