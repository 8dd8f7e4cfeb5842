/*
 * forms.c — the same value in another form (protocol section 8, E4 and E5): texts that AWS returns in
 * decomposed Unicode, and sets in any order, with duplicates and with unknown elements. Must not know how the
 * provider compares.
 */
#include <stdio.h>

#include "rules.h"
#include "suite.h"
#include "tf/statejson.h"

#define PLAN "PlanResourceChange"
#define READ "ReadResource"

/* ---- E5 ------------------------------------------------------------------------------------------------------------ */

/*
 * The members of a set in reverse order, and then in order again: bytes that Terraform's encoder would not
 * write.
 */
static struct value messed(struct arena *mem, const struct value *set)
{
    struct value *items = arena_new_array(mem, struct value, 2 * set->count);
    for (size_t i = 0; i < set->count; i++) {
        items[i] = set->items[set->count - 1 - i];
        items[set->count + i] = set->items[i];
    }
    struct value mess = *set;
    mess.items = items;
    mess.count = 2 * set->count;
    return mess;
}

static void check_set(struct suite *suite, const struct schema *schema, const char *name,
                      const struct value *prior, const struct value *sent, const char *attribute,
                      const struct value *expected)
{
    struct value proposed = block_propose(suite->mem, schema->block, prior, sent);
    struct outcome planned = session_plan(suite->session, schema, prior, &proposed, sent, STR(""), NULL);
    if (!suite_good(suite, PLAN, name, schema->name, &planned))
        return;
    suite_rule(suite, PLAN, name, schema->name,
               rules_difference(suite->mem, expected, value_member(&planned.value, str_c(attribute))));
    if (!value_is_null(*prior))
        suite_rule(suite, PLAN, "E5 and the plan is empty", schema->name,
                   rules_difference(suite->mem, prior, &planned.value));
}

static void check_addresses(struct suite *suite)
{
    const struct schema *schema = session_find(suite->session, SCHEMA_RESOURCE, "lightsail_firewall_rule");
    json_t *json = json_own(suite->mem, json_pack("{s:s, s:s, s:i, s:i, s:[s,s,s]}", "instance_name", "e5",
                                                  "protocol", "tcp", "from_port", 22, "to_port", 22, "cidrs",
                                                  "10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"));
    struct value config = suite_config(suite, NULL, schema->block, json, schema->name);
    struct value none = value_null(schema->block->type);
    const struct value *cidrs = value_member(&config, STR("cidrs"));
    struct value mess = messed(suite->mem, cidrs);
    struct value sent = value_with_member(suite->mem, &config, STR("cidrs"), mess);
    check_set(suite, schema, "E5 a set in another order, with duplicates", &none, &sent, "cidrs", cidrs);
    struct value state = value_with_member(
        suite->mem, &config, STR("instance_arn"),
        value_string(STR(
            "arn:aws:lightsail:ap-northeast-1:123456789012:Instance/00000000-0000-4000-8000-000000000000")));
    state = value_with_member(suite->mem, &state, STR("id"), value_string(STR("e5,tcp,22,22")));
    check_set(suite, schema, "E5 a set in another order, with duplicates", &state, &sent, "cidrs", cidrs);
    struct value items[] = {cidrs->items[0], value_unknown(&type_string), cidrs->items[1]};
    struct value open = value_set(suite->mem, cidrs->type, items, sizeof items / sizeof items[0]);
    sent = value_with_member(suite->mem, &config, STR("cidrs"), open);
    check_set(suite, schema, "E5 a set with an unknown element", &none, &sent, "cidrs", &open);
}

static void check_rules(struct suite *suite)
{
    const struct schema *schema = session_find(suite->session, SCHEMA_RESOURCE, "lightsail_firewall");
    json_t *json = json_own(suite->mem, json_pack("{s:s, s:[{s:s, s:i}, {s:s, s:i}, {s:s}]}", "instance_name",
                                                  "e5", "rules", "protocol", "tcp", "from_port", 22,
                                                  "protocol", "udp", "from_port", 53, "protocol", "icmp"));
    struct value config = suite_config(suite, NULL, schema->block, json, schema->name);
    struct value none = value_null(schema->block->type);
    const struct value *rules = value_member(&config, STR("rules"));
    struct value sent = value_with_member(suite->mem, &config, STR("rules"), messed(suite->mem, rules));
    check_set(suite, schema, "E5 a set of objects in another order, with duplicates", &none, &sent, "rules",
              rules);
    struct value items[] = {rules->items[0], rules->items[1], rules->items[2]};
    items[1] = value_with_member(suite->mem, &items[1], STR("from_port"), value_unknown(&type_number));
    items[2] = value_unknown(rules->type->element);
    struct value open = value_set(suite->mem, rules->type, items, sizeof items / sizeof items[0]);
    sent = value_with_member(suite->mem, &config, STR("rules"), open);
    check_set(suite, schema, "E5 a set of objects, some unknown, some partly", &none, &sent, "rules", &open);
}

