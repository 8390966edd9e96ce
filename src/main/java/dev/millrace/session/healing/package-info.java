/**
 * Finds elements again whose locators do not find them any more, by what they looked like before: their text, attributes,
 * neighbours and place. Without a doubt, or not at all.
 */
@NullMarked
package dev.millrace.session.healing;

import org.jspecify.annotations.NullMarked;
