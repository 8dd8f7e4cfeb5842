/*
 * snapshot_origin.c — finds what `--from` names, and requests a copy of it. Must not know what becomes of a copy.
 * Source: CopySnapshot, GetAutoSnapshots of the API model.
 */
#include "cli/snapshot_origin.h"

#include "cli/instance_view.h"

static bool is_date(struct str text)
{
    static const char form[] = "0000-00-00";
    if (text.len != sizeof form - 1)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (form[i] == '-' ? text.data[i] != '-' : text.data[i] < '0' || text.data[i] > '9')
            return false;
    }
    return true;
}

bool snapshot_is_automatic(struct str from)
{
    return str_eqc(from, "latest") || is_date(from);
}

/* ---- an automatic snapshot ---- */

static bool find_automatic(struct session *s, struct str name, struct str from, struct snapshot_origin *ret)
{
    struct str date = is_date(from) ? from : STR("");
    json_t *response;
    if (!ls_auto_snapshots(s->client, session_scope(s), name, date, &response, &s->err)) {
        if (s->err.kind != ERR_NOT_FOUND)
            return false;
        fail(&s->err, ERR_USER, "there is no instance and no disk '%.*s' in %.*s", STR_ARG(name),
             STR_ARG(ls_client_region(s->client)));
        return fail_hint(&s->err,
                         "Automatic snapshots are deleted with their source. 'quants-infra snapshot list' "
                         "shows the others.");
    }
    bool is_disk = ls_auto_snapshot_source(response) == LS_KIND_DISK;
    ret->kind = is_disk ? LS_KIND_DISK_SNAPSHOT : LS_KIND_INSTANCE_SNAPSHOT;
    ret->owner = name;
    *(is_disk ? &ret->from.disk : &ret->from.instance) = name;
    ret->object = ls_auto_snapshot_ready(response, date);
    ret->date = json_member_text(ret->object, "date");
    return ret->object != NULL ||
           fail(&s->err, ERR_USER, "--from: '%.*s' has no finished automatic snapshot%s%.*s; it has: %.*s",
                STR_ARG(name), date.len > 0 ? " of " : "", STR_ARG(date),
                STR_ARG(ls_auto_snapshot_dates(s->mem, response)));
}

/* ---- a named snapshot ---- */

static bool find_named(struct session *s, struct str from, struct snapshot_origin *ret)
{
    json_t *found;
    if (!ls_snapshot_find(s->client, session_scope(s), from, true, &ret->kind, &found, &s->err)) {
        if (s->err.kind != ERR_NOT_FOUND)
            return false;
        s->err.kind = ERR_USER;
        return fail_hint(&s->err, "--from: use latest, a date (YYYY-MM-DD) or a snapshot. 'quants-infra "
                                  "snapshot list' shows them.");
    }
    ret->object = found;
    ret->snapshot = json_member_text(found, "name");
    ret->from = ls_copy_source(found);
    return ls_snapshot_is_ready(found) || fail(&s->err, ERR_USER, "--from: the snapshot '%.*s' is '%.*s'",
                                               STR_ARG(from), STR_ARG(json_member_text(found, "state")));
}

bool snapshot_origin_find(struct session *s, struct str name, struct str from, struct snapshot_origin *ret)
{
    *ret = (struct snapshot_origin){.snapshot = STR(""), .owner = STR(""), .date = STR(""), .object = NULL};
    return snapshot_is_automatic(from) ? find_automatic(s, name, from, ret) : find_named(s, from, ret);
}

/* ---- a copy ---- */

bool snapshot_copy_request(struct session *s, const struct snapshot_origin *origin, struct str source_region,
                           struct str target)
{
    json_t *answer, *in = member_of("targetSnapshotName", target);
    json_object_set_new(in, "sourceRegion", json_new_str(source_region));
    if (origin->snapshot.len > 0) {
        json_object_set_new(in, "sourceSnapshotName", json_new_str(origin->snapshot));
    } else {
        json_object_set_new(in, "sourceResourceName", json_new_str(origin->owner));
        json_object_set_new(in, "restoreDate", json_new_str(origin->date));
    }
    const struct ls_effect effect = {LS_CREATED, origin->kind, .name = target, .shows = ls_copy_shows,
                                     .context = &origin->from};
    return session_send(s, OP_COPY_SNAPSHOT, in, &effect, &answer);
}

/* ---- the source of a new snapshot ---- */

bool snapshot_source_find(struct session *s, struct str name, enum ls_kind *ret_kind, json_t **ret_source)
{
    static const enum ls_kind kinds[] = {LS_KIND_INSTANCE, LS_KIND_DISK};
    for (size_t i = 0; i < 2; i++) {
        *ret_kind = kinds[i];
        TRY(object_look(s, kinds[i], name, ret_source));
        if (*ret_source != NULL)
            return true;
    }
    for (size_t i = 0; i < 2; i++) {
        *ret_kind = kinds[i];
        if (ls_view_find(s->client, session_scope(s), kinds[i], name, STR(""), ret_source, &s->err))
            return true;
        if (s->err.kind != ERR_NOT_FOUND)
            return false;
    }
    return fail(&s->err, ERR_NOT_FOUND, "there is no instance and no disk '%.*s' in %.*s", STR_ARG(name),
                STR_ARG(ls_client_region(s->client)));
}
