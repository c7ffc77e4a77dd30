package dev.crema.mlx.jinja;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A parsed template. Immutable: parse it once, render it often and from any thread. */
public final class JinjaTemplate {
    private final List<Stmt> body;

    private JinjaTemplate(List<Stmt> body) {
        this.body = body;
    }

    /**
     * Parses a template's source.
     *
     * @throws JinjaException with the line and what was not understood there
     */
    public static JinjaTemplate parse(String source) {
        try {
            return new JinjaTemplate(TemplateParser.parse(source));
        } catch (StackOverflowError _) {
            throw new JinjaException("the template is nested too deeply");
        }
    }

    /**
     * Renders with variables. Besides them a template can call {@code range}, {@code dict}, {@code namespace},
     * {@code raise_exception} and {@code strftime_now}.
     *
     * @param variables strings, numbers, booleans, null, lists and maps of such; copied, never changed
     * @param clock the time and zone of {@code strftime_now}
     * @throws JinjaException if the template raises an error, or does what Jinja refuses
     */
    public String render(Map<String, ? extends @Nullable Object> variables, Clock clock) {
        var interpreter = new Interpreter();
        var out = new StringBuilder(1024);
        try {
            Map<String, @Nullable Object> values = new HashMap<>();
            variables.forEach((name, value) -> values.put(name, Values.of(value)));
            interpreter.run(body, Scope.root(Globals.functions(clock)).inner(values), out);
        } catch (JinjaException e) {
            throw e.at(interpreter.line());
        } catch (StackOverflowError _) {
            throw new JinjaException("macros or values are nested too deeply", interpreter.line());
        }
        return out.toString();
    }
}
