package dev.crema.mlx.jinja;

import dev.crema.mlx.jinja.Stmt.Branch;
import dev.crema.mlx.jinja.Stmt.MacroDefinition;
import dev.crema.mlx.jinja.Stmt.Parameter;
import dev.crema.mlx.jinja.Stmt.Target;
import dev.crema.mlx.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Statements by recursive descent. */
final class TemplateParser {
    private static final Set<String> LITERAL_NAMES = Set.of("true", "false", "none", "True", "False", "None");
    private static final Set<String> OTHER_TEMPLATES = Set.of("include", "import", "from", "extends", "block");

    private final TokenStream tokens;
    private final ExpressionParser expressions;
    private int loopDepth;

    private TemplateParser(TokenStream tokens) {
        this.tokens = tokens;
        this.expressions = new ExpressionParser(tokens);
    }

    static List<Stmt> parse(String source) {
        return new TemplateParser(new TokenStream(Lexer.tokens(source))).statements();
    }

    /** Statements up to the end of the template, or to a block tag with one of these names, which stays next. */
    private List<Stmt> statements(String... ends) {
        List<Stmt> body = new ArrayList<>();
        while (!tokens.at(Kind.END)) {
            Token token = tokens.next();
            switch (token.kind()) {
                case DATA -> body.add(new Stmt.Text(token.text()));
                case PRINT_BEGIN -> {
                    body.add(new Stmt.Print(expressions.expressionOrTuple(), token.line()));
                    tokens.expect(Kind.PRINT_END, "'}}'");
                }
                default -> {
                    if (atOneOf(ends)) {
                        return List.copyOf(body);
                    }
                    body.add(statement());
                    tokens.expect(Kind.BLOCK_END, "'%}'");
                }
            }
        }
        if (ends.length > 0) {
            throw tokens.unexpected("{% " + ends[ends.length - 1] + " %}");
        }
        return List.copyOf(body);
    }

    private boolean atOneOf(String... names) {
        for (String name : names) {
            if (tokens.current().isName(name)) {
                return true;
            }
        }
        return false;
    }

    private Stmt statement() {
        Token tag = tokens.expect(Kind.NAME, "the name of a tag");
        int line = tag.line();
        return switch (tag.text()) {
            case "if" -> conditional(line);
            case "for" -> loop(line);
            case "set" -> assignment(line);
            case "macro" -> macro();
            case "call" -> callBlock(line);
            case "filter" -> filterBlock(line);
            case "with" -> with(line);
            case "generation" -> new Stmt.Generation(outsideLoop("endgeneration"));
            case "break" -> inLoop(new Stmt.Break(), tag);
            case "continue" -> inLoop(new Stmt.Continue(), tag);
            default -> throw unknown(tag);
        };
    }

    private static JinjaException unknown(Token tag) {
        String why = OTHER_TEMPLATES.contains(tag.text())
                ? "{% " + tag.text() + " %} is not supported: a chat template stands alone"
                : "unknown tag '" + tag.text() + "'";
        return new JinjaException(why, tag.line());
    }

    private Stmt inLoop(Stmt control, Token tag) {
        if (loopDepth == 0) {
            throw new JinjaException("'" + tag.text() + "' outside a loop", tag.line());
        }
        return control;
    }

    /** The body of the tag just read, and its closing tag, which is taken. */
    private List<Stmt> body(String end) {
        List<Stmt> body = bodyUntil(end);
        tokens.next();
        return body;
    }

    private List<Stmt> bodyUntil(String... ends) {
        tokens.skipOperator(":");
        tokens.expect(Kind.BLOCK_END, "'%}'");
        return statements(ends);
    }

    /** A body of its own function: a loop around it cannot be left from inside. */
    private List<Stmt> outsideLoop(String end) {
        int outer = loopDepth;
        loopDepth = 0;
        List<Stmt> body = body(end);
        loopDepth = outer;
        return body;
    }

    private Stmt conditional(int line) {
        List<Branch> branches = new ArrayList<>();
        int at = line;
        while (true) {
            Expr condition = expressions.unconditionalOrTuple();
            branches.add(new Branch(condition, bodyUntil("elif", "else", "endif"), at));
            Token next = tokens.next();
            if (next.isName("elif")) {
                at = next.line();
            } else if (next.isName("else")) {
                branches.add(new Branch(null, body("endif"), next.line()));
                return new Stmt.If(List.copyOf(branches));
            } else {
                return new Stmt.If(List.copyOf(branches));
            }
        }
    }

