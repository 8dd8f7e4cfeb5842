/*
 * test_function_parse_port.c — every form of the text, and that a firewall rule accepts the result.
 */
#include "functions.h"
#include "gen/function_parse_port.h"

#define RULE(protocol, from, to) "{\"from_port\":" from ",\"protocol\":\"" protocol "\",\"to_port\":" to "}"

static void every_form_has_its_rule(void **state)
{
    (void)state;
    GIVES(function_parse_port, RULE("tcp", "22", "22"), "\"tcp/22\"");
    GIVES(function_parse_port, RULE("udp", "51820", "51820"), "\"udp/51820\"");
    GIVES(function_parse_port, RULE("udp", "5000", "5010"), "\"udp/5000-5010\"");
    GIVES(function_parse_port, RULE("tcp", "9000", "9100"), "\"9000-9100\"");
    GIVES(function_parse_port, RULE("tcp", "443", "443"), "\"443\"");
    GIVES(function_parse_port, RULE("tcp", "0", "65535"), "\"tcp/0-65535\"");
    GIVES(function_parse_port, RULE("icmp", "null", "null"), "\"icmp\"");
    GIVES(function_parse_port, RULE("icmpv6", "null", "null"), "\"icmpv6\"");
    GIVES(function_parse_port, RULE("icmp", "8", "null"), "\"icmp/8\"");
    GIVES(function_parse_port, RULE("icmp", "8", "0"), "\"icmp/8/0\"");
    GIVES(function_parse_port, RULE("all", "null", "null"), "\"all\"");
    GIVES(function_parse_port, RULE("all", "null", "null"), "\"-1\"");
}

static void invalid_ports_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "\"\"",         "\"tcp\"",        "\"tcp/\"",
        "\"tcp/ssh\"",  "\"tcp/65536\"",  "\"tcp/-22\"",
        "\"tcp/+22\"",  "\"tcp/22-\"",    "\"tcp/-\"",
        "\"22-21\"",    "\"22,23\"",      "\" tcp/22\"",
        "\"sctp/22\"",  "\"TCP/22\"",     "\"22/tcp\"",
        "\"all/22\"",   "\"icmp/256\"",   "\"icmp/-1\"",
        "\"icmp/8-9\"", "\"icmp/8/0/0\"", "\"tcp/99999999999999999999\"",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        REFUSES(function_parse_port, 0, "Write it as tcp/22", wrong[i]);
    REFUSES(function_parse_port, 0, "0 to 65535", "\"tcp/65536\"");
    REFUSES(function_parse_port, 0, "reversed", "\"9100-9000\"");
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        TEST(every_form_has_its_rule),
        TEST(invalid_ports_are_refused),
    };
    return cmocka_run_group_tests_name("function_parse_port", tests, NULL, NULL);
}
