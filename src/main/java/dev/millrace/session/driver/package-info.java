/**
 * What drives browsers: {@link dev.millrace.session.driver.Driver} is the seam, with one class for each way. A page is
 * looked at by one script, which finds, judges and lists elements in one round trip; it acts through the browser's own
 * input, so that pages see what they see from people.
 */
@NullMarked
package dev.millrace.session.driver;

import org.jspecify.annotations.NullMarked;
