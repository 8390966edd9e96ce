package dev.millrace.execution;

/**
 * The names of visits: {@code build#2} is the second visit of a step at the top of the workflow,
 * {@code each#1/0/work#1} one in the first iteration of a loop, {@code fan#1/lint#1} one in a branch. Each visit of an
 * execution's run has another path, and the same one when the run is walked through again.
 */
final class VisitPath {
    private VisitPath() {}

    /** The path of a visit, from 1, of a step below {@code prefix}, which is empty at the top. */
    static String of(String prefix, String step, int visit) {
        return prefix + escape(step) + "#" + visit;
    }

    /** The prefix of the steps in an iteration, from 0, of a loop. */
    static String iteration(String loop, int index) {
        return loop + "/" + index + "/";
    }

    /** The prefix of the branches of a parallel step. */
    static String branches(String parallel) {
        return parallel + "/";
    }

    /** The path of the loop or parallel step around a visit; empty at the top. */
    static String around(String path) {
        String prefix = path.substring(0, Math.max(0, path.lastIndexOf('/')));
        int last = prefix.lastIndexOf('/');
        boolean iteration = prefix.indexOf('#', last + 1) < 0;
        return iteration ? prefix.substring(0, Math.max(0, last)) : prefix;
    }

    /** Whether a visit is at the top of the workflow, not in a loop or a branch. */
    static boolean isTop(String path) {
        return path.indexOf('/') < 0;
    }

    /** A name may contain what separates the names in a path. */
    private static String escape(String name) {
        boolean plain = name.indexOf('/') < 0 && name.indexOf('#') < 0 && name.indexOf('%') < 0;
        return plain ? name : name.replace("%", "%25").replace("#", "%23").replace("/", "%2F");
    }
}
