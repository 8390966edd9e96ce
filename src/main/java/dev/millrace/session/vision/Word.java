package dev.millrace.session.vision;

/**
 * A word that was read, and where.
 *
 * @param sure how sure its reader is, 0 to 100
 */
record Word(String text, Box box, double sure) {}
