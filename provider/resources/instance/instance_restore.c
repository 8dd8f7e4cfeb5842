/*
 * instance_restore.c — checks of `restore_from`, and its members of the request. Must not know the states of an
 * instance. Source: CreateInstancesFromSnapshot of the API model; that the key of attachedDiskMapping is the name of
 * the new instance is assumed.
 */
#include "resources/instance/instance_restore.h"

#include "resources/catalogue/name_check.h"
#include "resources/snapshot/restore.h"
#include "runtime/region_check.h"

static const char mapping_path[] = "restore_from.attached_disk_mapping";

bool instance_is_restored(const struct instance *instance)
{
    return !TF_IS_NULL(instance->restore_from);
}

static const struct instance_restore_from *from_of(const struct instance *instance)
{
    bool is_known = TF_IS_KNOWN(instance->restore_from) && instance->restore_from.count > 0;
    return is_known ? instance->restore_from.v : NULL;
}

bool instance_runs_script(const struct instance *plan)
{
    const struct instance_restore_from *from = from_of(plan);
    return from == NULL || (TF_IS_KNOWN(from->run_user_data) && from->run_user_data.v);
}

/* The disks to be created; empty while they are not known. */
static struct tf_strings mapping_of(const struct instance *instance)
{
    const struct instance_restore_from *from = from_of(instance);
    return from != NULL && TF_IS_KNOWN(from->attached_disk_mapping) ? from->attached_disk_mapping
                                                                    : (struct tf_strings){0};
}

/* ---- validate ---- */

/* The name of one disk is used twice, or is that of the instance. */
static void check_disk_name(struct call *c, const struct instance *config, const struct tf_strings *disks,
                            size_t at)
{
    bool is_used = TF_IS_KNOWN(config->name) && str_eq(config->name.v, disks->v[at].v);
    for (size_t i = 0; i < at && !is_used; i++)
        is_used = TF_IS_KNOWN(disks->v[i]) && str_eq(disks->v[i].v, disks->v[at].v);
    if (is_used)
        call_error(c, mapping_path, "Disk name used twice",
                   "The disk of %.*s cannot be named '%.*s': names are unique among all kinds of Lightsail "
                   "resources in a region. Choose another name.",
                   STR_ARG(disks->keys[at]), STR_ARG(disks->v[at].v));
}

void instance_restore_validate(struct call *c, const struct instance *config)
{
    const struct restore from = RESTORE_FROM(config->restore_from);
    const struct tf_strings disks = mapping_of(config);
    restore_validate(c, &from);
    for (size_t i = 0; i < disks.count; i++) {
        if (TF_IS_KNOWN(disks.v[i]))
            check_disk_name(c, config, &disks, i);
    }
}

/* ---- plan ---- */

static int64_t member_number(const json_t *object, const char *member)
{
    return json_integer_value(json_object_get(object, member));
}

static struct instance_origin origin_of_snapshot(const json_t *snapshot)
{
    return (struct instance_origin){.blueprint_id = json_member_text(snapshot, "fromBlueprintId"),
                                    .bundle_id = json_member_text(snapshot, "fromBundleId"),
                                    .disk_gb = member_number(snapshot, "sizeInGb"),
                                    .disks = json_object_get(snapshot, "fromAttachedDisks")};
}

/* An automatic snapshot has no members of its own for this; its source exists. */
static struct instance_origin origin_of_source(struct call *c, struct str name)
{
    json_t *source;
    if (!api_view(c, LS_KIND_INSTANCE, name, LS_REFRESH, &source)) {
        c->err = (struct err){0}; /* without these checks, the service makes them */
        return (struct instance_origin){0};
    }
    struct tf_int disk_gb = instance_system_disk_gb(source);
    return (struct instance_origin){.blueprint_id = json_member_text(source, "blueprintId"),
                                    .bundle_id = json_member_text(source, "bundleId"),
                                    .disk_gb = TF_IS_KNOWN(disk_gb) ? disk_gb.v : 0};
}

static bool has_path(const json_t *disks, struct str path)
{
    for (size_t i = 0; i < json_array_size(disks); i++) {
        if (str_eq(json_member_text(json_array_get(disks, i), "path"), path))
            return true;
    }
    return false;
}

