/*
 * rebuild_record.c — everything that belongs to an instance, in the journal, before it changes. Must not change an instance.
 */
#include "rebuild/carry.h"
#include "rebuild/journal_tags.h"
#include "rebuild/rebuild.h"
#include "rebuild/reference.h"
#include "steps/instance_step.h"
#include "steps/ports.h"
#include "steps/snapshot_step.h"

static json_t *old_instance(const struct rebuild *r)
{
    return json_object_get(r->journal, "instance");
}

struct str rebuild_name(const struct rebuild *r, struct str word, struct str end)
{
    enum { LONGEST = 220 };
    struct str start = r->name.len > LONGEST ? str_slice(r->name, 0, LONGEST) : r->name;
    return str_printf(r->session->mem, "%.*s-%.*s-%.*s", STR_ARG(start), STR_ARG(word), STR_ARG(end));
}

struct str rebuild_snapshot_name(const struct rebuild *r)
{
    struct session *s = r->session;
    int64_t now_ms = clock_wall_ms() + ls_client_clock_skew_ms(s->client);
    struct str word = r->snapshot_word.len > 0 ? r->snapshot_word : STR("resize");
    return rebuild_name(r, word, snapshot_time(s, now_ms));
}

bool rebuild_set(struct rebuild *r, const char *member, json_t *value)
{
    json_object_set_new(r->journal, member, value);
    return r->source == NULL || r->source->save(r);
}

/* ---- the instance ---- */

static void record_instance(struct rebuild *r, const json_t *instance)
{
    static const char *const members[] = {"name",       "arn",    "bundleId",        "blueprintId",
                                          "sshKeyName", "addOns", "metadataOptions", "ipAddressType",
                                          "location",   "tags",   "ipv6Addresses",   "hardware",
                                          "state",      NULL};
    json_t *kept = json_object();
    copy_members(instance, members, kept);
    json_object_set_new(r->journal, "instance", json_deep_copy(kept));
    json_decref(kept);
}

/* Terraform removes the tag as soon as a state has the new ARN: as long as the tag exists, the state has
 * the ARN that it names. */
static void record_replaces(struct rebuild *r, const json_t *instance)
{
    struct str before = ls_tag(instance, STR(LS_REPLACES_TAG));
    json_object_set_new(r->journal, "replaces",
                        json_new_str(before.len > 0 ? before : json_member_text(instance, "arn")));
}

static bool record_ports(struct rebuild *r)
{
    json_t *ports, *infos = json_array();
    json_object_set_new(r->journal, "ports", infos);
    TRY(firewall_get(r->session, r->name, &ports));
    for (size_t i = 0; i < json_array_size(ports); i++)
        json_array_append_new(infos, port_info(json_array_get(ports, i)));
    return true;
}

static bool no_static_ip(const struct rebuild *r)
{
    struct session *s = r->session;
    fail(&s->err, ERR_CONFLICT, "'%.*s' has a static IP, but no list shows it; nothing was changed",
         STR_ARG(r->name));
    return fail_hint(&s->err, "Check that GetStaticIps shows it to these credentials, and %s.", s->again);
}

/* A static IP that the instance has and that no list shows yet is late. */
static bool record_static_ip(struct rebuild *r, const json_t *instance)
{
    struct session *s = r->session;
    bool has_one = json_is_true(json_object_get(instance, "isStaticIp"));
    int64_t end_ms = clock_monotonic_ms() + ls_client_read_lag_ms(s->client);
    struct ls_poll poll = ls_poll_begin(s->client);
    struct aws_scope scope = session_scope(s);
    json_t *static_ip;
    TRY(instance_static_ip(s, r->name, &static_ip));
    while (has_one && static_ip == NULL && clock_monotonic_ms() < end_ms)
        TRY(ls_poll_wait(&poll, &scope, &s->err) && instance_static_ip(s, r->name, &static_ip));
    if (has_one && static_ip == NULL)
        return no_static_ip(r);
    json_object_set_new(r->journal, "static_ip", json_new_str(json_member_text(static_ip, "name")));
    json_object_set_new(r->journal, "static_ip_arn", json_new_str(json_member_text(static_ip, "arn")));
    return true;
}

/* ---- room in the tags ---- */

static bool check_room(struct rebuild *r)
{
    struct session *s = r->session;
    const json_t *tags = json_own(s->mem, carry_tags(old_instance(r)));
    size_t own = json_array_size(tags), needed = 1;
    json_t *journal;
    if (r->source == NULL) {
        TRY(journal_to_tags(s->mem, r->journal, &journal, &s->err));
        needed += json_array_size(journal);
    }
    if (own + needed <= MOST_TAGS)
        return true;
    fail(&s->err, ERR_USER,
         "'%.*s' has %zu tags of its own, this change needs %zu more, and Lightsail allows %d",
         STR_ARG(r->name), own, needed, MOST_TAGS);
    return fail_hint(&s->err, "Remove %zu tags first. Nothing was changed.", own + needed - MOST_TAGS);
}

bool rebuild_record(struct rebuild *r, const json_t *instance)
{
    struct session *s = r->session;
    r->journal = json_own(s->mem, json_object());
    json_object_set_new(r->journal, "bundle", json_new_str(r->bundle));
    record_instance(r, instance);
    record_replaces(r, instance);
    TRY(record_ports(r) && record_static_ip(r, instance) && carry_record(s, r->journal));
    json_object_set_new(r->journal, "deleting", json_false());
    json_object_set_new(r->journal, "snapshot", json_new_str(rebuild_snapshot_name(r)));
    return check_room(r);
}
