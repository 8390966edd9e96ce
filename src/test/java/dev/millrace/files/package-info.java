@NullMarked
package dev.millrace.files;

import org.jspecify.annotations.NullMarked;