static void refuse_path(struct call *c, const json_t *disks, struct str path)
{
    struct buf paths = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < json_array_size(disks); i++) {
        const json_t *disk = json_array_get(disks, i);
        if (!json_is_true(json_object_get(disk, "isSystemDisk")))
            buf_printf(&paths, "%s%.*s", paths.len > 0 ? ", " : "", STR_ARG(json_member_text(disk, "path")));
    }
    call_error(c, mapping_path, "No such disk in the snapshot",
               "The snapshot has no disk at '%.*s'. It has disks at: %.*s.", STR_ARG(path),
               STR_ARG(paths.len > 0 ? buf_str(&paths) : STR("no path")));
}

static bool check_disks(struct call *c, const struct plan *plan, const struct instance *planned,
                        const json_t *in_snapshot)
{
    const struct tf_strings disks = mapping_of(planned);
    for (size_t i = 0; i < disks.count; i++) {
        if (json_is_array(in_snapshot) && !has_path(in_snapshot, disks.keys[i]))
            refuse_path(c, in_snapshot, disks.keys[i]);
        TRY(name_check_more(c, plan, LS_KIND_DISK, mapping_path, planned->name, disks.v[i]));
    }
    return true;
}

bool instance_restore_plan(struct call *c, const struct plan *plan, struct tf_string final,
                           struct instance_origin *ret_origin)
{
    const struct instance *planned = plan->planned;
    const struct restore from = RESTORE_FROM(planned->restore_from);
    const json_t *snapshot;
    size_t errors = c->diags.error_count;
    bool is_own = TF_IS_KNOWN(final) && TF_IS_KNOWN(from.snapshot_name) &&
                  str_eq(final.v, from.snapshot_name.v);
    *ret_origin = (struct instance_origin){0};
    if (is_own)
        region_note(c, LS_KIND_INSTANCE_SNAPSHOT, final);
    TRY(restore_plan(c, plan, &restore_of_instance, &from, planned->name, &snapshot));
    if (c->client == NULL || plan->is_final || c->diags.error_count > errors)
        return true;
    if (snapshot != NULL)
        *ret_origin = origin_of_snapshot(snapshot);
    else if (TF_IS_KNOWN(from.source_name) || (is_own && TF_IS_KNOWN(planned->name)))
        *ret_origin = origin_of_source(c, is_own ? planned->name.v : from.source_name.v);
    return check_disks(c, plan, planned, ret_origin->disks);
}

/* ---- request ---- */

/* The blueprint of what is restored; data == NULL: not known, the service decides. */
static bool find_blueprint(struct call *c, const struct restore *from, struct str *ret)
{
    json_t *snapshot;
    *ret = (struct str){NULL, 0};
    if (TF_IS_KNOWN(from->source_name))
        *ret = origin_of_source(c, from->source_name.v).blueprint_id;
    if (!TF_IS_KNOWN(from->snapshot_name))
        return true;
    if (!api_find(c, LS_KIND_INSTANCE_SNAPSHOT, from->snapshot_name.v, STR(""), &snapshot)) {
        ERR_SET(&c->err, attribute, STR("restore_from.snapshot_name"));
        return false;
    }
    *ret = json_member_text(snapshot, "fromBlueprintId");
    return true;
}

bool instance_restore_check(struct call *c, const struct instance *plan)
{
    const struct restore from = RESTORE_FROM(plan->restore_from);
    struct str blueprint_id;
    if (!restore_is_given(&from) || !TF_IS_KNOWN(plan->blueprint_id))
        return true;
    TRY(find_blueprint(c, &from, &blueprint_id));
    return blueprint_id.len == 0 || str_eq(blueprint_id, plan->blueprint_id.v) ||
           fail_at(&c->err, ERR_USER, "blueprint_id",
                   "the snapshot has the blueprint '%.*s', not '%.*s'; leave blueprint_id out",
                   STR_ARG(blueprint_id), STR_ARG(plan->blueprint_id.v));
}

void instance_restore_request(const struct instance *plan, json_t *in)
{
    const struct restore from = RESTORE_FROM(plan->restore_from);
    const struct tf_strings disks = mapping_of(plan);
    json_t *maps = json_array(), *by_instance = json_object();
    restore_request(&restore_of_instance, &from, in);
    for (size_t i = 0; i < disks.count; i++) {
        if (TF_IS_KNOWN(disks.v[i]))
            json_array_append_new(maps,
                                  json_pack("{s:o, s:o}", "originalDiskPath", json_new_str(disks.keys[i]),
                                            "newDiskName", json_new_str(disks.v[i].v)));
    }
    bool has_maps = json_array_size(maps) > 0;
    json_object_setn_new(by_instance, plan->name.v.data, plan->name.v.len, maps);
    if (has_maps)
        json_object_set(in, "attachedDiskMapping", by_instance);
    json_decref(by_instance);
}
