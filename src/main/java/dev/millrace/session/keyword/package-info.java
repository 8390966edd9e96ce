/**
 * What callers say to a session. Keywords are methods with {@link dev.millrace.session.keyword.Keyword}; their names,
 * parameters and defaults are found from these, for calls as well as for lists.
 */
@NullMarked
package dev.millrace.session.keyword;

import org.jspecify.annotations.NullMarked;
