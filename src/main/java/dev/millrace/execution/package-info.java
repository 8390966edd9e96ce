/**
 * Running workflows: an execution is the list of its events ({@link dev.millrace.execution.Event}); its state is the
 * fold over them ({@link dev.millrace.execution.ExecutionState}). {@link dev.millrace.execution.Engine} accepts executions,
 * {@link dev.millrace.execution.Takeover} takes up those that wait in the database, and
 * {@link dev.millrace.execution.Runs} are those under way. One {@link dev.millrace.execution.Run} walks through
 * the workflow on a virtual thread and appends what happens to the journal; after a crash it walks again, and what is
 * on record answers instead of happening twice. Each iteration of a loop and each branch of a parallel step is a
 * {@link dev.millrace.execution.Walk} within the walk, and a called workflow is an execution within the execution.
 */
@NullMarked
package dev.millrace.execution;

import org.jspecify.annotations.NullMarked;
