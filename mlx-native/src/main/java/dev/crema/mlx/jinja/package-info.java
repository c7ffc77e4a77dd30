/**
 * A small Jinja interpreter with Python's values, made for chat templates: lexer, parser, syntax tree, evaluator, filters
 * and tests. It renders as Jinja 3.1 does in the environment Hugging Face's transformers sets up (sandboxed and immutable,
 * {@code trim_blocks}, {@code lstrip_blocks}, loop controls, own {@code tojson}). A parsed
 * {@link dev.crema.mlx.jinja.JinjaTemplate} is immutable and entered by any thread; everything else here lives for one
 * rendering on one thread.
 *
 * <p>Left out, with an error that says so: other templates (include, import, extends, block), recursive loops, the filters
 * for web pages and {@code groupby}. One known difference: where the top level sets a variable that the caller gave, Jinja
 * hides the caller's value already from loops and macros above; here it is seen there.
 */
@NullMarked
package dev.crema.mlx.jinja;

import org.jspecify.annotations.NullMarked;
