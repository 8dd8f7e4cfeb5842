/*
 * test_cidr.c — address blocks: which texts are valid, that equal blocks print alike, and which blocks
 * contain others.
 */
#include "../../testing.h"

#include "resources/firewall/cidr.h"

static struct cidr block(const char *text, bool is_ipv6)
{
    struct cidr cidr;
    if (!cidr_parse(str_c(text), is_ipv6, &cidr))
        fail_msg("'%s' is no block", text);
    return cidr;
}

static void equal_forms_print_alike(void **state)
{
    static const struct {
        const char *written, *canonical;
        bool is_ipv6;
    } rows[] = {
        {"10.0.0.5", "10.0.0.5/32", false},
        {"10.0.0.5/32", "10.0.0.5/32", false},
        {"10.1.2.3/8", "10.0.0.0/8", false},
        {"0.0.0.0/0", "0.0.0.0/0", false},
        {"255.255.255.255/1", "128.0.0.0/1", false},
        {"203.0.113.129/25", "203.0.113.128/25", false},
        {"::/0", "::/0", true},
        {"0:0::0/0", "::/0", true},
        {"2001:DB8::", "2001:db8::/128", true},
        {"2001:0db8:0000::0001/32", "2001:db8::/32", true},
        {"2001:db8:8000::/33", "2001:db8:8000::/33", true},
    };
    struct arena *mem = arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_str_equal(cidr_print(mem, block(rows[i].written, rows[i].is_ipv6)), str_c(rows[i].canonical));
    arena_free(mem);
}

static void invalid_blocks(void **state)
{
    static const char *const bad[] = {"",
                                      "10.0.0",
                                      "10.0.0.0/",
                                      "10.0.0.0/33",
                                      "10.0.0.0/-1",
                                      "10.0.0.0/+8",
                                      "10.0.0.0/8/8",
                                      "10.0.0.0/ 8",
                                      "010.0.0.0.0",
                                      "300.0.0.1",
                                      "::/0",
                                      "all",
                                      "10.0.0.0/0x8",
                                      "10.0.0.0/1000"};
    static const char *const bad_ipv6[] = {"10.0.0.0/8", "::/129",      "2001:db8:::/32",
                                           ":/0",        "2001:db8::/", "::1%eth0"};
    struct cidr cidr;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (cidr_parse(str_c(bad[i]), false, &cidr))
            fail_msg("'%s' passed as an IPv4 block", bad[i]);
    }
    for (size_t i = 0; i < sizeof bad_ipv6 / sizeof bad_ipv6[0]; i++) {
        if (cidr_parse(str_c(bad_ipv6[i]), true, &cidr))
            fail_msg("'%s' passed as an IPv6 block", bad_ipv6[i]);
    }
    assert_false(cidr_parse(str_n("10.0.0.1\0x", 10), false, &cidr));
}

static void containment(void **state)
{
    struct cidr ten = block("10.0.0.0/8", false), one = block("10.20.30.40", false),
                other = block("11.0.0.0/8", false);
    (void)state;
    assert_true(cidr_covers(ten, one));
    assert_false(cidr_covers(one, ten));
    assert_true(cidr_overlaps(one, ten));
    assert_false(cidr_overlaps(ten, other));
    assert_true(cidr_covers(block("::/0", true), block("2001:db8::1", true)));
    assert_false(cidr_covers(block("::/0", true), one));
    assert_true(cidr_is_everything(block("0.0.0.0/0", false)));
    assert_false(cidr_is_everything(ten));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(equal_forms_print_alike),
                                       cmocka_unit_test(invalid_blocks), cmocka_unit_test(containment)};
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
