/*
 * carry.c — copies what belongs to an instance to the instance that replaces it. Must not know why the
 * instance is a new one.
 */
#include "rebuild/carry.h"

#include "rebuild/journal_tags.h"
#include "rebuild/reference.h"
#include "steps/instance_step.h"

static const json_t *old_instance(const json_t *journal)
{
    return json_object_get(journal, "instance");
}

static struct str name_of(const json_t *journal)
{
    return json_member_text(old_instance(journal), "name");
}

/* ---- disks ---- */

static bool record_disks(struct session *s, json_t *journal)
{
    static const char *const members[] = {"name", "arn", "path", NULL};
    const json_t *disks = json_at(old_instance(journal), "hardware.disks");
    json_t *kept = json_array();
    json_object_set_new(journal, "disks", kept);
    for (size_t i = 0; i < json_array_size(disks); i++) {
        const json_t *shown = json_array_get(disks, i);
        struct str name = json_member_text(shown, "name");
        json_t *disk;
        if (json_is_true(json_object_get(shown, "isSystemDisk")))
            continue;
        TRY(ls_view_find(s->client, session_scope(s), LS_KIND_DISK, name, STR(""), &disk, &s->err));
        json_t *entry = json_object();
        copy_members(disk, members, entry);
        json_array_append_new(kept, entry);
    }
    return true;
}

static bool move_disk(struct session *s, const json_t *disk, struct str instance, bool attach)
{
    struct str name = json_member_text(disk, "name");
    json_t *members = json_own(s->mem, json_object()), *in = member_of("diskName", name);
    json_object_set_new(members, "attachedTo", attach ? json_new_str(instance) : json_null());
    if (attach) {
        json_object_set_new(in, "instanceName", json_new_str(instance));
        json_object_set(in, "diskPath", json_object_get(disk, "path"));
    }
    const struct ls_effect effect = {LS_CHANGED, LS_KIND_DISK, .name = name,
                                     .arn = json_member_text(disk, "arn"), .members = members};
    TRY(session_send(s, attach ? OP_ATTACH_DISK : OP_DETACH_DISK, in, &effect, NULL));
    session_done(s, "disk %.*s %s", STR_ARG(name), attach ? "attached" : "detached");
    return true;
}

/* Each disk whose attachment must change: attached to the instance, or not attached to it. */
static bool move_disks(struct session *s, const json_t *journal, bool attach)
{
    const json_t *disks = json_object_get(journal, "disks");
    struct str instance = name_of(journal);
    for (size_t i = 0; i < json_array_size(disks); i++) {
        const json_t *disk = json_array_get(disks, i);
        struct str name = json_member_text(disk, "name");
        json_t *now;
        TRY(session_check(s, LS_KIND_DISK, name, json_member_text(disk, "arn")));
        TRY(object_look(s, LS_KIND_DISK, name, &now));
        if (str_eq(json_member_text(now, "attachedTo"), instance) != attach)
            TRY(move_disk(s, disk, instance, attach));
    }
    return true;
}

bool carry_detach(struct session *s, const json_t *journal)
{
    return move_disks(s, journal, false);
}

bool carry_attach(struct session *s, const json_t *journal)
{
    return move_disks(s, journal, true);
}

/* Whether the new instance gets the disks of the old one. */
static bool keeps_disks(const json_t *journal)
{
    return !str_eqc(json_member_text(journal, "disks_from"), "snapshot");
}

/* Disks that are mounted at boot were not attached at the first boot. */
static bool restore_disks(struct session *s, const json_t *journal, const json_t *instance)
{
    if (!keeps_disks(journal))
        return true;
    TRY(move_disks(s, journal, true));
    if (json_array_size(json_object_get(journal, "disks")) == 0 || !ls_instance_is_running(instance))
        return true;
    TRY(instance_power(s, OP_REBOOT_INSTANCE, instance, ls_instance_is_running));
    session_done(s, "%.*s rebooted, with its disks", STR_ARG(name_of(journal)));
    return true;
}

