/**
 * Products and orders: the records that automations work on. An order takes stock in the transaction that stores it, and
 * each change writes its event in its own transaction, so that what is published is what happened.
 */
@NullMarked
package dev.millrace.catalog;

import org.jspecify.annotations.NullMarked;
