/** The folder of workflows in files: loaded at the start, and again whenever something in it changes. */
@NullMarked
package dev.millrace.files;

import org.jspecify.annotations.NullMarked;
