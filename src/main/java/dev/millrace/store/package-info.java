/**
 * The database: opening and migrating it, one durable writer for everything that is written, connections beside it
 * for what is read. Holds no feature's SQL: that is in the feature's own {@code …Store}.
 */
@NullMarked
package dev.millrace.store;

import org.jspecify.annotations.NullMarked;
