/*
 * test_port_rule.c — firewall rules: which forms are equal, which rules overlap, what is refused with which
 * message, and the sources that one rule adds to the entry of others.
 */
#include "../../testing.h"

#include "resources/firewall/port_rule.h"

static struct arena *mem;

static int set_up(void **state)
{
    (void)state;
    mem = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(mem);
    return 0;
}

/* "10.0.0.0/8 10.1.0.0/16": words. */
static struct tf_strings words(const char *text)
{
    struct tf_strings strings = {.v = arena_new_array(mem, struct tf_string, 16)};
    struct str head, rest = str_c(text);
    while (rest.len > 0) {
        bool more = str_cut(rest, ' ', &head, &rest);
        if (!more) {
            head = rest;
            rest.len = 0;
        }
        strings.v[strings.count++] = tf_string(head);
        strings.is = TF_KNOWN;
    }
    return strings;
}

enum { NONE = -1000 }; /* a port that is not given */

static struct tf_int port_of(int port)
{
    return port == NONE ? (struct tf_int){0} : tf_int(port);
}

static struct port_fields written(const char *protocol, int from, int to, const char *cidrs,
                                  const char *ipv6_cidrs)
{
    return (struct port_fields){.protocol = tf_string(str_c(protocol)),
                                .from_port = port_of(from),
                                .to_port = port_of(to),
                                .cidrs = words(cidrs),
                                .ipv6_cidrs = words(ipv6_cidrs)};
}

static struct port_rule parsed(struct port_fields fields)
{
    struct port_rule rule;
    struct err err = {0};
    if (!port_rule_parse(mem, &fields, &rule, &err))
        fail_msg("%s", err.text);
    return rule;
}

static struct port_rule rule(const char *protocol, int from, int to, const char *cidrs,
                             const char *ipv6_cidrs)
{
    return parsed(written(protocol, from, to, cidrs, ipv6_cidrs));
}

static struct port_set answered(const char *json)
{
    json_t *ports;
    struct port_set set;
    struct err err = {0};
    if (!json_parse(mem, str_c(json), 100000, &ports, &err) || !port_set_from_json(mem, ports, &set, &err))
        fail_msg("%s", err.text);
    return set;
}

static struct port_set set_of(struct port_fields *fields, size_t count)
{
    struct port_set set;
    struct err err = {0};
    if (!port_set_parse(mem, fields, count, &set, &err))
        fail_msg("%s", err.text);
    return set;
}

static void equal_forms(void **state)
{
    (void)state;
    struct port_fields user[] = {
        written("-1", NONE, NONE, "192.0.2.1", ""),
        written("udp", 5000, 5010, "10.9.8.7/8 198.51.100.0/24", "2001:DB8:0::/32"),
        written("tcp", 22, NONE, "10.0.0.5", ""),
        written("icmp", 8, NONE, "10.0.0.0/8", ""),
        written("tcp", 22, 22, "192.0.2.0/24", ""),
        written("tcp", 80, 80, "", ""),
    };
    struct port_set mine = set_of(user, 6);
    struct port_set real = answered(
        "[{\"protocol\":\"tcp\",\"fromPort\":80,\"toPort\":80,\"cidrs\":[\"0.0.0.0/0\"],\"ipv6Cidrs\":[\"::/"
        "0\"],\"cidrListAliases\":[]},"
        "{\"protocol\":\"tcp\",\"fromPort\":22,\"toPort\":22,\"cidrs\":[\"192.0.2.0/24\",\"10.0.0.5/32\"]},"
        "{\"protocol\":\"icmp\",\"fromPort\":8,\"toPort\":-1,\"cidrs\":[\"10.0.0.0/8\"]},"
        "{\"protocol\":\"udp\",\"fromPort\":5000,\"toPort\":5010,\"cidrs\":[\"198.51.100.0/24\",\"10.0.0.0/"
        "8\"],\"ipv6Cidrs\":[\"2001:db8::/32\"]},"
        "{\"protocol\":\"all\",\"fromPort\":0,\"toPort\":65535,\"cidrs\":[\"192.0.2.1/32\"]},"
        "{\"protocol\":\"tcp\",\"fromPort\":23,\"toPort\":23,\"state\":\"closed\"}]");
    assert_int_equal(mine.count, 5); /* both rules for port 22 are one entry */
    assert_true(port_sets_equal(&mine, &real));
}

static void differences_are_detected(void **state)
{
    (void)state;
    struct port_rule open = rule("tcp", 22, 22, "0.0.0.0/0", ""), anyone = rule("tcp", 22, 22, "", "");
    struct port_rule dual = rule("tcp", 22, 22, "0.0.0.0/0", "::/0"),
                     only_ipv6 = rule("tcp", 22, 22, "", "::/0");
    struct port_rule narrow = rule("tcp", 22, 22, "10.0.0.0/8", "");
    assert_true(port_rules_equal(&anyone, &open)); /* an instance without IPv6 */
    assert_true(port_rules_equal(&anyone, &dual));
    assert_false(port_rules_equal(&open, &dual));
    assert_false(port_rules_equal(&anyone, &only_ipv6));
    assert_false(port_rules_equal(&anyone, &narrow));
    struct port_rule other = rule("udp", 22, 22, "10.0.0.0/8", "");
    assert_false(port_rules_equal(&narrow, &other));
    struct port_rule ping6 = rule("icmpv6", 128, 0, "", ""), ping6_open = rule("icmpv6", 128, 0, "", "::/0");
    assert_true(port_rules_equal(&ping6, &ping6_open));
}

