@NullMarked
package dev.millrace.session.keyword;

import org.jspecify.annotations.NullMarked;
