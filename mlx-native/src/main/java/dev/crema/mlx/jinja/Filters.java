package dev.crema.mlx.jinja;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;

/** The filters by name. */
final class Filters {
    private static final Map<String, Filter> BY_NAME = Map.ofEntries(
            entry("abs", NumberFilters::abs),
            entry("attr", SequenceFilters::attr),
            entry("batch", SequenceFilters::batch),
            entry("capitalize", (value, _) -> Strings.capitalize(Repr.str(value))),
            entry("center", TextFilters::center),
            entry("count", (value, _) -> (long) Values.length(value)),
            entry("d", SequenceFilters::fallback),
            entry("default", SequenceFilters::fallback),
            entry("dictsort", SortFilters::dictSort),
            entry("e", TextFilters::escape),
            entry("escape", TextFilters::escape),
            entry("first", SequenceFilters::first),
            entry("float", NumberFilters::toFloat),
            entry("format", TextFilters::format),
            entry("indent", TextFilters::indent),
            entry("int", NumberFilters::toInteger),
            entry("items", SequenceFilters::items),
            entry("join", SequenceFilters::join),
            entry("last", SequenceFilters::last),
            entry("length", (value, _) -> (long) Values.length(value)),
            entry("list", SequenceFilters::list),
            entry("lower", TextFilters::lower),
            entry("map", SequenceFilters::map),
            entry("max", (value, arguments) -> SortFilters.extreme(value, arguments, "max", 1)),
            entry("min", (value, arguments) -> SortFilters.extreme(value, arguments, "min", -1)),
            entry("reject", (value, arguments) -> SequenceFilters.select(value, arguments, false)),
            entry("rejectattr", (value, arguments) -> SequenceFilters.selectAttribute(value, arguments, false)),
            entry("replace", TextFilters::replace),
            entry("reverse", SequenceFilters::reverse),
            entry("round", NumberFilters::round),
            entry("safe", (value, _) -> value instanceof Markup ? value : new Markup(Repr.str(value))),
            entry("select", (value, arguments) -> SequenceFilters.select(value, arguments, true)),
            entry("selectattr", (value, arguments) -> SequenceFilters.selectAttribute(value, arguments, true)),
            entry("slice", SequenceFilters::slice),
            entry("sort", SortFilters::sort),
            entry("string", (value, _) -> Repr.str(value)),
            entry("sum", SequenceFilters::sum),
            entry("title", (value, _) -> TextFilters.title(Repr.str(value))),
            entry("tojson", Json::filter),
            entry("trim", TextFilters::trim),
            entry("truncate", TextFilters::truncate),
            entry("unique", SortFilters::unique),
            entry("upper", TextFilters::upper),
            entry("wordcount", TextFilters::wordCount));

    private static final Set<String> SEES_MARKUP = Set.of("safe", "escape", "e", "default", "d");
    private static final Set<String> KEEPS_MARKUP = Set.of("string", "trim", "upper", "lower", "capitalize");

    private Filters() {}

    /** Whether the filter tells marked text from plain text. */
    static boolean seesMarkup(String name) {
        return SEES_MARKUP.contains(name);
    }

    /** Whether the filter's result is marked if what it is applied to is. */
    static boolean keepsMarkup(String name) {
        return KEEPS_MARKUP.contains(name);
    }

    static boolean has(String name) {
        return BY_NAME.containsKey(name);
    }

    /** @throws JinjaException naming the filter if there is none of that name */
    static Filter named(String name) {
        Filter filter = BY_NAME.get(name);
        if (filter == null) {
            throw new JinjaException("no filter named '" + name + "'");
        }
        return filter;
    }
}
