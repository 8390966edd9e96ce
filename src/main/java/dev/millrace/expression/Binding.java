package dev.millrace.expression;

import org.jspecify.annotations.Nullable;

/** A name that a let or a closure gives to a value, in front of those given further out. */
record Binding(
        String name, @Nullable Object value, @Nullable Binding outer) {
    static @Nullable Binding find(@Nullable Binding from, String name) {
        Binding binding = from;
        while (binding != null && !binding.name.equals(name)) {
            binding = binding.outer;
        }
        return binding;
    }
}
