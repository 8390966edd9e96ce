package dev.millrace.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a template. */
sealed interface TemplateNode {
    record Text(String text) implements TemplateNode {}

    record Comment(String text) implements TemplateNode {}

    record Action(Pipeline pipeline) implements TemplateNode {}

    /** Branches tried in order; without a true one the other body. */
    record If(List<Branch> branches, List<TemplateNode> otherwise) implements TemplateNode {}

    /** As {@link If}, with the dot set to the true value. */
    record With(List<Branch> branches, List<TemplateNode> otherwise) implements TemplateNode {}

    record Range(Pipeline items, List<TemplateNode> body, List<TemplateNode> otherwise) implements TemplateNode {}

    record Define(String name, List<TemplateNode> body) implements TemplateNode {}

    /** A definition that is also used where it stands. */
    record Block(String name, Pipeline argument, List<TemplateNode> body, At at) implements TemplateNode {}

    /** The use of a definition. */
    record Use(String name, @Nullable Pipeline argument, At at) implements TemplateNode {}

    record Break() implements TemplateNode {}

    record Continue() implements TemplateNode {}

    record Branch(Pipeline test, List<TemplateNode> body) {}
}
