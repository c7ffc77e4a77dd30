package dev.crema.mlx.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement of the syntax tree. */
sealed interface Stmt {
    record Text(String text) implements Stmt {}

    record Print(Expr value, int line) implements Stmt {}

    /** Branches in order; the last may be an unconditional else. */
    record If(List<Branch> branches) implements Stmt {}

    record Branch(@Nullable Expr condition, List<Stmt> body, int line) {}

    record For(Target target, Expr iterable, @Nullable Expr filter, List<Stmt> body, List<Stmt> otherwise, int line)
            implements Stmt {}

    record Set(Target target, Expr value, int line) implements Stmt {}

    /** {@code {% set target | filters %}body{% endset %}}. */
    record SetBlock(Target target, List<Expr.FilterCall> filters, List<Stmt> body, int line) implements Stmt {}

    record DefineMacro(MacroDefinition macro) implements Stmt {}

    /** {@code {% call(parameters) macro(arguments) %}body{% endcall %}}. */
    record CallBlock(MacroDefinition caller, Expr.Call call, int line) implements Stmt {}

    record FilterBlock(List<Expr.FilterCall> filters, List<Stmt> body, int line) implements Stmt {}

    record With(List<Binding> bindings, List<Stmt> body, int line) implements Stmt {}

    record Binding(Target target, Expr value) {}

    /** {@code {% generation %}}: transformers marks the assistant's tokens with it; the text is its body's. */
    record Generation(List<Stmt> body) implements Stmt {}

    record Break() implements Stmt {}

    record Continue() implements Stmt {}

    /** What can stand left of {@code =}. */
    sealed interface Target {
        record Variable(String name) implements Target {}

        record NamespaceAttribute(String namespace, String attribute) implements Target {}

        record Unpacked(List<Target> targets) implements Target {}
    }

    /** A macro, or the body of a call block seen as one. The flags tell which special names its body reads. */
    record MacroDefinition(
            String name,
            List<Parameter> parameters,
            List<Stmt> body,
            boolean readsCaller,
            boolean readsVarargs,
            boolean readsKwargs) {}

    record Parameter(String name, @Nullable Expr fallback) {}
}
