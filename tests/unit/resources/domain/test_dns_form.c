/*
 * test_dns_form.c — which spellings of names and targets are equal, how texts become strings of DNS, and what is wrong
 * with others.
 */
#include "../../testing.h"

#include "resources/domain/dns_form.h"

static void names(void **state)
{
    static const struct {
        const char *written, *full;
    } rows[] = {
        {"", "example.com"},
        {"example.com", "example.com"},
        {"Example.COM.", "example.com"},
        {"www", "www.example.com"},
        {"WWW.example.com.", "www.example.com"},
        {"myexample.com", "myexample.com.example.com"},
        {"*", "*.example.com"},
        {"*.dev", "*.dev.example.com"},
        {"\\052.dev.example.com.", "*.dev.example.com"},
        {"_dmarc", "_dmarc.example.com"},
        {"www.example.org.", "www.example.org"},
    };
    struct arena *mem = arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_str_equal(dns_full_name(mem, str_c(rows[i].written), STR("example.com")), str_c(rows[i].full));
    assert_str_equal(dns_relative_name(STR("example.com"), STR("example.com")), STR(""));
    assert_str_equal(dns_relative_name(STR("a.b.example.com"), STR("example.com")), STR("a.b"));
    assert_str_equal(dns_relative_name(STR("myexample.com"), STR("example.com")), STR("myexample.com"));
    arena_free(mem);
}

static void targets(void **state)
{
    static const struct {
        const char *type, *written, *form;
    } rows[] = {
        {"A", " 192.0.2.1", "192.0.2.1"},
        {"AAAA", "2001:0DB8:0:0::1", "2001:db8::1"},
        {"CNAME", "Www.Example.com.", "www.example.com"},
        {"MX", "010  Mail.example.com.", "10 mail.example.com"},
        {"SRV", "1 10 5269 XMPP.example.com", "1 10 5269 xmpp.example.com"},
        {"TXT", "a b, c", "\"a b, c\""},
        {"TXT", "say \"hi\" \\", "\"say \\\"hi\\\" \\\\\""},
        {"TXT", "\"a\"   \"b\"", "\"a\" \"b\""},
        {"TXT", "\"a\\\"b\"", "\"a\\\"b\""},
        {"TXT", "", "\"\""},
    };
    struct arena *mem = arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_str_equal(dns_target(mem, str_c(rows[i].type), str_c(rows[i].written), false),
                         str_c(rows[i].form));
    arena_free(mem);
}

static void long_texts_are_split(void **state)
{
    struct arena *mem = arena_new();
    struct buf text = buf_new(mem, 4096);
    (void)state;
    for (int i = 0; i < 256; i++)
        buf_addc(&text, 'x');
    struct str form = dns_txt(mem, buf_str(&text));
    assert_int_equal(form.len, 256 + 5);
    assert_str_equal(str_slice(form, 255, form.len), STR("x\" \"x\""));
    struct str again = dns_target(mem, STR("TXT"), form, false);
    assert_str_equal(again, form);
    arena_free(mem);
}

static void refused(void **state)
{
    static const char *const wrong_names[] = {"@",  "a..b",  "a b",       "-a",
                                              "a*", "a.*.b", "b\xc3\xbc", "www.example.org."};
    static const struct {
        const char *type, *target;
        bool is_alias;
    } wrong[] = {
        {"A", "2001:db8::1", false},       {"A", "www.example.com", false},
        {"AAAA", "192.0.2.1", false},      {"CNAME", "a b", false},
        {"MX", "mail.example.com", false}, {"MX", "70000 mail.example.com", false},
        {"SRV", "1 2 host", false},        {"TXT", "\"open", false},
        {"TXT", "\"a\" b", false},         {"A", "192.0.2.1", true},
        {"CNAME", "a.example", true},
    };
    struct arena *mem = arena_new();
    struct err err;
    (void)state;
    for (size_t i = 0; i < sizeof wrong_names / sizeof wrong_names[0]; i++) {
        assert_false(dns_check_name(mem, str_c(wrong_names[i]), STR("example.com"), &err));
        assert_true(err.hint[0] != '\0');
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(
            dns_check_target(mem, str_c(wrong[i].type), str_c(wrong[i].target), wrong[i].is_alias, &err));
        assert_true(err.hint[0] != '\0');
    }
    assert_true(dns_check_name(mem, STR("*._a.b"), STR("example.com"), &err));
    assert_true(dns_check_target(mem, STR("A"), STR("lb-1.elb.amazonaws.com."), true, &err));
    arena_free(mem);
}

static void parts_of_ids(void **state)
{
    struct arena *mem = arena_new();
    (void)state;
    assert_str_equal(dns_decoded(mem, STR("a%2Fb%20%22c%22%")), STR("a/b \"c\"%"));
    assert_str_equal(dns_decoded(mem, STR("%zz")), STR("%zz"));
    assert_true(dns_is_validation(STR("_a.example.com"), STR("CNAME"), STR("_b.c.acm-validations.aws")));
    assert_false(dns_is_validation(STR("a.example.com"), STR("CNAME"), STR("_b.c.acm-validations.aws")));
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),   cmocka_unit_test(targets),      cmocka_unit_test(long_texts_are_split),
        cmocka_unit_test(refused), cmocka_unit_test(parts_of_ids),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
