package dev.crema.mlx.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression of the syntax tree. Lines are kept where evaluation can fail. */
sealed interface Expr {
    record Literal(@Nullable Object value) implements Expr {}

    record Name(String name) implements Expr {}

    record ListOf(List<Expr> items) implements Expr {}

    record TupleOf(List<Expr> items) implements Expr {}

    record DictOf(List<Pair> pairs) implements Expr {}

    record Pair(Expr key, Expr value) {}

    record Attribute(Expr target, String name, int line) implements Expr {}

    record Item(Expr target, Expr key, int line) implements Expr {}

    record Slice(
            Expr target,
            @Nullable Expr from,
            @Nullable Expr to,
            @Nullable Expr step,
            int line) implements Expr {}

    record Call(Expr callee, CallArguments arguments, int line) implements Expr {}

    record Filtered(Expr input, FilterCall filter) implements Expr {}

    /** {@code input is name(arguments)}. */
    record Tested(Expr input, String name, CallArguments arguments, int line) implements Expr {}

    record Not(Expr operand) implements Expr {}

    record And(Expr left, Expr right) implements Expr {}

    record Or(Expr left, Expr right) implements Expr {}

    /** {@code then if condition else otherwise}. */
    record Conditional(Expr condition, Expr then, @Nullable Expr otherwise) implements Expr {}

    record Unary(char operator, Expr operand, int line) implements Expr {}

    record Binary(String operator, Expr left, Expr right, int line) implements Expr {}

    record Concat(List<Expr> parts) implements Expr {}

    /** {@code first op operand op operand ...}: true if every neighbouring pair compares. */
    record Comparison(Expr first, List<Step> steps, int line) implements Expr {}

    record Step(String operator, Expr operand) {}

    /** A filter and its arguments, without what it is applied to. */
    record FilterCall(String name, CallArguments arguments, int line) {}

    /** Arguments of a call, with {@code *list} and {@code **mapping}. */
    record CallArguments(
            List<Expr> positional,
            List<Keyword> keywords,
            @Nullable Expr star,
            @Nullable Expr doubleStar) {
        static final CallArguments NONE = new CallArguments(List.of(), List.of(), null, null);

        boolean isEmpty() {
            return positional.isEmpty() && keywords.isEmpty() && star == null && doubleStar == null;
        }
    }

    record Keyword(String name, Expr value) {}
}
