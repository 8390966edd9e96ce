package dev.millrace.expression;

/**
 * Ends an evaluation that needs a value where there is none, such as a property of a state that has not run. The whole
 * condition is then false, and a value asked for is nil. It carries no stack, so it costs
 * little.
 */
final class Undefined extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Undefined() {
        super("undefined", null, false, false);
    }
}
