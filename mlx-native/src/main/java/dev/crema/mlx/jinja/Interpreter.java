package dev.crema.mlx.jinja;

import dev.crema.mlx.jinja.Stmt.Branch;
import dev.crema.mlx.jinja.Stmt.Target;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Runs statements. One rendering, one thread. */
final class Interpreter {
    /** How a statement ended: a loop looks for the last two. */
    private enum Flow {
        ON,
        BREAK,
        CONTINUE
    }

    private final Evaluator evaluator = new Evaluator();

    /** Runs a body of its own function. */
    void run(List<Stmt> body, Scope scope, StringBuilder out) {
        execute(body, scope, out);
    }

    @Nullable
    Object evaluate(Expr expression, Scope scope) {
        return evaluator.evaluate(expression, scope);
    }

    /** The line that was evaluated last. */
    int line() {
        return evaluator.line();
    }

    private Flow execute(List<Stmt> body, Scope scope, StringBuilder out) {
        for (Stmt statement : body) {
            Flow flow = execute(statement, scope, out);
            if (flow != Flow.ON) {
                return flow;
            }
        }
        return Flow.ON;
    }

    private Flow execute(Stmt statement, Scope scope, StringBuilder out) {
        switch (statement) {
            case Stmt.Text text -> out.append(text.text());
            case Stmt.Print print -> out.append(Repr.str(at(print.line(), print.value(), scope)));
            case Stmt.If conditional -> {
                return branch(conditional.branches(), scope, out);
            }
            case Stmt.For loop -> {
                return loop(loop, scope, out);
            }
            case Stmt.Set set -> assign(set.target(), at(set.line(), set.value(), scope), scope);
            case Stmt.SetBlock set -> {
                var captured = new StringBuilder();
                Flow flow = execute(set.body(), scope.inner(), captured);
                assign(set.target(), filtered(captured, set.filters(), set.line(), scope), scope);
                return flow;
            }
            case Stmt.DefineMacro(var macro) -> scope.set(macro.name(), new Macro(macro, scope, this));
            case Stmt.CallBlock call -> {
                evaluator.at(call.line());
                out.append(Repr.str(evaluator.call(call.call(), scope, new Macro(call.caller(), scope, this))));
            }
            case Stmt.FilterBlock block -> {
                var captured = new StringBuilder();
                Flow flow = execute(block.body(), scope.inner(), captured);
                out.append(Repr.str(filtered(captured, block.filters(), block.line(), scope)));
                return flow;
            }
            case Stmt.With with -> {
                return with(with, scope, out);
            }
            case Stmt.Generation(var body) -> execute(body, scope.inner(), out);
            case Stmt.Break() -> {
                return Flow.BREAK;
            }
            case Stmt.Continue() -> {
                return Flow.CONTINUE;
            }
        }
        return Flow.ON;
    }

    private @Nullable Object at(int line, Expr expression, Scope scope) {
        evaluator.at(line);
        return evaluator.evaluate(expression, scope);
    }

    private Flow branch(List<Branch> branches, Scope scope, StringBuilder out) {
        for (Branch branch : branches) {
            Expr condition = branch.condition();
            if (condition == null || Values.isTrue(at(branch.line(), condition, scope))) {
                return execute(branch.body(), scope, out);
            }
        }
        return Flow.ON;
    }

    private Flow loop(Stmt.For statement, Scope scope, StringBuilder out) {
        Object iterable = at(statement.line(), statement.iterable(), scope);
        Iterator<@Nullable Object> items = Values.iterate(iterable);
        Expr filter = statement.filter();
        int knownLength = -1;
        if (filter != null) {
            items = new Accepted(items, statement, filter, scope);
        } else if (!(iterable instanceof OneShot)) {
            knownLength = Values.length(iterable);
        }
        var loop = new LoopContext(items, knownLength);
        boolean finishedOne = false;
        while (loop.advance()) {
            Scope turn = scope.inner();
            turn.set("loop", loop);
            assign(statement.target(), loop.item(), turn);
            Flow flow = execute(statement.body(), turn, out);
            // Jinja runs the else unless the end of the body was reached: after break or continue, too.
            finishedOne |= flow == Flow.ON;
            if (flow == Flow.BREAK) {
                break;
            }
        }
        return finishedOne ? Flow.ON : execute(statement.otherwise(), scope.inner(), out);
    }

    /** The items a loop's {@code if} lets pass, tested one at a time as the loop comes to them. */
    private final class Accepted implements Iterator<@Nullable Object> {
        private final Iterator<@Nullable Object> items;
        private final Stmt.For statement;
        private final Expr filter;
        private final Scope scope;
        private @Nullable Object next;
        private boolean found;

        Accepted(Iterator<@Nullable Object> items, Stmt.For statement, Expr filter, Scope scope) {
            this.items = items;
            this.statement = statement;
            this.filter = filter;
            this.scope = scope;
        }

        @Override
        public boolean hasNext() {
            while (!found && items.hasNext()) {
                next = items.next();
                Scope turn = scope.inner();
                assign(statement.target(), next, turn);
                found = Values.isTrue(evaluate(filter, turn));
            }
            return found;
        }

        @Override
        public @Nullable Object next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            found = false;
            return next;
        }
    }

    private Flow with(Stmt.With with, Scope scope, StringBuilder out) {
        Scope inner = scope.inner();
        for (Stmt.Binding binding : with.bindings()) {
            assign(binding.target(), at(with.line(), binding.value(), scope), inner);
        }
        return execute(with.body(), inner, out);
    }

    private @Nullable Object filtered(StringBuilder captured, List<Expr.FilterCall> filters, int line, Scope scope) {
        evaluator.at(line);
        Object value = captured.toString();
        for (Expr.FilterCall filter : filters) {
            value = evaluator.filter(value, filter, scope);
        }
        return value;
    }

    private void assign(Target target, @Nullable Object value, Scope scope) {
        switch (target) {
            case Target.Variable(var name) -> scope.set(name, value);
            case Target.NamespaceAttribute(var name, var attribute) -> {
                if (!(scope.get(name) instanceof Namespace namespace)) {
                    throw new JinjaException(
                            "cannot assign to '" + name + "." + attribute + "': '" + name + "' is not a namespace");
                }
                namespace.set(attribute, value);
            }
            case Target.Unpacked(var targets) -> unpack(targets, Values.list(value), scope);
        }
    }

    private void unpack(List<Target> targets, List<@Nullable Object> values, Scope scope) {
        if (values.size() != targets.size()) {
            throw new JinjaException("cannot unpack " + values.size() + " values into " + targets.size());
        }
        for (int i = 0; i < values.size(); i++) {
            assign(targets.get(i), values.get(i), scope);
        }
    }
}
