/*
 * rebuild_find.c — what exists of an object and of an unfinished change. Must not change anything.
 */
#include "rebuild/carry.h"
#include "rebuild/journal_tags.h"
#include "rebuild/rebuild.h"

bool rebuild_is_marked(const json_t *object)
{
    return ls_tag(object, STR(LS_RESIZE_TAG)).data != NULL;
}

bool rebuild_is_old(const struct rebuild *r, const json_t *object)
{
    return object != NULL &&
           str_eq(json_member_text(object, "arn"), json_member_text(journal_object(r->journal), "arn"));
}

/* A journal of an older version does not record whether the deletion had begun. */
static bool may_be_deleted(const struct rebuild *r)
{
    return r->source == NULL || !json_is_false(json_object_get(r->journal, "deleting"));
}

bool rebuild_is_new(const struct rebuild *r, const json_t *object)
{
    struct str arn = json_member_text(object, "arn");
    return arn.len > 0 && (str_eq(arn, json_member_text(r->journal, "new")) ||
                           (may_be_deleted(r) && str_eq(ls_tag(object, STR(LS_REPLACES_TAG)),
                                                        json_member_text(r->journal, "replaces"))));
}

/* The tags of the object are also those of the user. */
static bool read_journal(struct rebuild *r, const json_t *object, json_t **ret_journal)
{
    struct session *s = r->session;
    TRY(journal_of_tags(s->mem, object, ret_journal, &s->err));
    json_t *before = journal_object(*ret_journal);
    if (before == NULL)
        return true;
    json_object_set_new(before, "name", json_new_str(r->name));
    json_object_set_new(before, "tags", carry_tags(object));
    return true;
}

/* ---- the snapshot ---- */

static double created_s(const json_t *object)
{
    return json_number_value(json_object_get(object, "createdAt"));
}

bool rebuild_list_snapshots(struct rebuild *r, json_t **ret_items)
{
    const struct ls_kind_row *row = ls_kind_row(r->kind->snapshot->kind);
    return session_list(r->session, row->list, NULL, row->items, ret_items);
}

bool rebuild_is_of_change(const struct rebuild *r, const json_t *snapshot)
{
    struct str from = json_member_text(snapshot, r->kind->snapshot->from_arn);
    return rebuild_is_marked(snapshot) && from.len > 0 &&
           str_eq(from, json_member_text(journal_object(r->journal), "arn"));
}

/* The newest one of the change that has not failed. */
static bool find_of_journal(struct rebuild *r)
{
    json_t *items;
    TRY(rebuild_list_snapshots(r, &items));
    for (size_t i = 0; i < json_array_size(items); i++) {
        json_t *item = json_array_get(items, i);
        if (rebuild_is_of_change(r, item) && !ls_snapshot_has_failed(item) &&
            (r->snapshot == NULL || created_s(item) > created_s(r->snapshot)))
            r->snapshot = item;
    }
    return true;
}

/* Without the object: the newest complete one of an object with the name that the state or the user means. */
static bool find_of_missing(struct rebuild *r, struct str arn)
{
    const struct ls_snapshot_form *form = r->kind->snapshot;
    json_t *items, *journal;
    TRY(rebuild_list_snapshots(r, &items));
    for (size_t i = 0; i < json_array_size(items); i++) {
        json_t *item = json_array_get(items, i);
        if (!rebuild_is_marked(item) || !ls_snapshot_is_ready(item) ||
            !str_eq(json_member_text(item, form->from_name), r->name) ||
            (r->snapshot != NULL && created_s(item) <= created_s(r->snapshot)))
            continue;
        TRY(read_journal(r, item, &journal));
        if (arn.len > 0 && !str_eq(json_member_text(item, form->from_arn), arn) &&
            !str_eq(json_member_text(journal, "replaces"), arn))
            continue;
        r->snapshot = item;
        r->journal = journal;
    }
    return true;
}

bool rebuild_find_missing(struct rebuild *r, struct str arn, bool is_expected)
{
    struct session *s = r->session;
    int64_t end_ms = clock_monotonic_ms() + ls_client_read_lag_ms(s->client);
    struct ls_poll poll = ls_poll_begin(s->client);
    struct aws_scope scope = session_scope(s);
    TRY(find_of_missing(r, arn));
    while (is_expected && r->snapshot == NULL && clock_monotonic_ms() < end_ms)
        TRY(ls_poll_wait(&poll, &scope, &s->err) && find_of_missing(r, arn));
    return true;
}

/* ---- everything ---- */

static bool is_wanted(const struct rebuild *r, struct str arn)
{
    struct str now = json_member_text(r->object, "arn"), before = ls_tag(r->object, STR(LS_REPLACES_TAG));
    return arn.len == 0 || str_eq(now, arn) || str_eq(before, arn);
}

bool rebuild_find(struct rebuild *r, struct str arn, bool is_expected)
{
    r->journal = r->snapshot = NULL;
    TRY(object_look(r->session, r->kind->snapshot->source, r->name, &r->object));
    if (r->object != NULL && !is_wanted(r, arn))
        r->object = NULL;
    if (r->object == NULL)
        return rebuild_find_missing(r, arn, is_expected);
    TRY(read_journal(r, r->object, &r->journal));
    if (r->journal != NULL && !rebuild_is_old(r, r->object) && !rebuild_is_new(r, r->object))
        r->journal = NULL; /* copied by a user */
    return r->journal == NULL || find_of_journal(r);
}
