package dev.millrace.session.vision;

/** A word that was read, and where. */
record Word(String text, Box box) {}
