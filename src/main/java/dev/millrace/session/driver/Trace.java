package dev.millrace.session.driver;

import java.util.Set;

/**
 * What an element looked like when it was found, to find it again when its locator does not any more.
 *
 * @param page the address without its query
 * @param twins how many others of its kind said the same
 * @param others what told the others of its kind on the page apart, as numbers: none of them is it
 * @param crowded whether there were too many others to tell
 */
public record Trace(String page, Traits traits, int twins, Set<Integer> others, boolean crowded) {
    public Trace {
        others = Set.copyOf(others);
    }
}
