/*
 * port_rule.h — firewall rules in one form: parsed from the configuration or a response, compared, merged,
 * checked for overlaps and printed. Pure; must not know instances, requests or Terraform's plans.
 *
 * Equal forms: "all" and "-1"; a missing to_port and the same port twice; bare addresses and /32 or /128;
 * host bits; IPv6 spellings; order; a rule with several sources and several rules for the same ports with one
 * each; no source list and all addresses. A rule whose source lists are set and all empty allows no address:
 * no request contains it. Source: PortInfo and InstancePortState of the API model.
 */
#ifndef RESOURCES_PORT_RULE_H
#define RESOURCES_PORT_RULE_H

#include "base/err.h"
#include "base/json.h"
#include "resources/firewall/cidr.h"
#include "tf/field.h"

enum port_protocol { PORT_TCP, PORT_UDP, PORT_ICMP, PORT_ICMPV6, PORT_ALL };

/* A rule as it is written: the common attributes of lightsail_firewall_rule and the nested object of
 * lightsail_firewall. */
struct port_fields {
    struct tf_string protocol;
    struct tf_int from_port, to_port;
    struct tf_strings cidrs, ipv6_cidrs, cidr_list_aliases;
};

struct port_rule {
    enum port_protocol protocol;
    int from, to;             /* ICMP: type and code, -1 for any; PORT_ALL: 0 and 65535 */
    bool anyone;              /* no source list was set: the API opens it to all addresses */
    const struct cidr *cidrs; /* sorted, without duplicates */
    size_t cidr_count;
    const struct str *aliases; /* sorted, without duplicates */
    size_t alias_count;
};

/* Sorted by protocol and ports. No two rules have the same protocol and ports (port_set_parse merges
 * them). */
struct port_set {
    const struct port_rule *rules;
    size_t count;
};

/* Whether no value is unknown, so that it can be parsed. */
bool port_fields_known(const struct port_fields *fields);
/*
 * One rule. Errors: ERR_USER with a text that names the rule and says what to write; err->attribute is the
 * wrong member ("cidrs"). An unknown value is an error too.
 */
bool port_rule_parse(struct arena *mem, const struct port_fields *fields, struct port_rule *ret,
                     struct err *err) MUST_USE;
/* Several, in the canonical form, without those that allow no address. Errors: those of the first invalid
 * rule. */
bool port_set_parse(struct arena *mem, const struct port_fields *fields, size_t count, struct port_set *ret,
                    struct err *err) MUST_USE;

/* From the list of a response: networking.ports of GetInstance or portStates of GetInstancePortStates.
 * Errors: ERR_PROTOCOL. */
bool port_set_from_json(struct arena *mem, const json_t *ports, struct port_set *ret, struct err *err)
    MUST_USE;
/* PortInfo for a request; a new reference. */
json_t *port_rule_to_json(struct arena *mem, const struct port_rule *rule);
json_t *port_set_to_json(struct arena *mem, const struct port_set *set);
/* In the form of a configuration, in canonical texts; an empty source list is null. */
struct port_fields port_rule_to_fields(struct arena *mem, const struct port_rule *rule);

/* Whether protocol and ports are equal, for which AWS keeps one entry. */
bool port_rule_same_ports(const struct port_rule *a, const struct port_rule *b);
/* Whether they open the same ports to the same sources. */
bool port_rules_equal(const struct port_rule *a, const struct port_rule *b);
bool port_sets_equal(const struct port_set *a, const struct port_set *b);
/* The rule of the same protocol and ports, or NULL. */
const struct port_rule *port_set_find(const struct port_set *set, const struct port_rule *like);
/* Whether both rules allow the same packet. */
bool port_rules_overlap(const struct port_rule *a, const struct port_rule *b);
/* Whether any address can reach the TCP port. */
bool port_set_opens_tcp(const struct port_set *set, int port);

/* "tcp 22 from 10.0.0.0/8, 2001:db8::/32", "udp 5000-5010 from anyone", "icmp type 8 from no address". */
struct str port_rule_print(struct arena *mem, const struct port_rule *rule);
/* The same without the sources. */
struct str port_rule_print_ports(struct arena *mem, const struct port_rule *rule);

/* ---- sources: the part of one rule in an entry that rules share ---- */

/* Both: the entry's sources and the rule's. `entry` may be NULL. */
struct port_rule port_rule_union(struct arena *mem, const struct port_rule *entry,
                                 const struct port_rule *rule);
/* The entry without the sources of the rule. */
struct port_rule port_rule_without(struct arena *mem, const struct port_rule *entry,
                                   const struct port_rule *rule);
/* The sources of the rule that the entry allows. `entry` may be NULL. */
struct port_rule port_rule_present(struct arena *mem, const struct port_rule *entry,
                                   const struct port_rule *rule);
bool port_rule_is_closed(const struct port_rule *rule); /* Whether it allows no address. */

#endif
