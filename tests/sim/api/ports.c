/*
 * ports.c — the firewall of an instance: rules in the form of the service's responses, and the calls about
 * them. It must not know anything else about instances.
 */
#include "api/ports.h"

#include <stdlib.h>
#include <string.h>

#include "addresses.h"
#include "api/instances.h"
#include "families.h"
#include "memory.h"
#include "operations.h"

static const char *const source_members[] = {"cidrs", "ipv6Cidrs", "cidrListAliases"};
enum { SOURCES = 3 };

static int compare_strings(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The same strings sorted and without duplicates: the service does not keep the order of a request. */
static json_t *sorted(const json_t *strings)
{
    size_t count = json_array_size(strings);
    const char **order = memory_new(count, sizeof *order);
    for (size_t i = 0; i < count; i++)
        order[i] = json_string_value(json_array_get(strings, i));
    qsort(order, count, sizeof *order, compare_strings);
    json_t *result = json_array();
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(order[i], order[i - 1]) != 0)
            json_array_append_new(result, json_string(order[i]));
    free(order);
    return result;
}

static bool contains(const json_t *strings, const char *wanted)
{
    for (size_t i = 0; i < json_array_size(strings); i++)
        if (!strcmp(json_string_value(json_array_get(strings, i)), wanted))
            return true;
    return false;
}

/* The members that only GetInstance returns. */
static void describe(json_t *rule)
{
    bool ipv4 = contains(json_object_get(rule, "cidrs"), "0.0.0.0/0");
    bool ipv6 = contains(json_object_get(rule, "ipv6Cidrs"), "::/0");
    const char *from = ipv4 && ipv6 ? "Anywhere (0.0.0.0/0 and ::/0)"
                       : ipv4       ? "Anywhere (0.0.0.0/0)"
                       : ipv6       ? "Anywhere (::/0)"
                                    : "Custom";
    json_object_set_new(rule, "accessFrom", json_string(from));
    json_object_set_new(rule, "accessType", json_string("public"));
    json_object_set_new(rule, "commonName", json_string(""));
    json_object_set_new(rule, "accessDirection", json_string("inbound"));
}

static bool normalize_cidrs(struct call *call, const json_t *input, bool ipv6, json_t **ret)
{
    json_t *all = json_array(), *cidr;
    size_t i;
    bool fine = true;
    json_array_foreach ((json_t *)(uintptr_t)input, i, cidr) {
        char *normal = cidr_normalize(json_string_value(cidr), ipv6);
        fine = fine &&
               (normal || call_fail_input(call, "Invalid CIDR block: %s. It must be an %s address or block.",
                                          json_string_value(cidr), ipv6 ? "IPv6" : "IPv4"));
        if (normal)
            json_array_append_new(all, json_string(normal));
        free(normal);
    }
    *ret = sorted(all);
    json_decref(all);
    return fine;
}

static bool check_ports(struct call *call, const char *protocol, const json_t *from, const json_t *to)
{
    json_int_t first = json_integer_value(from), last = json_integer_value(to);
    if (!strcmp(protocol, "all"))
        return true;
    if (!json_is_integer(from) || !json_is_integer(to))
        return call_fail_input(call, "fromPort and toPort are required for the protocol %s", protocol);
    if (!strncmp(protocol, "icmp", 4)) {
        if (first > 255 || last > 255)
            return call_fail_input(call, "ICMP types and codes go from -1 to 255, not %lld and %lld",
                                   (long long)first, (long long)last);
        return true;
    }
    if (first < 0 || last < 0)
        return call_fail_input(call, "Ports of %s go from 0 to 65535, not %lld-%lld", protocol,
                               (long long)first, (long long)last);
    if (first > last)
        return call_fail_input(call, "fromPort %lld must not be greater than toPort %lld", (long long)first,
                               (long long)last);
    return true;
}

/*
 * A rule as it is stored: all of its sources in lists. Without any source it is open to the world. NULL after
 * a failure.
 */
