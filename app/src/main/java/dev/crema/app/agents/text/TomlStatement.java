package dev.crema.app.agents.text;

import java.util.List;

/**
 * A line of a TOML document that says something, from {@code start}, where the line begins, to {@code end}, where the next
 * one does. A value may take several lines.
 */
sealed interface TomlStatement {
    int start();

    int end();

    /**
     * The header of a table.
     *
     * @param path its keys
     * @param array whether it is one of a list of tables, in double brackets
     */
    record Table(List<String> path, boolean array, int start, int end) implements TomlStatement {}

    /**
     * A key and its value.
     *
     * @param path the keys of the table it is in, then its own, which are several where it is dotted
     * @param tableDepth how many of them are the table's
     * @param valueStart where its value begins
     * @param valueEnd where its value ends
     */
    record Value(List<String> path, int tableDepth, int start, int valueStart, int valueEnd, int end)
            implements TomlStatement {}
}
