/**
 * What a workflow is: the model (records and sealed steps), the reader that turns a YAML or JSON document into it, the
 * rules that a document must keep, and the conversion of a run's inputs to their declared types. Nothing here runs,
 * stores or serves a workflow. Start at {@link dev.millrace.workflow.WorkflowReader} and
 * {@link dev.millrace.workflow.Workflow}.
 */
@NullMarked
package dev.millrace.workflow;

import org.jspecify.annotations.NullMarked;