/* ---- E4 ------------------------------------------------------------------------------------------------------------ */

#define COMPOSED "\xc3\xa9"
#define DECOMPOSED "e\xcc\x81"

static size_t place_of(struct str text, const char *part)
{
    size_t at = 0, len = strlen(part);
    while (at + len <= text.len && memcmp(text.data + at, part, len) != 0)
        at++;
    return at + len <= text.len ? at : text.len;
}

/* As Terraform stores it: every text in NFC. The sample has one letter with two forms. */
static struct value as_stored(struct suite *suite, const struct schema *schema, const struct value *state)
{
    struct str json;
    struct err err = {0};
    struct value stored;
    if (!statejson_encode(suite->mem, state, schema->block->type, &json, &err))
        return *state;
    struct buf out = buf_new(suite->mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t at; (at = place_of(json, DECOMPOSED)) < json.len;) {
        buf_add(&out, str_slice(json, 0, at));
        buf_add(&out, STR(COMPOSED));
        json = str_slice(json, at + strlen(DECOMPOSED), json.len);
    }
    buf_add(&out, json);
    return statejson_decode(suite->mem, buf_str(&out), schema->block->type, &stored, &err) ? stored : *state;
}

static void check_composed(struct suite *suite)
{
    const struct schema *schema = session_find(suite->session, SCHEMA_RESOURCE, "lightsail_instance");
    json_t *json = json_own(suite->mem, json_pack("{s:s, s:s, s:s, s:{s:s, s:s}}", "name", "e4",
                                                  "blueprint_id", "ubuntu_22_04", "bundle_id", "nano_3_0",
                                                  "tags", "Owner", "Ren" COMPOSED, "R" COMPOSED "gion", "a"));
    struct value config = suite_config(suite, NULL, schema->block, json, schema->name);
    struct value none = value_null(schema->block->type);
    struct value proposed = block_propose(suite->mem, schema->block, &none, &config);
    struct outcome planned = session_plan(suite->session, schema, &none, &proposed, &config, STR(""), NULL);
    struct outcome made = session_apply(suite->session, schema, &none, &planned.value, &config,
                                        planned.private, &planned.identity);
    if (!suite_good(suite, "ApplyResourceChange", "E4 a text in NFC", schema->name, &made))
        return;
    suite_make(suite,
               json_own(suite->mem,
                        json_pack("[{s:s, s:s, s:s, s:s}, {s:s, s:s, s:s}, {s:s, s:s, s:s, s:s}]", "action",
                                  "set_tag", "name", "e4", "key", "Owner", "value", "Ren" DECOMPOSED,
                                  "action", "remove_tag", "name", "e4", "key", "R" COMPOSED "gion", "action",
                                  "set_tag", "name", "e4", "key", "R" DECOMPOSED "gion", "value", "a")),
               schema->name);
    suite_walk(suite);
    struct outcome read = session_read(suite->session, schema, &made.value, made.private, &made.identity);
    if (suite_good(suite, READ, "E4 the same text in NFD from AWS", schema->name, &read)) {
        struct value stored = as_stored(suite, schema, &read.value);
        proposed = block_propose(suite->mem, schema->block, &stored, &config);
        planned = session_plan(suite->session, schema, &stored, &proposed, &config, read.private,
                               &read.identity);
        suite_good(suite, PLAN, "E4 of a text in NFD", schema->name, &planned);
        suite_rule(suite, PLAN, "E4 is empty", schema->name,
                   rules_difference(suite->mem, &stored, &planned.value));
    }
    struct outcome gone = session_apply(suite->session, schema, &made.value, &none, &none, STR(""),
                                        &made.identity);
    suite_good(suite, "ApplyResourceChange", "E4 delete", schema->name, &gone);
}

void forms_run(struct suite *suite)
{
    check_addresses(suite);
    check_rules(suite);
    check_composed(suite);
}
