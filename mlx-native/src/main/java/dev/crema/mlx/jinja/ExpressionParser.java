package dev.crema.mlx.jinja;

import dev.crema.mlx.jinja.Expr.CallArguments;
import dev.crema.mlx.jinja.Expr.FilterCall;
import dev.crema.mlx.jinja.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Expressions by recursive descent, one method per level of precedence. */
final class ExpressionParser {
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

    private final TokenStream tokens;
    private final Deque<Set<String>> namesRead = new ArrayDeque<>();

    ExpressionParser(TokenStream tokens) {
        this.tokens = tokens;
    }

    /** Starts to note the names that are read; {@link #namesRead} ends it. Nests. */
    void noteNames() {
        namesRead.push(new HashSet<>());
    }

    /** The names read since {@link #noteNames}. */
    Set<String> namesRead() {
        Set<String> inner = namesRead.pop();
        if (!namesRead.isEmpty()) {
            namesRead.peek().addAll(inner);
        }
        return inner;
    }

    Expr expression() {
        Expr then = or();
        while (tokens.skipName("if")) {
            Expr condition = or();
            Expr otherwise = tokens.skipName("else") ? expression() : null;
            then = new Expr.Conditional(condition, then, otherwise);
        }
        return then;
    }

    /** An expression, or several with commas: a tuple without parentheses. */
    Expr expressionOrTuple() {
        return tuple(this::expression, false);
    }

    /** The same without {@code a if b}, for places where {@code if} begins a clause. */
    Expr unconditionalOrTuple() {
        return tuple(this::or, false);
    }

    private Expr tuple(Supplier<Expr> item, boolean mayBeEmpty) {
        List<Expr> items = new ArrayList<>();
        boolean comma = false;
        while (!atTupleEnd()) {
            items.add(item.get());
            if (!tokens.skipOperator(",")) {
                break;
            }
            comma = true;
        }
        if (!comma && items.size() == 1) {
            return items.getFirst();
        }
        if (items.isEmpty() && !mayBeEmpty) {
            throw tokens.unexpected("an expression");
        }
        return new Expr.TupleOf(List.copyOf(items));
    }

    private boolean atTupleEnd() {
        return tokens.at(Kind.PRINT_END)
                || tokens.at(Kind.BLOCK_END)
                || tokens.current().isOperator(")");
    }

    private Expr or() {
        Expr left = and();
        while (tokens.skipName("or")) {
            left = new Expr.Or(left, and());
        }
        return left;
    }

    private Expr and() {
        Expr left = not();
        while (tokens.skipName("and")) {
            left = new Expr.And(left, not());
        }
        return left;
    }

    private Expr not() {
        return tokens.skipName("not") ? new Expr.Not(not()) : comparison();
    }

    private Expr comparison() {
        int line = tokens.line();
        Expr first = sum();
        List<Expr.Step> steps = new ArrayList<>();
        while (true) {
            Token token = tokens.current();
            if (token.kind() == Kind.OPERATOR && COMPARISONS.contains(token.text())) {
                tokens.next();
                steps.add(new Expr.Step(token.text(), sum()));
            } else if (tokens.skipName("in")) {
                steps.add(new Expr.Step("in", sum()));
            } else if (token.isName("not") && tokens.following().isName("in")) {
                tokens.next();
                tokens.next();
                steps.add(new Expr.Step("not in", sum()));
            } else {
                return steps.isEmpty() ? first : new Expr.Comparison(first, List.copyOf(steps), line);
            }
        }
    }

    private Expr sum() {
        return binary(this::concatenation, "+", "-");
    }

    private Expr concatenation() {
        Expr first = product();
        if (!tokens.current().isOperator("~")) {
            return first;
        }
        List<Expr> parts = new ArrayList<>(List.of(first));
        while (tokens.skipOperator("~")) {
            parts.add(product());
        }
        return new Expr.Concat(List.copyOf(parts));
    }

