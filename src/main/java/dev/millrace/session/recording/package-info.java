/**
 * What happened in sessions, kept as a timeline with pictures: one folder for each session, written line by line, so that a
 * crash leaves what there was until then.
 */
@NullMarked
package dev.millrace.session.recording;

import org.jspecify.annotations.NullMarked;
