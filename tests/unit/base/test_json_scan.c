/*
 * test_json_scan.c — what the scan takes for JSON, jansson takes for the same JSON, in whatever way a text is broken; what is plain is
 * taken; the way through objects and arrays.
 */
#include "base/json_scan.h"

#include <stdlib.h>

#include "../testing.h"

static const char *const plain[] = {
    "{}",
    "[]",
    " { \"a\" : [ ] , \"b\":{\"c\":null}}\r\n\t",
    "[0,-0,7,-12,123456789012345678,1234567890123456789,-9223372036854775808]",
    "[0.5,-1.25,1e3,1E-2,1795951115.069,2.5e+10,100000000000000000000.0]",
    "[true,false,null,\"\",\"x\",\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\",\"\x7f\"]",
    "[\"a\\\"b\",\"\\\\\",\"\\n\\t\\/\\u00e4\\ud83d\\ude00\"]",
    "{\"name\":\"node-0\",\"arn\":\"arn:aws:lightsail:x\",\"ports\":[{\"fromPort\":22,\"cidrs\":[\"0.0.0.0/"
    "0\"]}],\"is\":true}",
    "\"text\"",
    "7",
    "null",
};

static const char *const broken[] = {
    "",
    " ",
    "{",
    "}",
    "[1,]",
    "[,1]",
    "{\"a\"}",
    "{\"a\":}",
    "{a:1}",
    "{\"a\":1,}",
    "[1 2]",
    "01",
    "-",
    "1.",
    ".5",
    "1e",
    "+1",
    "tru",
    "nulls",
    "{} {}",
    "\"a",
    "\"\t\"",
    "\"\\x\"",
    "\"\\u12\"",
    "\"\\ud83d\"",
    "\"\xff\"",
    "\"\xed\xa0\x80\"",
    "{\"a\":1,\"a\":2}",
    "1e999",
    "-1e999",
    "[1.5.5]",
    "99999999999999999999",
};

static json_t *jansson(struct str text, size_t flags)
{
    return json_loadb(text.len > 0 ? text.data : "", text.len, flags | JSON_DECODE_ANY, NULL);
}

/* Whatever the scan says, jansson agrees. Returns whether the scan has built something. */
static bool compare(struct str text)
{
    json_t *ours = json_scan_build(text), *theirs = jansson(text, JSON_REJECT_DUPLICATES),
           *loose = jansson(text, 0);
    bool is_built = ours != NULL;
    if (is_built && !json_equal(ours, theirs))
        fail_msg("'%.*s' is something else to jansson", STR_ARG(text));
    if (json_scan_is_object(text) && !json_is_object(loose))
        fail_msg("'%.*s' is no object to jansson", STR_ARG(text));
    json_decref(ours);
    json_decref(theirs);
    json_decref(loose);
    return is_built;
}

static void what_is_plain_is_taken(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        assert_true(compare(str_c(plain[i])));
}

static void what_is_broken_is_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
        assert_false(compare(str_c(broken[i])));
    assert_false(compare((struct str){NULL, 0}));
    assert_false(compare(str_n("[\0]", 3)));
    assert_false(compare(str_n("\"\0\"", 3)));
}

/* Every beginning of every text, and every text with one byte that is another one. In memory of its own, so that an overrun is seen. */
static void whatever_a_text_is_jansson_agrees(void **state)
{
    (void)state;
    static const char bytes[] = "{}[]\",:\\x019-+.eEtfn u\n\xc3\xa4\xff";
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        size_t len = strlen(plain[i]);
        for (size_t end = 0; end < len; end++) {
            char *copy = malloc(end + 1);
            memcpy(copy, plain[i], end);
            compare(str_n(copy, end));
            for (size_t b = 0; b < sizeof bytes; b++) { /* with its NUL */
                copy[end] = bytes[b];
                compare(str_n(copy, end + 1));
            }
            free(copy);
            char *changed = malloc(len);
            for (size_t b = 0; b < sizeof bytes; b++) {
                memcpy(changed, plain[i], len);
                changed[end] = bytes[b];
                compare(str_n(changed, len));
            }
            free(changed);
        }
    }
}

static void depth_has_an_end(void **state)
{
    (void)state;
    char deep[2000];
    memset(deep, '[', 513);
    memset(deep + 513, ']', 513);
    assert_null(json_scan_build(str_n(deep, 1026)));
    memset(deep, '[', 512);
    memset(deep + 512, ']', 512);
    assert_true(compare(str_n(deep, 1024)));
}

static void a_way_through_members_and_elements(void **state)
{
    (void)state;
    struct str name = {NULL, 0}, part;
    struct json_walk walk = json_walk_begin(STR(" {\"a\": [1, {\"x\":2}] ,\"b\":\"t\"} "));
    assert_true(json_walk_next(&walk, &name, &part));
    assert_str_equal(name, STR("a"));
    assert_str_equal(part, STR("[1, {\"x\":2}]"));
    struct json_walk inner = json_walk_begin(part);
    assert_true(json_walk_next(&inner, &name, &part));
    assert_str_equal(part, STR("1"));
    assert_true(json_walk_next(&inner, &name, &part));
    assert_str_equal(part, STR("{\"x\":2}"));
    assert_false(json_walk_next(&inner, &name, &part));
    assert_true(inner.is_good);
    assert_true(json_walk_next(&walk, &name, &part));
    assert_str_equal(name, STR("b"));
    assert_str_equal(part, STR("\"t\""));
    assert_false(json_walk_next(&walk, &name, &part));
    assert_true(walk.is_good);
    assert_false(json_walk_next(&walk, &name, &part));
    assert_true(walk.is_good);
}

static void a_way_that_breaks_off(void **state)
{
    (void)state;
    static const char *const texts[] = {"[1,2", "[1,]", "{\"a\":1 \"b\":2}", "{\"a\":tru}",
                                        "7",    "",     "{\"\\u0061\":1}",   "{\"a\":1}x",
                                        "[1}"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct str name, part;
        struct json_walk walk = json_walk_begin(str_c(texts[i]));
        while (json_walk_next(&walk, &name, &part))
            continue;
        assert_false(walk.is_good);
        assert_false(json_scan_is_object(str_c(texts[i])));
    }
    assert_true(json_scan_is_object(STR("{}")));
    assert_false(json_scan_is_object(STR("[]")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_plain_is_taken),
        cmocka_unit_test(what_is_broken_is_not),
        cmocka_unit_test(whatever_a_text_is_jansson_agrees),
        cmocka_unit_test(depth_has_an_end),
        cmocka_unit_test(a_way_through_members_and_elements),
        cmocka_unit_test(a_way_that_breaks_off),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("json_scan", tests, NULL, NULL);
}
