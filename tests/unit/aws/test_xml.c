/*
 * test_xml.c — one element's text out of a small document, and everything that is not well formed refused.
 */
#include "aws/xml.h"

#include "../testing.h"

static struct str text_at(struct arena *mem, const char *document, const char *path)
{
    struct str text;
    struct err err;
    if (!xml_text(mem, str_c(document), path, &text, &err))
        fail_msg("'%s': %s", document, err.text);
    return text;
}

static void test_paths(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    static const char document[] =
        "<?xml version=\"1.0\"?>\n<!-- a comment <a> -->\n"
        "<Response xmlns=\"https://sts.amazonaws.com/doc/\">\n"
        " <Other><Key>wrong</Key></Other>\n <Key>also wrong</Key>"
        " <Result><Key> right </Key><Key>second</Key><Empty/><ns:Name a='b > c'>n</ns:Name>"
        "</Result>\n</Response>\n";
    assert_str_equal(text_at(mem, document, "Response/Result/Key"), STR("right"));
    assert_str_equal(text_at(mem, document, "Response/Other/Key"), STR("wrong"));
    assert_str_equal(text_at(mem, document, "Response/Result/Name"), STR("n"));
    assert_int_equal(text_at(mem, document, "Response/Result/Empty").len, 0);
    assert_int_equal(text_at(mem, document, "Response/Key/Result").len, 0);
    assert_int_equal(text_at(mem, document, "Result/Key").len, 0);
    assert_null(text_at(mem, document, "Response/Result/Nobody").data);
    arena_free(mem);
}

static void test_references(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    assert_str_equal(text_at(mem, "<a>1&lt;2&amp;&gt;&quot;&apos;&#65;&#x42;&#xe4;&#x20ac;&#x1F600;</a>",
                             "a"),
                     STR("1<2&>\"'AB\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"));
    assert_str_equal(text_at(mem, "<a>x<![CDATA[<&>]]>y<b>no</b>z</a>", "a"), STR("x<&>yz"));
    arena_free(mem);
}

static void test_what_is_refused(void **state)
{
    (void)state;
    static const char *const documents[] = {
        "",
        "text",
        "{\"json\":1}",
        "<a>",
        "<a></b>",
        "<a></a><b/>",
        "</a>",
        "<a>&nbsp;</a>",
        "<a>&#xd800;</a>",
        "<a>&#0;</a>",
        "<a>&#99999999999;</a>",
        "<a>&lt</a>",
        "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
        "<a b></a>",
        "<a b=c></a>",
        "<a b='<'></a>",
        "<a b='c'd='e'></a>",
        "<a><![CDATA[x</a>",
        "<a><!-- x</a>",
        "<1a></1a>",
        "<a>\x01</a>",
        "x<a/>",
        "<a/>x",
        "<a / ></a>",
    };
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        struct arena *mem = arena_new();
        struct str text;
        struct err err;
        if (xml_text(mem, str_c(documents[i]), "a", &text, &err))
            fail_msg("'%s' was taken", documents[i]);
        assert_int_equal(err.kind, ERR_PROTOCOL);
        arena_free(mem);
    }
}

static void test_limits(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct buf deep = buf_new(mem, 1024 * 1024), large = buf_new(mem, 1024 * 1024);
    struct str text;
    struct err err;
    for (int i = 0; i < XML_MOST_DEPTH + 1; i++)
        buf_add(&deep, STR("<a>"));
    for (int i = 0; i < XML_MOST_DEPTH + 1; i++)
        buf_add(&deep, STR("</a>"));
    assert_false(xml_text(mem, buf_str(&deep), "a", &text, &err));
    assert_non_null(strstr(err.text, "deeply"));
    buf_add(&large, STR("<a>"));
    for (int i = 0; i < XML_MOST_BYTES / 8; i++)
        buf_add(&large, STR("12345678"));
    buf_add(&large, STR("</a>"));
    assert_false(xml_text(mem, buf_str(&large), "a", &text, &err));
    assert_non_null(strstr(err.text, "bytes"));
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_references),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_limits),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("xml", tests, NULL, NULL);
}
