/*
 * disk_find.c — what there is of a disk, also in the middle of a growth. Sends reads only.
 */
#include "resources/disk/disk_grow.h"

bool disk_is_growing(const struct disk_found *found)
{
    return found->journal.is_there;
}

/* A snapshot of a growth: it carries the tag, and is of the disk with this ARN. */
static bool is_of_growth(const json_t *snapshot, struct str old_arn)
{
    return ls_tag(snapshot, STR(LS_RESIZE_TAG)).data != NULL &&
           str_eq(json_member_text(snapshot, "fromDiskArn"), old_arn);
}

static bool list_snapshot(struct call *c, struct str old_arn, json_t **ret_snapshot)
{
    json_t *items;
    TRY(api_list(c, OP_GET_DISK_SNAPSHOTS, NULL, "diskSnapshots", &items));
    for (size_t i = 0; i < json_array_size(items) && *ret_snapshot == NULL; i++) {
        json_t *item = json_array_get(items, i);
        if (is_of_growth(item, old_arn) && str_eqc(json_member_text(item, "state"), "completed"))
            *ret_snapshot = item;
    }
    return true;
}

/* The snapshot was completed before the disk was deleted, but a list may be late. */
bool disk_grow_snapshot(struct call *c, struct str old_arn, json_t **ret_snapshot)
{
    struct deadline before = c->deadline;
    struct ls_poll poll = api_poll_begin(c);
    bool ok = true, waits = true;
    *ret_snapshot = NULL;
    c->deadline = deadline_within(&before, ls_client_read_lag_ms(c->client));
    while (ok && waits && *ret_snapshot == NULL) {
        ok = list_snapshot(c, old_arn, ret_snapshot);
        waits = *ret_snapshot != NULL || api_poll_wait(c, &poll);
    }
    c->deadline = before;
    bool is_over = c->err.kind == ERR_TIMEOUT && deadline_left_ms(&before) > 0;
    if (is_over)
        c->err = (struct err){0};
    return c->err.kind == ERR_NONE;
}

static bool is_own(const json_t *disk, struct tf_string arn)
{
    return !TF_IS_KNOWN(arn) || str_eq(json_member_text(disk, "arn"), arn.v) || api_replaces(disk, arn.v);
}

bool disk_find(struct call *c, struct str name, struct tf_string arn, struct disk_found *ret)
{
    json_t *disk = NULL;
    *ret = (struct disk_found){.now = {.name = name}, .old_arn = arn.v};
    bool is_found = api_find(c, LS_KIND_DISK, name, STR(""), &disk);
    if (is_found && is_own(disk, arn)) {
        ret->now = disk_of(disk);
        ret->journal = disk_journal_of(disk);
        ret->is_new = ret->journal.is_there && api_replaces(disk, (struct str){NULL, 0});
        ret->old_arn = ret->is_new ? ls_tag(disk, STR(LS_REPLACES_TAG)) : ret->now.arn;
        return true;
    }
    if ((!is_found && !api_done_if_not_found(c)) || !TF_IS_KNOWN(arn))
        return c->err.kind == ERR_NONE;
    TRY(disk_grow_snapshot(c, arn.v, &ret->snapshot));
    if (ret->snapshot != NULL)
        ret->journal = disk_journal_of(ret->snapshot);
    return true;
}

bool disk_grow_delete(struct call *c, const json_t *snapshot)
{
    struct str name = json_member_text(snapshot, "name"), arn = json_member_text(snapshot, "arn");
    return api_delete(c, OP_DELETE_DISK_SNAPSHOT, json_pack("{s:o}", "diskSnapshotName", json_new_str(name)),
                      &(struct ls_effect){LS_DELETED, LS_KIND_DISK_SNAPSHOT, .name = name, .arn = arn});
}

bool disk_grow_prune(struct call *c, struct str old_arn)
{
    json_t *items;
    TRY(api_list(c, OP_GET_DISK_SNAPSHOTS, NULL, "diskSnapshots", &items));
    for (size_t i = 0; i < json_array_size(items); i++) {
        if (is_of_growth(json_array_get(items, i), old_arn))
            TRY(disk_grow_delete(c, json_array_get(items, i)));
    }
    return true;
}