static void overlaps(void **state)
{
    static const struct {
        const char *a_protocol, *b_protocol;
        int a_from, a_to, b_from, b_to;
        const char *a_cidrs, *b_cidrs;
        bool overlaps;
    } rows[] = {
        {"tcp", "tcp", 22, 22, 20, 25, "10.0.0.0/8", "10.1.0.0/16", true},
        {"tcp", "tcp", 22, 22, 20, 25, "10.0.0.0/8", "11.0.0.0/8", false},
        {"tcp", "tcp", 22, 22, 23, 25, "10.0.0.0/8", "10.0.0.0/8", false},
        {"tcp", "udp", 22, 22, 22, 22, "", "", false},
        {"tcp", "tcp", 22, 22, 22, 22, "", "192.0.2.1", true},
        {"icmp", "icmp", 8, -1, 8, 0, "", "", true},
        {"icmp", "icmp", -1, -1, 3, 4, "", "", true},
        {"icmp", "icmp", 8, 0, 3, 0, "", "", false},
        {"all", "-1", NONE, NONE, 0, 65535, "", "", true},
        {"all", "tcp", NONE, NONE, 22, 22, "", "", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct port_rule a = rule(rows[i].a_protocol, rows[i].a_from, rows[i].a_to, rows[i].a_cidrs, "");
        struct port_rule b = rule(rows[i].b_protocol, rows[i].b_from, rows[i].b_to, rows[i].b_cidrs, "");
        if (port_rules_overlap(&a, &b) != rows[i].overlaps || port_rules_overlap(&b, &a) != rows[i].overlaps)
            fail_msg("row %zu", i);
    }
}

static void refusals_name_the_rule_and_the_fix(void **state)
{
    static const struct {
        const char *protocol;
        int from, to;
        const char *cidrs, *ipv6_cidrs, *attribute, *text;
    } rows[] = {
        {"sctp", 22, 22, "", "", "protocol",
         "rule { protocol = \"sctp\", from_port = 22, to_port = 22 }: 'sctp' is not a protocol: "
         "use tcp, udp, icmp, icmpv6 or all"},
        {"tcp", NONE, NONE, "", "", "from_port",
         "rule { protocol = \"tcp\" }: tcp needs from_port, 0 to 65535"},
        {"tcp", -1, 22, "", "", "from_port", NULL},
        {"udp", 1, 65536, "", "", "to_port", NULL},
        {"tcp", 25, 22, "", "", "to_port",
         "rule { protocol = \"tcp\", from_port = 25, to_port = 22 }: the range is reversed: "
         "write from_port = 22 and to_port = 25"},
        {"icmp", 256, -1, "", "", "from_port", NULL},
        {"icmp", 8, 8000, "", "", "to_port", NULL},
        {"icmp", -1, 0, "", "", "to_port", NULL},
        {"all", 22, 22, "", "", "from_port", NULL},
        {"tcp", 22, 22, "10.0.0.0/33", "", "cidrs",
         "rule { protocol = \"tcp\", from_port = 22, to_port = 22, cidrs = [\"10.0.0.0/33\"] }: "
         "'10.0.0.0/33' is not an IPv4 address or "
         "block: write it like 203.0.113.7 or 203.0.113.0/24"},
        {"tcp", 22, 22, "2001:db8::/32", "", "cidrs", NULL},
        {"tcp", 22, 22, "", "10.0.0.0/8", "ipv6_cidrs",
         "rule { protocol = \"tcp\", from_port = 22, to_port = 22, ipv6_cidrs = [\"10.0.0.0/8\"] }: "
         "'10.0.0.0/8' is an IPv4 block: it "
         "belongs in cidrs"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct port_fields fields = written(rows[i].protocol, rows[i].from, rows[i].to, rows[i].cidrs,
                                            rows[i].ipv6_cidrs);
        struct port_rule ignored;
        struct err err = {0};
        if (port_rule_parse(mem, &fields, &ignored, &err))
            fail_msg("row %zu passed", i);
        assert_int_equal(err.kind, ERR_USER);
        assert_string_equal(err.attribute, rows[i].attribute);
        if (rows[i].text != NULL)
            assert_string_equal(err.text, rows[i].text);
    }
}

static void texts_and_requests(void **state)
{
    (void)state;
    struct port_rule tcp = rule("tcp", 22, 25, "10.9.9.9/8", "2001:db8::/32"),
                     ping = rule("icmp", 8, NONE, "", "");
    assert_str_equal(port_rule_print(mem, &tcp), STR("tcp 22-25 from 10.0.0.0/8, 2001:db8::/32"));
    assert_str_equal(port_rule_print(mem, &ping), STR("icmp type 8 from anyone"));
    assert_str_equal(json_print(mem, json_own(mem, port_rule_to_json(mem, &tcp))),
                     STR("{\"cidrs\":[\"10.0.0.0/8\"],\"fromPort\":22,\"ipv6Cidrs\":[\"2001:db8::/"
                         "32\"],\"protocol\":\"tcp\",\"toPort\":25}"));
    assert_str_equal(json_print(mem, json_own(mem, port_rule_to_json(mem, &ping))),
                     STR("{\"fromPort\":8,\"protocol\":\"icmp\",\"toPort\":-1}"));
    struct port_fields back = port_rule_to_fields(mem, &tcp);
    struct port_rule again = parsed(back);
    assert_true(port_rules_equal(&tcp, &again));
    assert_true(TF_IS_NULL(back.cidr_list_aliases));
}

static void ssh_guard(void **state)
{
    struct port_fields ranges[] = {written("tcp", 20, 30, "10.0.0.0/8", ""), written("udp", 22, 22, "", "")};
    struct port_fields all[] = {written("all", NONE, NONE, "10.0.0.0/8", "")};
    (void)state;
    struct port_set with = set_of(ranges, 1), without = set_of(ranges + 1, 1), everything = set_of(all, 1);
    assert_true(port_set_opens_tcp(&with, 22));
    assert_false(port_set_opens_tcp(&with, 31));
    assert_false(port_set_opens_tcp(&without, 22));
    assert_true(port_set_opens_tcp(&everything, 22));
}

static void shared_entries(void **state)
{
    struct port_rule entry = rule("tcp", 9100, 9100, "10.0.0.0/24 203.0.113.7", ""),
                     mine = rule("tcp", 9100, 9100, "203.0.113.7", "");
    (void)state;
    struct port_rule others = port_rule_without(mem, &entry, &mine),
                     expected = rule("tcp", 9100, 9100, "10.0.0.0/24", "");
    assert_true(port_rules_equal(&others, &expected));
    struct port_rule both = port_rule_union(mem, &others, &mine);
    assert_true(port_rules_equal(&both, &entry));
    struct port_rule rest = port_rule_without(mem, &others, &others);
    assert_true(port_rule_is_closed(&rest));
    struct port_rule anyone = rule("tcp", 9100, 9100, "", ""), wide = port_rule_union(mem, &entry, &anyone);
    struct port_rule present = port_rule_present(mem, &wide, &anyone);
    assert_true(port_rules_equal(&present, &anyone));
    present = port_rule_present(mem, &entry, &anyone);
    assert_true(port_rule_is_closed(&present));
    present = port_rule_present(mem, NULL, &mine);
    assert_true(port_rule_is_closed(&present));
    struct port_rule narrowed = port_rule_without(mem, &wide, &anyone);
    assert_true(port_rules_equal(&narrowed, &entry));
}

static void empty_lists_give_no_access(void **state)
{
    (void)state;
    const struct tf_strings empty = {.is = TF_KNOWN};
    struct port_fields fields[] = {written("tcp", 22, 22, "", ""), written("tcp", 80, 80, "10.0.0.0/8", ""),
                                   written("tcp", 443, 443, "", "")};
    fields[0].cidrs = empty;
    fields[1].ipv6_cidrs = fields[1].cidr_list_aliases = empty;
    struct port_rule nobody = parsed(fields[0]), mixed = parsed(fields[1]), anyone = parsed(fields[2]);
    assert_true(port_rule_is_closed(&nobody) && !nobody.anyone);
    assert_str_equal(port_rule_print(mem, &nobody), STR("tcp 22 from no address"));
    assert_str_equal(port_rule_print(mem, &mixed), STR("tcp 80 from 10.0.0.0/8"));
    assert_str_equal(port_rule_print(mem, &anyone), STR("tcp 443 from anyone"));
    struct port_rule everybody = rule("tcp", 22, 22, "", "");
    assert_false(port_rules_equal(&nobody, &everybody));
    assert_false(port_rules_overlap(&nobody, &everybody));
    struct port_set set;
    struct err err = {0};
    assert_true(port_set_parse(mem, fields, 3, &set, &err));
    assert_int_equal(set.count, 2);
    assert_null(port_set_find(&set, &nobody));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(equal_forms, set_up, tear_down),
        cmocka_unit_test_setup_teardown(differences_are_detected, set_up, tear_down),
        cmocka_unit_test_setup_teardown(overlaps, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refusals_name_the_rule_and_the_fix, set_up, tear_down),
        cmocka_unit_test_setup_teardown(texts_and_requests, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ssh_guard, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shared_entries, set_up, tear_down),
        cmocka_unit_test_setup_teardown(empty_lists_give_no_access, set_up, tear_down),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
