package dev.millrace.process;

/** Where a process wrote: its standard output or its standard error. */
public enum Channel {
    STDOUT,
    STDERR
}
