package dev.crema.mlx.jinja;

import dev.crema.mlx.jinja.Expr.CallArguments;
import dev.crema.mlx.jinja.Expr.FilterCall;
import dev.crema.mlx.jinja.PySequence.PyList;
import dev.crema.mlx.jinja.PySequence.PyTuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Evaluates expressions. One rendering, one thread: it remembers the line it is at, for errors. */
final class Evaluator {
    private int line = 1;

    int line() {
        return line;
    }

    /** Notes the line that what follows comes from. */
    void at(int currentLine) {
        line = currentLine;
    }

    @Nullable
    Object evaluate(Expr expression, Scope scope) {
        return switch (expression) {
            case Expr.Literal(var value) -> value;
            case Expr.Name(var name) -> scope.get(name);
            case Expr.ListOf(var items) -> new PyList(all(items, scope));
            case Expr.TupleOf(var items) -> new PyTuple(all(items, scope));
            case Expr.DictOf(var pairs) -> dict(pairs, scope);
            case Expr.Attribute attribute -> {
                Object target = evaluate(attribute.target(), scope);
                line = attribute.line();
                yield Members.attribute(target, attribute.name());
            }
            case Expr.Item item -> {
                Object target = evaluate(item.target(), scope);
                Object key = evaluate(item.key(), scope);
                line = item.line();
                yield Members.item(target, key);
            }
            case Expr.Slice slice -> slice(slice, scope);
            case Expr.Call call -> call(call, scope, null);
            case Expr.Filtered(var input, var filter) -> filter(evaluate(input, scope), filter, scope);
            case Expr.Tested test -> test(test, scope);
            case Expr.Not(var operand) -> !Values.isTrue(evaluate(operand, scope));
            case Expr.And(var left, var right) -> {
                Object first = evaluate(left, scope);
                yield Values.isTrue(first) ? evaluate(right, scope) : first;
            }
            case Expr.Or(var left, var right) -> {
                Object first = evaluate(left, scope);
                yield Values.isTrue(first) ? first : evaluate(right, scope);
            }
            case Expr.Conditional conditional -> conditional(conditional, scope);
            case Expr.Unary unary -> {
                Object operand = evaluate(unary.operand(), scope);
                line = unary.line();
                yield Operators.unary(unary.operator(), operand);
            }
            case Expr.Binary binary -> {
                Object left = evaluate(binary.left(), scope);
                Object right = evaluate(binary.right(), scope);
                line = binary.line();
                yield Operators.binary(binary.operator(), left, right);
            }
            case Expr.Concat(var parts) -> {
                var text = new StringBuilder();
                for (Expr part : parts) {
                    text.append(Repr.str(evaluate(part, scope)));
                }
                yield text.toString();
            }
            case Expr.Comparison comparison -> compare(comparison, scope);
        };
    }

    private List<@Nullable Object> all(List<Expr> expressions, Scope scope) {
        List<@Nullable Object> values = new ArrayList<>(expressions.size());
        for (Expr expression : expressions) {
            values.add(evaluate(expression, scope));
        }
        return values;
    }

    private PyDict dict(List<Expr.Pair> pairs, Scope scope) {
        Map<@Nullable Object, @Nullable Object> entries = LinkedHashMap.newLinkedHashMap(pairs.size());
        for (Expr.Pair pair : pairs) {
            PyDict.put(entries, evaluate(pair.key(), scope), evaluate(pair.value(), scope));
        }
        return new PyDict(entries);
    }

    private @Nullable Object slice(Expr.Slice slice, Scope scope) {
        Object target = evaluate(slice.target(), scope);
        Object from = bound(slice.from(), scope);
        Object to = bound(slice.to(), scope);
        Object step = bound(slice.step(), scope);
        line = slice.line();
        return Slices.slice(target, from, to, step);
    }

    private @Nullable Object bound(@Nullable Expr expression, Scope scope) {
        return expression == null ? null : evaluate(expression, scope);
    }

    private @Nullable Object conditional(Expr.Conditional conditional, Scope scope) {
        if (Values.isTrue(evaluate(conditional.condition(), scope))) {
            return evaluate(conditional.then(), scope);
        }
        Expr otherwise = conditional.otherwise();
        return otherwise == null
                ? Undefined.because("the inline if-expression was false and has no else")
                : evaluate(otherwise, scope);
    }

    private boolean compare(Expr.Comparison comparison, Scope scope) {
        Object left = evaluate(comparison.first(), scope);
        for (Expr.Step step : comparison.steps()) {
            Object right = evaluate(step.operand(), scope);
            line = comparison.line();
            if (!Operators.compare(step.operator(), left, right)) {
                return false;
            }
            left = right;
        }
        return true;
    }

    /** A call, given the body of a call block if it is one's. */
    @Nullable
    Object call(Expr.Call call, Scope scope, @Nullable Macro caller) {
        Object callee = evaluate(call.callee(), scope);
        Arguments arguments = arguments(call.arguments(), scope);
        line = call.line();
        if (caller != null) {
            Map<String, @Nullable Object> keywords = new LinkedHashMap<>(arguments.keywords());
            keywords.put("caller", caller);
            arguments = new Arguments(arguments.positional(), keywords);
        }
        return switch (callee) {
            case Macro macro -> macro.call(arguments);
            case Function function -> function.call(arguments.plain());
            case Undefined undefined -> throw undefined.error();
            case null, default -> throw new JinjaException("'" + Values.typeName(callee) + "' object is not callable");
        };
    }

    @Nullable
    Object filter(@Nullable Object input, FilterCall call, Scope scope) {
        Arguments arguments = arguments(call.arguments(), scope);
        line = call.line();
        Filter filter = Filters.named(call.name());
        if (!(input instanceof Markup(var text)) || Filters.seesMarkup(call.name())) {
            return filter.apply(input, arguments.plain());
        }
        Object result = filter.apply(text, arguments.plain());
        return Filters.keepsMarkup(call.name()) ? Markup.marked(result) : result;
    }

    private boolean test(Expr.Tested test, Scope scope) {
        Object input = evaluate(test.input(), scope);
        Arguments arguments = arguments(test.arguments(), scope);
        line = test.line();
        return Tests.named(test.name()).test(Markup.plain(input), arguments.plain());
    }

    private Arguments arguments(CallArguments call, Scope scope) {
        if (call.isEmpty()) {
            return Arguments.NONE;
        }
        List<@Nullable Object> positional = all(call.positional(), scope);
        Expr star = call.star();
        if (star != null) {
            positional.addAll(Values.list(evaluate(star, scope)));
        }
        Map<String, @Nullable Object> keywords = Map.of();
        Expr doubleStar = call.doubleStar();
        if (!call.keywords().isEmpty() || doubleStar != null) {
            keywords = new LinkedHashMap<>();
            for (Expr.Keyword keyword : call.keywords()) {
                keywords.put(keyword.name(), evaluate(keyword.value(), scope));
            }
        }
        if (doubleStar != null) {
            addAll(keywords, evaluate(doubleStar, scope));
        }
        return new Arguments(positional, keywords);
    }

    private static void addAll(Map<String, @Nullable Object> keywords, @Nullable Object mapping) {
        if (!(mapping instanceof PyDict dict)) {
            throw new JinjaException("argument after ** must be a mapping, not " + Values.typeName(mapping));
        }
        dict.entries().forEach((name, value) -> keywords.put(Repr.str(name), value));
    }
}