/* ---- automatic snapshots ---- */

/* They are deleted with the instance. */
static bool record_automatic(struct session *s, json_t *journal)
{
    json_t *found, *dates = json_array();
    json_object_set_new(journal, "automatic", dates);
    TRY(session_list_if_allowed(s, OP_GET_AUTO_SNAPSHOTS, member_of("resourceName", name_of(journal)),
                                "autoSnapshots", &found));
    if (found == NULL)
        json_array_append_new(json_object_get(journal, "unknown"), json_string("automatic snapshots"));
    for (size_t i = 0; i < json_array_size(found); i++)
        json_array_append(dates, json_object_get(json_array_get(found, i), "date"));
    return true;
}

/* ---- metadata options ---- */

static bool restore_options(struct session *s, const json_t *journal, const json_t *instance)
{
    static const char *const options[] = {"httpTokens", "httpEndpoint", "httpPutResponseHopLimit",
                                          "httpProtocolIpv6", NULL};
    const json_t *wanted = json_object_get(old_instance(journal), "metadataOptions");
    const json_t *now = json_object_get(instance, "metadataOptions");
    json_t *in = json_own(s->mem, json_object());
    for (size_t i = 0; options[i] != NULL; i++) {
        json_t *value = json_object_get(wanted, options[i]);
        if (value != NULL && !json_is_null(value) && !json_equal(value, json_object_get(now, options[i])))
            json_object_set(in, options[i], value);
    }
    if (json_object_size(in) == 0)
        return true;
    json_object_set_new(in, "instanceName", json_new_str(name_of(journal)));
    TRY(session_do(s, OP_UPDATE_INSTANCE_METADATA_OPTIONS, json_incref(in)));
    session_done(s, "metadata options of %.*s restored", STR_ARG(name_of(journal)));
    return true;
}

/* ---- the request for the new instance ---- */

static json_t *add_ons_of(const json_t *instance)
{
    static const char *const daily[] = {"snapshotTimeOfDay", NULL};
    static const char *const idle[] = {"threshold", "duration", NULL};
    const json_t *add_ons = json_object_get(instance, "addOns");
    json_t *requests = json_array();
    for (size_t i = 0; i < json_array_size(add_ons); i++) {
        const json_t *add_on = json_array_get(add_ons, i);
        struct str name = json_member_text(add_on, "name");
        bool is_daily = str_eqc(name, "AutoSnapshot");
        if (!str_eqc(json_member_text(add_on, "status"), "Enabled") ||
            !(is_daily || str_eqc(name, "StopInstanceOnIdle")))
            continue;
        json_t *request = member_of("addOnType", name), *settings = json_object();
        copy_members(add_on, is_daily ? daily : idle, settings);
        json_object_set_new(request, is_daily ? "autoSnapshotAddOnRequest" : "stopInstanceOnIdleRequest",
                            settings);
        json_array_append_new(requests, request);
    }
    return requests;
}

/* Tags of AWS cannot be set. */
static bool is_of_aws(const json_t *tag)
{
    return str_starts_with(json_member_text(tag, "key"), STR("aws:"));
}

json_t *carry_tags(const json_t *instance)
{
    const json_t *tags = json_object_get(instance, "tags");
    json_t *carried = json_array();
    for (size_t i = 0; i < json_array_size(tags); i++) {
        json_t *tag = json_array_get(tags, i);
        struct str key = json_member_text(tag, "key");
        if (!is_of_aws(tag) && !str_eqc(key, LS_REPLACES_TAG) && !is_journal_tag(key))
            json_array_append(carried, tag);
    }
    return carried;
}

void carry_request(struct session *s, const json_t *journal, json_t *in)
{
    const json_t *old = old_instance(journal);
    json_t *add_ons = json_own(s->mem, add_ons_of(old)), *key_pair = json_object_get(journal, "keyPair");
    json_object_set(in, "availabilityZone", json_at(old, "location.availabilityZone"));
    json_object_set(in, "ipAddressType", json_object_get(old, "ipAddressType"));
    if (key_pair != NULL)
        json_object_set(in, "keyPairName", key_pair);
    if (json_array_size(add_ons) > 0)
        json_object_set(in, "addOns", add_ons);
}

