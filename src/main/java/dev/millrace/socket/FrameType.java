package dev.millrace.socket;

import dev.millrace.access.Admission.Cost;
import dev.millrace.access.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A type of frames that clients send.
 *
 * @param name its {@code type}
 * @param scope without which it is refused; null when its handler decides that by what it says
 * @param cost what it counts for
 */
public record FrameType(String name, @Nullable Scope scope, Cost cost) {}