    private Stmt loop(int line) {
        Target target = target(false);
        tokens.expectName("in");
        Expr iterable = expressions.unconditionalOrTuple();
        Expr filter = tokens.skipName("if") ? expressions.expression() : null;
        if (tokens.current().isName("recursive")) {
            throw tokens.error("recursive loops are not supported");
        }
        loopDepth++;
        List<Stmt> body = bodyUntil("endfor", "else");
        loopDepth--;
        List<Stmt> otherwise = tokens.next().isName("else") ? body("endfor") : List.of();
        return new Stmt.For(target, iterable, filter, body, otherwise, line);
    }

    private Stmt assignment(int line) {
        Target target = target(true);
        if (tokens.skipOperator("=")) {
            return new Stmt.Set(target, expressions.expressionOrTuple(), line);
        }
        List<Expr.FilterCall> filters = expressions.filterCalls();
        return new Stmt.SetBlock(target, filters, body("endset"), line);
    }

    private Stmt macro() {
        String name = name();
        expressions.noteNames();
        List<Parameter> parameters = signature();
        return new Stmt.DefineMacro(definition(name, parameters, outsideLoop("endmacro")));
    }

    private Stmt callBlock(int line) {
        expressions.noteNames();
        List<Parameter> parameters = tokens.current().isOperator("(") ? signature() : List.of();
        if (!(expressions.expression() instanceof Expr.Call call)) {
            throw new JinjaException("{% call %} needs a call", line);
        }
        return new Stmt.CallBlock(definition("caller", parameters, outsideLoop("endcall")), call, line);
    }

    private MacroDefinition definition(String name, List<Parameter> parameters, List<Stmt> body) {
        Set<String> names = expressions.namesRead();
        return new MacroDefinition(
                name, parameters, body, names.contains("caller"), names.contains("varargs"), names.contains("kwargs"));
    }

    private List<Parameter> signature() {
        List<Parameter> parameters = new ArrayList<>();
        tokens.expectOperator("(");
        while (!tokens.skipOperator(")")) {
            if (!parameters.isEmpty()) {
                tokens.expectOperator(",");
            }
            String name = name();
            Expr fallback = tokens.skipOperator("=") ? expressions.expression() : null;
            if (fallback == null
                    && !parameters.isEmpty()
                    && parameters.getLast().fallback() != null) {
                throw tokens.error("parameter '" + name + "' without a default follows one with a default");
            }
            parameters.add(new Parameter(name, fallback));
        }
        return List.copyOf(parameters);
    }

    private Stmt filterBlock(int line) {
        List<Expr.FilterCall> filters = new ArrayList<>(List.of(expressions.filterCall()));
        filters.addAll(expressions.filterCalls());
        return new Stmt.FilterBlock(List.copyOf(filters), body("endfilter"), line);
    }

    private Stmt with(int line) {
        List<Stmt.Binding> bindings = new ArrayList<>();
        while (!tokens.at(Kind.BLOCK_END)) {
            if (!bindings.isEmpty()) {
                tokens.expectOperator(",");
            }
            Target target = target(false);
            tokens.expectOperator("=");
            bindings.add(new Stmt.Binding(target, expressions.expression()));
        }
        return new Stmt.With(List.copyOf(bindings), body("endwith"), line);
    }

    private Target target(boolean withNamespaces) {
        List<Target> targets = new ArrayList<>();
        targets.add(oneTarget(withNamespaces));
        while (tokens.skipOperator(",")) {
            targets.add(oneTarget(withNamespaces));
        }
        return targets.size() > 1 ? new Target.Unpacked(List.copyOf(targets)) : targets.getFirst();
    }

    private Target oneTarget(boolean withNamespaces) {
        if (tokens.skipOperator("(")) {
            Target inner = target(withNamespaces);
            tokens.expectOperator(")");
            return inner;
        }
        String name = name();
        if (withNamespaces && tokens.skipOperator(".")) {
            String attribute = tokens.expect(Kind.NAME, "a name").text();
            return new Target.NamespaceAttribute(name, attribute);
        }
        return new Target.Variable(name);
    }

    private String name() {
        Token token = tokens.expect(Kind.NAME, "a name");
        if (LITERAL_NAMES.contains(token.text())) {
            throw new JinjaException("cannot assign to '" + token.text() + "'", token.line());
        }
        return token.text();
    }
}
