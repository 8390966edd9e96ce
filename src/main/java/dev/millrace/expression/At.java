package dev.millrace.expression;

/**
 * Where a node of a tree begins in its source. It is a note on the node and no part of what the node is: any two are
 * equal, so trees are compared by meaning.
 */
record At(int offset) {
    @Override
    public boolean equals(Object other) {
        return other instanceof At;
    }

    @Override
    public int hashCode() {
        return 0;
    }
}