static bool has_named_key_pair(const json_t *instance)
{
    struct str name = json_member_text(instance, "sshKeyName");
    return name.len > 0 && !str_eqc(name, "LightsailDefaultKeyPair");
}

/* A key pair that does not exist any more cannot be named: the creation would be refused. */
static bool record_key_pair(struct session *s, json_t *journal)
{
    json_t *found, *name = json_object_get(old_instance(journal), "sshKeyName");
    if (!has_named_key_pair(old_instance(journal)))
        return true;
    if (ls_view_find(s->client, session_scope(s), LS_KIND_KEY_PAIR, json_text(name), STR(""), &found,
                     &s->err) ||
        s->err.kind == ERR_DENIED)
        json_object_set(journal, "keyPair", name);
    else if (s->err.kind != ERR_NOT_FOUND)
        return false;
    s->err = (struct err){.kind = ERR_NONE};
    return true;
}

/* ---- everything together ---- */

bool carry_record(struct session *s, json_t *journal)
{
    json_object_set_new(journal, "unknown", json_array());
    return record_key_pair(s, journal) && record_disks(s, journal) && record_automatic(s, journal) &&
           references_record(s, name_of(journal), journal);
}

bool carry_restore(struct session *s, const json_t *journal, const json_t *instance)
{
    return restore_options(s, journal, instance) && restore_disks(s, journal, instance) &&
           references_restore(s, journal);
}

struct str carry_lost(struct session *s, const json_t *journal)
{
    const json_t *old = old_instance(journal), *tags = json_object_get(old, "tags");
    const json_t *unknown = json_object_get(journal, "unknown");
    const json_t *automatic = json_object_get(journal, "automatic");
    struct buf out = buf_new(s->mem, BUF_DEFAULT_MAX_BYTES);
    buf_add(&out, STR("its private address\n"));
    if (json_array_size(json_object_get(old, "ipv6Addresses")) > 0)
        buf_add(&out, STR("its IPv6 addresses\n"));
    if (json_member_text(journal, "static_ip").len == 0)
        buf_add(&out, STR("its public address: it has no static IP\n"));
    if (has_named_key_pair(old) && json_object_get(journal, "keyPair") == NULL)
        buf_printf(&out,
                   "the name of its key pair: '%.*s' does not exist any more; the keys on its disk stay\n",
                   STR_ARG(json_member_text(old, "sshKeyName")));
    for (size_t i = 0; i < json_array_size(automatic); i++)
        buf_printf(&out, "its automatic snapshot of %s\n", json_string_value(json_array_get(automatic, i)));
    for (size_t i = 0; i < json_array_size(tags); i++) {
        const json_t *tag = json_array_get(tags, i);
        if (is_of_aws(tag))
            buf_printf(&out, "the tag %.*s, which only AWS can set\n", STR_ARG(json_member_text(tag, "key")));
    }
    for (size_t i = 0; i < json_array_size(unknown); i++)
        buf_printf(&out, "unknown: %s (no response from AWS)\n",
                   json_string_value(json_array_get(unknown, i)));
    return buf_str(&out);
}

struct str carry_kept(struct session *s, const json_t *journal)
{
    const json_t *disks = json_object_get(journal, "disks");
    struct buf out = buf_new(s->mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < json_array_size(disks); i++) {
        const json_t *disk = json_array_get(disks, i);
        if (keeps_disks(journal))
            buf_printf(&out, "attach its disk %.*s again as %.*s, and reboot it\n",
                       STR_ARG(json_member_text(disk, "name")), STR_ARG(json_member_text(disk, "path")));
        else
            buf_printf(&out, "leave its disk %.*s detached\n", STR_ARG(json_member_text(disk, "name")));
    }
    references_describe(journal, &out);
    return buf_str(&out);
}