static json_t *normalize(struct call *call, const json_t *info, bool world_by_default)
{
    const char *protocol = json_string_value(json_object_get(info, "protocol"));
    if (!protocol)
        protocol = "tcp";
    const json_t *from = json_object_get(info, "fromPort"), *to = json_object_get(info, "toPort");
    if (!check_ports(call, protocol, from, to))
        return NULL;
    json_t *cidrs = NULL, *ipv6_cidrs = NULL;
    json_t *aliases = sorted(json_object_get(info, "cidrListAliases"));
    bool fine = normalize_cidrs(call, json_object_get(info, "cidrs"), false, &cidrs);
    fine = normalize_cidrs(call, json_object_get(info, "ipv6Cidrs"), true, &ipv6_cidrs) && fine;
    for (size_t i = 0; fine && i < json_array_size(aliases); i++)
        if (strcmp(json_string_value(json_array_get(aliases, i)), "lightsail-connect") != 0)
            fine = call_fail_input(call, "The CIDR list alias is not supported: %s",
                                   json_string_value(json_array_get(aliases, i)));
    if (world_by_default && !json_array_size(cidrs) && !json_array_size(ipv6_cidrs) &&
        !json_array_size(aliases)) {
        json_array_append_new(cidrs, json_string("0.0.0.0/0"));
        json_array_append_new(ipv6_cidrs, json_string("::/0"));
    }
    bool all = !strcmp(protocol, "all");
    json_t *rule = json_pack("{s:I, s:I, s:s, s:o, s:o, s:o}", "fromPort", all ? 0 : json_integer_value(from),
                             "toPort", all ? 65535 : json_integer_value(to), "protocol",
                             all && call->options->all_as_minus_one ? "-1" : protocol, "cidrs", cidrs,
                             "ipv6Cidrs", ipv6_cidrs, "cidrListAliases", aliases);
    if (fine)
        return rule;
    json_decref(rule);
    return NULL;
}

static int compare_rules(const json_t *left, const json_t *right)
{
    int protocols = strcmp(json_string_value(json_object_get(left, "protocol")),
                           json_string_value(json_object_get(right, "protocol")));
    if (protocols)
        return protocols;
    static const char *const ports[] = {"fromPort", "toPort"};
    for (int i = 0; i < 2; i++) {
        json_int_t difference = json_integer_value(json_object_get(left, ports[i])) -
                                json_integer_value(json_object_get(right, ports[i]));
        if (difference)
            return difference < 0 ? -1 : 1;
    }
    return 0;
}

/* Inserts the rule in sorted order; the sources of an equal rule are merged. Takes over rule. */
static void open_rule(json_t *rules, json_t *rule)
{
    size_t place = 0;
    while (place < json_array_size(rules) && compare_rules(json_array_get(rules, place), rule) < 0)
        place++;
    json_t *there = json_array_get(rules, place);
    if (!there || compare_rules(there, rule) != 0) {
        describe(rule);
        json_array_insert_new(rules, place, rule);
        return;
    }
    for (int i = 0; i < SOURCES; i++) {
        json_t *both = json_copy(json_object_get(there, source_members[i]));
        json_array_extend(both, json_object_get(rule, source_members[i]));
        json_object_set_new(there, source_members[i], sorted(both));
        json_decref(both);
    }
    describe(there);
    json_decref(rule);
}

static json_t *make_rule(const char *protocol, int from, int to, bool ipv4, bool ipv6)
{
    json_t *rule = json_pack("{s:i, s:i, s:s, s:[], s:[], s:[]}", "fromPort", from, "toPort", to, "protocol",
                             protocol, "cidrs", "ipv6Cidrs", "cidrListAliases");
    if (ipv4)
        json_array_append_new(json_object_get(rule, "cidrs"), json_string("0.0.0.0/0"));
    if (ipv6)
        json_array_append_new(json_object_get(rule, "ipv6Cidrs"), json_string("::/0"));
    describe(rule);
    return rule;
}

json_t *ports_default(bool windows, bool application, const char *ip_address_type)
{
    bool ipv4 = strcmp(ip_address_type, "ipv6") != 0, ipv6 = strcmp(ip_address_type, "ipv4") != 0;
    int remote = windows ? 3389 : 22;
    json_t *rules = json_array();
    open_rule(rules, make_rule("tcp", remote, remote, ipv4, ipv6));
    open_rule(rules, make_rule("tcp", 80, 80, ipv4, ipv6));
    if (application)
        open_rule(rules, make_rule("tcp", 443, 443, ipv4, ipv6));
    return rules;
}

/*
 * Removes the sources of rule; without sources, or when none is left, the whole rule. A missing rule is
 * closed already.
 */
static void close_rule(json_t *rules, const json_t *rule)
{
    for (size_t place = 0; place < json_array_size(rules); place++) {
        json_t *there = json_array_get(rules, place);
        if (compare_rules(there, rule) != 0)
            continue;
        size_t named = 0, left = 0;
        for (int i = 0; i < SOURCES; i++) {
            const json_t *gone = json_object_get(rule, source_members[i]);
            json_t *mine = json_object_get(there, source_members[i]);
            named += json_array_size(gone);
            for (size_t j = json_array_size(mine); j-- > 0;)
                if (contains(gone, json_string_value(json_array_get(mine, j))))
                    json_array_remove(mine, j);
            left += json_array_size(mine);
        }
        if (named && left)
            describe(there);
        else
            json_array_remove(rules, place);
        return;
    }
}

static json_t *rules_of(const struct resource *instance)
{
    return json_object_get(json_object_get(instance->document, "networking"), "ports");
}

