package dev.crema.mlx.jinja;

import dev.crema.mlx.jinja.PySequence.PyTuple;
import dev.crema.mlx.jinja.Stmt.MacroDefinition;
import dev.crema.mlx.jinja.Stmt.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A macro bound to the scope it was defined in. */
final class Macro implements Function {
    private final MacroDefinition definition;
    private final Scope scope;
    private final Interpreter interpreter;

    Macro(MacroDefinition definition, Scope scope, Interpreter interpreter) {
        this.definition = definition;
        this.scope = scope;
        this.interpreter = interpreter;
    }

    String name() {
        return definition.name();
    }

    @Override
    public @Nullable Object call(Arguments arguments) {
        Scope local = scope.inner();
        Map<String, @Nullable Object> keywords = new LinkedHashMap<>(arguments.keywords());
        bind(local, arguments.positional(), keywords);
        if (definition.readsCaller() && !hasParameter("caller")) {
            Object caller = keywords.remove("caller");
            local.set("caller", caller == null ? Undefined.because("no caller defined") : caller);
        }
        if (definition.readsKwargs()) {
            local.set("kwargs", new PyDict(new LinkedHashMap<>(keywords)));
        } else if (!keywords.isEmpty()) {
            throw new JinjaException("macro '" + name() + "' takes no keyword argument '"
                    + keywords.keySet().iterator().next() + "'");
        }
        var out = new StringBuilder();
        interpreter.run(definition.body(), local, out);
        return out.toString();
    }

    private void bind(Scope local, List<@Nullable Object> given, Map<String, @Nullable Object> keywords) {
        List<Parameter> parameters = definition.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            if (i < given.size()) {
                local.set(parameter.name(), given.get(i));
            } else if (keywords.containsKey(parameter.name())) {
                local.set(parameter.name(), keywords.remove(parameter.name()));
            } else {
                local.set(parameter.name(), fallback(parameter, local));
            }
        }
        int used = Math.min(given.size(), parameters.size());
        if (definition.readsVarargs()) {
            local.set("varargs", new PyTuple(new ArrayList<>(given.subList(used, given.size()))));
        } else if (used < given.size()) {
            throw new JinjaException("macro '" + name() + "' takes not more than " + parameters.size() + " arguments");
        }
    }

    private @Nullable Object fallback(Parameter parameter, Scope local) {
        Expr expression = parameter.fallback();
        return expression == null
                ? Undefined.because("parameter '" + parameter.name() + "' was not provided")
                : interpreter.evaluate(expression, local);
    }

    private boolean hasParameter(String name) {
        return definition.parameters().stream()
                .anyMatch(parameter -> parameter.name().equals(name));
    }
}