    private Expr product() {
        return binary(this::power, "*", "/", "//", "%");
    }

    private Expr power() {
        return binary(() -> unary(true), "**");
    }

    private Expr binary(Supplier<Expr> operand, String... operators) {
        Set<String> wanted = Set.of(operators);
        Expr left = operand.get();
        while (tokens.at(Kind.OPERATOR) && wanted.contains(tokens.current().text())) {
            Token operator = tokens.next();
            left = new Expr.Binary(operator.text(), left, operand.get(), operator.line());
        }
        return left;
    }

    private Expr unary(boolean withFilters) {
        Token token = tokens.current();
        Expr operand = token.isOperator("-") || token.isOperator("+") ? signed() : primary();
        operand = postfix(operand);
        return withFilters ? filtersAndTests(operand) : operand;
    }

    private Expr signed() {
        Token sign = tokens.next();
        return new Expr.Unary(sign.text().charAt(0), unary(false), sign.line());
    }

    private Expr primary() {
        Token token = tokens.current();
        return switch (token.kind()) {
            case NAME -> name(tokens.next().text());
            case STRING -> string();
            case INTEGER -> new Expr.Literal(Numbers.parseLiteral(tokens.next().text()));
            case FLOAT -> new Expr.Literal(Double.parseDouble(tokens.next().text()));
            case OPERATOR -> bracketed();
            case DATA, PRINT_BEGIN, PRINT_END, BLOCK_BEGIN, BLOCK_END, END -> throw tokens.unexpected("an expression");
        };
    }

    private Expr name(String name) {
        return switch (name) {
            case "true", "True" -> new Expr.Literal(true);
            case "false", "False" -> new Expr.Literal(false);
            case "none", "None" -> new Expr.Literal(null);
            default -> {
                if (!namesRead.isEmpty()) {
                    namesRead.peek().add(name);
                }
                yield new Expr.Name(name);
            }
        };
    }

    private Expr string() {
        var text = new StringBuilder();
        while (tokens.at(Kind.STRING)) {
            text.append(tokens.next().text());
        }
        return new Expr.Literal(text.toString());
    }

    private Expr bracketed() {
        if (tokens.skipOperator("(")) {
            Expr inner = tuple(this::expression, true);
            tokens.expectOperator(")");
            return inner;
        }
        if (tokens.skipOperator("[")) {
            List<Expr> items = new ArrayList<>();
            separated("]", () -> items.add(expression()));
            return new Expr.ListOf(List.copyOf(items));
        }
        if (tokens.skipOperator("{")) {
            List<Expr.Pair> pairs = new ArrayList<>();
            separated("}", () -> {
                Expr key = expression();
                tokens.expectOperator(":");
                pairs.add(new Expr.Pair(key, expression()));
            });
            return new Expr.DictOf(List.copyOf(pairs));
        }
        throw tokens.unexpected("an expression");
    }

    /** Items with commas up to a closing bracket, which is taken; a comma may stand before it. */
    private void separated(String close, Runnable item) {
        while (!tokens.skipOperator(close)) {
            item.run();
            if (!tokens.current().isOperator(close)) {
                tokens.expectOperator(",");
            }
        }
    }

    private Expr postfix(Expr target) {
        Expr node = target;
        while (true) {
            Token token = tokens.current();
            if (tokens.skipOperator(".")) {
                node = member(node, token.line());
            } else if (tokens.skipOperator("[")) {
                node = subscript(node, token.line());
                tokens.expectOperator("]");
            } else if (token.isOperator("(")) {
                node = new Expr.Call(node, callArguments(), token.line());
            } else {
                return node;
            }
        }
    }

    private Expr member(Expr target, int line) {
        if (tokens.at(Kind.INTEGER)) {
            Object index = Numbers.parseLiteral(tokens.next().text());
            return new Expr.Item(target, new Expr.Literal(index), line);
        }
        return new Expr.Attribute(
                target, tokens.expect(Kind.NAME, "a name or a number").text(), line);
    }

