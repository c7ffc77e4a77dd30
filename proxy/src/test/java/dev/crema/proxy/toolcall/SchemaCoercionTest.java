package dev.crema.proxy.toolcall;

import static dev.crema.proxy.toolcall.Parsing.json;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SchemaCoercionTest {
    /** Coerces one value by one schema. */
    private static String coerce(String value, String schema) {
        return SchemaCoercion.coerce(json("{\"v\":" + value + "}"), json("{\"properties\":{\"v\":" + schema + "}}"))
                .get("v")
                .toString();
    }

    @Test
    void textBecomesTheScalarTheSchemaAsksFor() {
        assertThat(coerce("\"5\"", "{\"type\":\"integer\"}")).isEqualTo("5");
        assertThat(coerce("\"-2.50\"", "{\"type\":\"number\"}")).isEqualTo("-2.50");
        assertThat(coerce("\"True\"", "{\"type\":\"boolean\"}")).isEqualTo("true");
        assertThat(coerce("\"null\"", "{\"type\":\"null\"}")).isEqualTo("null");
    }

    @Test
    void wholeNumbersWrittenAsFractionsBecomeIntegers() {
        assertThat(coerce("5.0", "{\"type\":\"integer\"}")).isEqualTo("5");
        assertThat(coerce("\"1e3\"", "{\"type\":\"integer\"}")).isEqualTo("1000");
        assertThat(coerce("5.5", "{\"type\":\"integer\"}")).isEqualTo("5.5");
    }

    @Test
    void scalarsAndObjectsBecomeTextWhereTextIsAsked() {
        assertThat(coerce("8001", "{\"type\":\"string\"}")).isEqualTo("\"8001\"");
        assertThat(coerce("true", "{\"type\":\"string\"}")).isEqualTo("\"true\"");
        assertThat(coerce("{\"a\":1}", "{\"type\":\"string\"}")).isEqualTo("\"{\\\"a\\\":1}\"");
        assertThat(coerce("null", "{\"type\":\"string\"}")).isEqualTo("null");
    }

    @Test
    void jsonTextBecomesTheObjectOrArrayAndItsInsideIsCoercedToo() {
        assertThat(coerce("\"[\\\"1\\\", 2]\"", "{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}"))
                .isEqualTo("[1,2]");
        assertThat(coerce("\"{\\\"a\\\":\\\"1\\\"}\"", "{\"properties\":{\"a\":{\"type\":\"integer\"}}}"))
                .isEqualTo("{\"a\":1}");
    }

    @Test
    void whatCannotBeTurnedStays() {
        assertThat(coerce("\"many\"", "{\"type\":\"integer\"}")).isEqualTo("\"many\"");
        assertThat(coerce("\"0x10\"", "{\"type\":\"number\"}")).isEqualTo("\"0x10\"");
        assertThat(coerce("1", "{\"type\":\"boolean\"}")).isEqualTo("1");
        assertThat(coerce("\"a,b\"", "{\"type\":\"array\"}")).isEqualTo("\"a,b\"");
        assertThat(coerce("\"1e999999999\"", "{\"type\":\"integer\"}")).isEqualTo("\"1e999999999\"");
        assertThat(coerce("\"1e999\"", "{\"type\":\"integer\"}")).isEqualTo("\"1e999\"");
    }

    @Test
    void aValueThatFitsOneOfSeveralTypesStays() {
        assertThat(coerce("\"5\"", "{\"type\":[\"integer\",\"string\"]}")).isEqualTo("\"5\"");
        assertThat(coerce("\"5\"", "{\"type\":[\"integer\",\"null\"]}")).isEqualTo("5");
        assertThat(coerce("\"null\"", "{\"type\":[\"integer\",\"null\"]}")).isEqualTo("null");
        assertThat(coerce("null", "{\"type\":\"integer\",\"nullable\":true}")).isEqualTo("null");
    }

    @Test
    void alternativesAreChosenByWhatFits() {
        assertThat(coerce("\"7\"", "{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"null\"}]}"))
                .isEqualTo("7");
        assertThat(coerce("\"7\"", "{\"oneOf\":[{\"type\":\"integer\"},{\"type\":\"string\"}]}"))
                .isEqualTo("\"7\"");
        String byKind = """
                {"oneOf": [
                  {"type": "object", "properties": {"kind": {"const": "a"}, "n": {"type": "string"}}, "required": ["kind"]},
                  {"type": "object", "properties": {"kind": {"const": "b"}, "n": {"type": "integer"}}, "required": ["kind"]}]}
                """;
        assertThat(coerce("{\"n\":\"1\",\"kind\":\"b\"}", byKind)).isEqualTo("{\"n\":1,\"kind\":\"b\"}");
        assertThat(coerce("{\"n\":1,\"kind\":\"a\"}", byKind)).isEqualTo("{\"n\":\"1\",\"kind\":\"a\"}");
    }

    @Test
    void referencesAreFollowedAlsoIntoThemselves() {
        var schema = json("""
                {"$defs": {"node": {"type": "object", "properties": {
                    "value": {"type": "integer"}, "next": {"$ref": "#/$defs/node"}}}},
                 "properties": {"list": {"$ref": "#/$defs/node"}}}
                """);
        assertThat(SchemaCoercion.coerce(
                                json(
                                        "{\"list\":{\"value\":\"1\",\"next\":{\"next\":{\"value\":\"3\"},\"value\":\"2\"}}}"),
                                schema)
                        .toString())
                .isEqualTo("{\"list\":{\"value\":1,\"next\":{\"next\":{\"value\":3},\"value\":2}}}");
    }

    @Test
    void endlessReferencesEnd() {
        var loop = json("{\"$defs\":{\"a\":{\"$ref\":\"#/$defs/a\"}},\"properties\":{\"v\":{\"$ref\":\"#/$defs/a\"}}}");
        var fork = json("""
                {"$defs": {"a": {"anyOf": [{"$ref": "#/$defs/a"}, {"allOf": [{"$ref": "#/$defs/a"}]}], "type": "integer"}},
                 "properties": {"v": {"$ref": "#/$defs/a"}}}
                """);
        assertThat(SchemaCoercion.coerce(json("{\"v\":\"x\"}"), loop)).isEqualTo(json("{\"v\":\"x\"}"));
        assertThat(SchemaCoercion.coerce(json("{\"v\":\"x\"}"), fork)).isEqualTo(json("{\"v\":\"x\"}"));
    }

    @Test
    void unknownKeysAndTheOrderOfKeysStay() {
        assertThat(SchemaCoercion.coerce(
                                json("{\"z\":\"1\",\"b\":\"2\",\"a\":\"3\"}"),
                                json("{\"properties\":{\"a\":{\"type\":\"integer\"},\"b\":{\"type\":\"integer\"}}}"))
                        .toString())
                .isEqualTo("{\"z\":\"1\",\"b\":2,\"a\":3}");
    }

    @Test
    void enumerationsOfOtherTypesAreMetByTheirText() {
        assertThat(coerce("\"2\"", "{\"enum\":[1,2,3]}")).isEqualTo("2");
        assertThat(coerce("2", "{\"enum\":[\"1\",\"2\"]}")).isEqualTo("\"2\"");
        assertThat(coerce("\"9\"", "{\"enum\":[1,2,3]}")).isEqualTo("\"9\"");
    }

    @Test
    void tuplesMapsAndAllOfAreFollowed() {
        assertThat(coerce("[\"1\",2]", "{\"prefixItems\":[{\"type\":\"integer\"},{\"type\":\"string\"}]}"))
                .isEqualTo("[1,\"2\"]");
        assertThat(coerce("{\"k\":\"1\"}", "{\"additionalProperties\":{\"type\":\"integer\"}}"))
                .isEqualTo("{\"k\":1}");
        assertThat(coerce("\"1\"", "{\"allOf\":[{\"type\":\"integer\"}]}")).isEqualTo("1");
    }
}
