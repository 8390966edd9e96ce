/**
 * What a workflow is: the model (records and sealed steps), the reader that turns a YAML or JSON document into it, the
 * rules that a document must keep, and the conversion of a run's inputs to their declared types. And the workflows that
 * are stored: what there is ({@link dev.millrace.workflow.Workflows}), how it changes, by uploads and by files, and how
 * REST shows it. Nothing here runs a workflow. Start at {@link dev.millrace.workflow.Workflow} and
 * {@link dev.millrace.workflow.WorkflowReader}.
 */
@NullMarked
package dev.millrace.workflow;

import org.jspecify.annotations.NullMarked;
