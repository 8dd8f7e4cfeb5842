/*
 * test_port_spec.c — tests of cli/port_spec: every form of a port that users write, and invalid ones. Pure.
 */
#include "cli/port_spec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void forms(void **state)
{
    (void)state;
    static const struct {
        const char *text, *json; /* NULL: refused */
    } cases[] = {
        {"tcp/22", "{\"fromPort\":22,\"protocol\":\"tcp\",\"toPort\":22}"},
        {"udp/0-65535", "{\"fromPort\":0,\"protocol\":\"udp\",\"toPort\":65535}"},
        {"tcp/22=203.0.113.7",
         "{\"cidrs\":[\"203.0.113.7\"],\"fromPort\":22,\"protocol\":\"tcp\",\"toPort\":22}"},
        {"tcp/22=10.0.0.0/8,2001:db8::/32,lightsail-connect",
         "{\"cidrListAliases\":[\"lightsail-connect\"],\"cidrs\":[\"10.0.0.0/8\"],\"fromPort\":22,"
         "\"ipv6Cidrs\":[\"2001:db8::/32\"],\"protocol\":\"tcp\",\"toPort\":22}"},
        {"icmp", "{\"fromPort\":-1,\"protocol\":\"icmp\",\"toPort\":-1}"},
        {"icmp/8", "{\"fromPort\":8,\"protocol\":\"icmp\",\"toPort\":-1}"},
        {"all=::/0", "{\"fromPort\":0,\"ipv6Cidrs\":[\"::/0\"],\"protocol\":\"all\",\"toPort\":65535}"},
        {"", NULL},
        {"tcp", NULL},
        {"tcp/", NULL},
        {"tcp/65536", NULL},
        {"tcp/-1", NULL},
        {"tcp/30-20", NULL},
        {"tcp/22x", NULL},
        {"tcp/22=", NULL},
        {"tcp/22=10.0.0.0/33", NULL},
        {"tcp/22=::/129", NULL},
        {"tcp/22=10.0.0.0/8,", NULL},
        {"tcp/22=office", NULL},
        {"sctp/22", NULL},
        {"all/22", NULL},
        {"icmp/256", NULL},
    };
    struct arena *mem = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err err = {.kind = ERR_NONE};
        json_t *port_info;
        bool parsed = port_spec_parse(cases[i].text, &port_info, &err);
        if (parsed != (cases[i].json != NULL))
            print_error("'%s' is %s\n", cases[i].text, parsed ? "accepted" : err.text);
        assert_int_equal(parsed, cases[i].json != NULL);
        if (parsed)
            assert_memory_equal(port_name(port_info).text, cases[i].text, strcspn(cases[i].text, "="));
        if (parsed)
            assert_string_equal(json_print(mem, json_own(mem, port_info)).data, cases[i].json);
        else
            assert_int_equal(err.kind, ERR_USER);
    }
    arena_free(mem);
}

static void names(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    json_t *all = json_own(mem,
                           json_pack("{s:s, s:i, s:i}", "protocol", "-1", "fromPort", 0, "toPort", 65535));
    json_t *one = json_own(mem, json_pack("{s:s, s:i, s:i}", "protocol", "udp", "fromPort", 9, "toPort", 9));
    assert_string_equal(port_name(all).text, "all");
    assert_string_equal(port_name(one).text, "udp/9");
    assert_string_equal(port_name(json_own(mem, json_object())).text, "");
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(forms), cmocka_unit_test(names)};
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
