package dev.crema.proxy.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crema.proxy.config.PriceTable.Price;
import dev.crema.proxy.config.PriceTable.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code prices} part of the configuration: {@code {"claude-*opus*": {"input": 5, "output": 25, "cacheRead":
 * 0.5}}}. Its rows come before the defaults. Used by one thread, once.
 */
final class PriceSettings {
    private static final Set<String> FIELDS = Set.of("input", "output", "cacheRead");

    private final ConfigLoader loader;

    PriceSettings(ConfigLoader loader) {
        this.loader = loader;
    }

    PriceTable build(PriceTable defaults) {
        JsonNode table = loader.json(Setting.PRICES);
        if (table == null) {
            return defaults;
        }
        if (!table.isObject()) {
            problem("must be an object: a price for each name of a model");
            return defaults;
        }
        List<Row> rows = new ArrayList<>();
        table.properties().forEach(entry -> rows.add(row(entry.getKey(), entry.getValue())));
        return defaults.after(rows);
    }

    private Row row(String glob, JsonNode price) {
        price.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                problem("\"" + glob + "\": \"" + name + "\" is not known here; known are input, output and cacheRead");
            }
        });
        double input = required(glob, price, "input");
        double output = required(glob, price, "output");
        Double cacheRead = number(glob, price, "cacheRead");
        return new Row(glob, cacheRead == null ? new Price(input, output) : new Price(input, output, cacheRead));
    }

    private double required(String glob, JsonNode price, String field) {
        Double value = number(glob, price, field);
        if (value == null && !price.has(field)) {
            problem("\"" + glob + "\": \"" + field + "\" is missing: US dollars per million tokens");
        }
        return value == null ? 0 : value;
    }

    private @Nullable Double number(String glob, JsonNode price, String field) {
        JsonNode value = price.get(field);
        if (value == null) {
            return null;
        }
        if (!value.isNumber() || value.doubleValue() < 0 || !Double.isFinite(value.doubleValue())) {
            problem("\"" + glob + "\": \"" + field + "\" must be a number from 0 up: US dollars per million tokens");
            return null;
        }
        return value.doubleValue();
    }

    private void problem(String message) {
        loader.problem(Setting.PRICES, message);
    }
}