    private Expr subscript(Expr target, int line) {
        Expr from = tokens.current().isOperator(":") ? null : expression();
        if (!tokens.skipOperator(":")) {
            if (from == null) {
                throw tokens.unexpected("an index");
            }
            return new Expr.Item(target, from, line);
        }
        Expr to = sliceBound();
        Expr step = tokens.skipOperator(":") ? sliceBound() : null;
        return new Expr.Slice(target, from, to, step, line);
    }

    private @Nullable Expr sliceBound() {
        Token token = tokens.current();
        return token.isOperator(":") || token.isOperator("]") ? null : expression();
    }

    private Expr filtersAndTests(Expr input) {
        Expr node = input;
        while (true) {
            Token token = tokens.current();
            if (tokens.skipOperator("|")) {
                node = new Expr.Filtered(node, filterCall());
            } else if (tokens.skipName("is")) {
                node = test(node, token.line());
            } else if (token.isOperator("(")) {
                node = new Expr.Call(node, callArguments(), token.line());
            } else {
                return node;
            }
        }
    }

    /** A filter's name and arguments; the bar is already taken. */
    FilterCall filterCall() {
        Token name = tokens.expect(Kind.NAME, "the name of a filter");
        return new FilterCall(name.text(), optionalArguments(), name.line());
    }

    /** Filters with bars between them and before the first. */
    List<FilterCall> filterCalls() {
        List<FilterCall> filters = new ArrayList<>();
        while (tokens.skipOperator("|")) {
            filters.add(filterCall());
        }
        return List.copyOf(filters);
    }

    private CallArguments optionalArguments() {
        return tokens.current().isOperator("(") ? callArguments() : CallArguments.NONE;
    }

    private Expr test(Expr input, int line) {
        boolean negated = tokens.skipName("not");
        String name = tokens.expect(Kind.NAME, "the name of a test").text();
        CallArguments arguments;
        if (startsTestArgument()) {
            if (tokens.current().isName("is")) {
                throw tokens.error("tests cannot be chained with 'is'");
            }
            arguments = new CallArguments(List.of(postfix(primary())), List.of(), null, null);
        } else {
            arguments = optionalArguments();
        }
        Expr test = new Expr.Tested(input, name, arguments, line);
        return negated ? new Expr.Not(test) : test;
    }

    /** Whether a test's one argument follows without parentheses: {@code is divisibleby 3}. */
    private boolean startsTestArgument() {
        Token token = tokens.current();
        return switch (token.kind()) {
            case NAME ->
                !token.text().equals("else")
                        && !token.text().equals("or")
                        && !token.text().equals("and");
            case STRING, INTEGER, FLOAT -> true;
            case OPERATOR -> token.isOperator("[") || token.isOperator("{");
            case DATA, PRINT_BEGIN, PRINT_END, BLOCK_BEGIN, BLOCK_END, END -> false;
        };
    }

    private CallArguments callArguments() {
        tokens.expectOperator("(");
        List<Expr> positional = new ArrayList<>();
        List<Expr.Keyword> keywords = new ArrayList<>();
        // Slots rather than locals: the lambda below fills them.
        Expr[] unpacked = new Expr[2];
        separated(")", () -> {
            if (tokens.skipOperator("*")) {
                unpacked[0] = expression();
            } else if (tokens.skipOperator("**")) {
                unpacked[1] = expression();
            } else if (tokens.at(Kind.NAME) && tokens.following().isOperator("=")) {
                String name = tokens.next().text();
                tokens.next();
                keywords.add(new Expr.Keyword(name, expression()));
            } else if (!keywords.isEmpty() || unpacked[0] != null || unpacked[1] != null) {
                throw tokens.error("a positional argument follows a keyword argument");
            } else {
                positional.add(expression());
            }
        });
        return new CallArguments(List.copyOf(positional), List.copyOf(keywords), unpacked[0], unpacked[1]);
    }
}