static char *describe_rules(const json_t *infos)
{
    struct text text = {0};
    for (size_t i = 0; i < json_array_size(infos); i++) {
        const json_t *rule = json_array_get(infos, i);
        text_format(&text, "%s%s/%lld(%lld)", i ? "," : "",
                    json_string_value(json_object_get(rule, "protocol")),
                    (long long)json_integer_value(json_object_get(rule, "fromPort")),
                    (long long)json_integer_value(json_object_get(rule, "toPort")));
    }
    return text_take(&text);
}

static bool answer(struct call *call, struct resource *instance, const char *type, const json_t *rules)
{
    resource_changed(instance);
    char *details = describe_rules(rules);
    operation_add_for(call, type, instance, details);
    free(details);
    return operation_answer(call);
}

static bool put_instance_public_ports(struct call *call)
{
    struct resource *instance = instance_find_usable(call, "instanceName");
    if (!instance)
        return false;
    json_t *rules = json_array(), *info;
    size_t i;
    json_array_foreach (json_object_get(call->input, "portInfos"), i, info) {
        json_t *rule = normalize(call, info, true);
        if (!rule) {
            json_decref(rules);
            return false;
        }
        open_rule(rules, rule);
    }
    json_object_set_new(json_object_get(instance->document, "networking"), "ports", rules);
    return answer(call, instance, "PutInstancePublicPorts", rules);
}

static bool open_instance_public_ports(struct call *call)
{
    struct resource *instance = instance_find_usable(call, "instanceName");
    json_t *rule = instance ? normalize(call, json_object_get(call->input, "portInfo"), true) : NULL;
    if (!rule)
        return false;
    json_t *one = json_pack("[O]", rule);
    open_rule(rules_of(instance), rule);
    bool answered = answer(call, instance, "OpenInstancePublicPorts", one);
    json_decref(one);
    return answered;
}

static bool close_instance_public_ports(struct call *call)
{
    struct resource *instance = instance_find_usable(call, "instanceName");
    json_t *rule = instance ? normalize(call, json_object_get(call->input, "portInfo"), false) : NULL;
    if (!rule)
        return false;
    json_t *one = json_pack("[o]", rule);
    close_rule(rules_of(instance), rule);
    bool answered = answer(call, instance, "CloseInstancePublicPorts", one);
    json_decref(one);
    return answered;
}

static bool get_instance_port_states(struct call *call)
{
    struct resource *instance = call_find(call, &instance_kind, "instanceName");
    if (!instance)
        return false;
    static const char *const shown[] = {"fromPort", "toPort",    "protocol",
                                        "cidrs",    "ipv6Cidrs", "cidrListAliases"};
    json_t *states = json_array(), *rule;
    size_t i;
    json_array_foreach (rules_of(instance), i, rule) {
        json_t *state = json_object();
        for (size_t member = 0; member < sizeof shown / sizeof shown[0]; member++) {
            json_object_set(state, shown[member], json_object_get(rule, shown[member]));
            if (member == 2)
                json_object_set_new(state, "state", json_string("open"));
        }
        json_array_append_new(states, state);
    }
    text_add(&call->out, "{\"portStates\":");
    text_add_json_value(&call->out, states);
    text_add(&call->out, "}");
    json_decref(states);
    return true;
}

/* clang-format off */
#define PORT(n) {.name = n, .form = FORM_INTEGER, .minimum = -1, .maximum = 65535}
/* clang-format on */
static const char *const protocols[] = {"tcp", "all", "udp", "icmp", "icmpv6", NULL};
static const struct member port[] = {PORT("fromPort"),
                                     PORT("toPort"),
                                     WORD("protocol", protocols, false),
                                     OPTIONAL("cidrs", STRINGS),
                                     OPTIONAL("ipv6Cidrs", STRINGS),
                                     OPTIONAL("cidrListAliases", STRINGS),
                                     {0}};

static const struct api ports_api[] = {
    {.name = "GetInstancePortStates",
     .shows = OF_ONE,
     .handle = get_instance_port_states,
     .input = INPUT(INSTANCE)},
    {.name = "PutInstancePublicPorts",
     .handle = put_instance_public_ports,
     .input = INPUT(PARTS("portInfos", STRUCTURES, port, true), INSTANCE)},
    {.name = "OpenInstancePublicPorts",
     .handle = open_instance_public_ports,
     .input = INPUT(PARTS("portInfo", STRUCTURE, port, true), INSTANCE)},
    {.name = "CloseInstancePublicPorts",
     .handle = close_instance_public_ports,
     .input = INPUT(PARTS("portInfo", STRUCTURE, port, true), INSTANCE)},
    {0},
};
const struct family ports_family = {.api = ports_api};
