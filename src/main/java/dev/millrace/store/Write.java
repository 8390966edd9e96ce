package dev.millrace.store;

/**
 * One unit of change to the database: all of it happens or nothing. It runs on the writer's thread, so it does
 * nothing but SQL; whatever can be computed, is computed before.
 *
 * <p>It may run more than once: what it did is undone when another change of the same commit fails, or when the database
 * gives the transaction up, and then it runs again. So it leaves no traces but in the database, and what it answers comes
 * from its last run.
 *
 * @param <T> what the change answers
 */
@FunctionalInterface
public interface Write<T> {
    /** Makes the change. Whatever it throws undoes it, and it alone, and reaches whoever submitted it. */
    T run(Transaction transaction) throws Exception;
}
