/*
 * auto_snapshot.c — the add-on AutoSnapshot: read from an object, enabled, disabled. Must not know any
 * resource.
 */
#include "runtime/auto_snapshot.h"

const json_t *auto_snapshot_of(const json_t *object)
{
    const json_t *add_ons = json_object_get(object, "addOns");
    for (size_t i = 0; i < json_array_size(add_ons); i++) {
        const json_t *add_on = json_array_get(add_ons, i);
        if (str_eq_nocase(json_member_text(add_on, "name"), STR(AUTO_SNAPSHOT_TYPE)))
            return add_on;
    }
    return NULL;
}

bool auto_snapshot_is_on(const json_t *add_on)
{
    return str_starts_with(json_member_text(add_on, "status"), STR("Enabl"));
}

struct str auto_snapshot_hour(const json_t *add_on)
{
    struct str next = json_member_text(add_on, "nextSnapshotTimeOfDay");
    return next.len > 0 ? next : json_member_text(add_on, "snapshotTimeOfDay");
}

json_t *auto_snapshot_request(struct str hour)
{
    json_t *request = json_object(), *snapshot = json_object();
    json_object_set_new(snapshot, "snapshotTimeOfDay", json_new_str(hour));
    json_object_set_new(request, "addOnType", json_string(AUTO_SNAPSHOT_TYPE));
    json_object_set_new(request, "autoSnapshotAddOnRequest", snapshot);
    return request;
}

static bool shows_enabled(const void *context, const json_t *object)
{
    const struct str *hour = context;
    const json_t *add_on = auto_snapshot_of(object);
    return auto_snapshot_is_on(add_on) && str_eq(auto_snapshot_hour(add_on), *hour);
}

static bool shows_disabled(const void *context, const json_t *object)
{
    (void)context;
    return !auto_snapshot_is_on(auto_snapshot_of(object));
}

bool auto_snapshot_enable(struct call *c, enum ls_kind kind, struct str name, struct str arn, struct str hour)
{
    const struct ls_effect effect = {LS_CHANGED,      kind, .name = name, .arn = arn, .shows = shows_enabled,
                                     .context = &hour};
    json_t *in = json_object();
    json_object_set_new(in, "resourceName", json_new_str(name));
    json_object_set_new(in, "addOnRequest", auto_snapshot_request(hour));
    return api_change(c, OP_ENABLE_ADD_ON, in, &effect);
}

bool auto_snapshot_disable(struct call *c, enum ls_kind kind, struct str name, struct str arn)
{
    const struct ls_effect effect = {LS_CHANGED, kind, .name = name, .arn = arn, .shows = shows_disabled};
    json_t *in = json_object();
    json_object_set_new(in, "resourceName", json_new_str(name));
    json_object_set_new(in, "addOnType", json_string(AUTO_SNAPSHOT_TYPE));
    return api_change(c, OP_DISABLE_ADD_ON, in, &effect);
}
