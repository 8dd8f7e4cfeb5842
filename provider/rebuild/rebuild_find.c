/*
 * rebuild_find.c — what exists of an instance and of an unfinished change. Must not change anything.
 */
#include "rebuild/carry.h"
#include "rebuild/journal_tags.h"
#include "rebuild/rebuild.h"
#include "steps/instance_step.h"

bool rebuild_is_marked(const json_t *object)
{
    return ls_tag(object, STR(LS_RESIZE_TAG)).data != NULL;
}

bool rebuild_is_old(const struct rebuild *r, const json_t *instance)
{
    return instance != NULL && str_eq(json_member_text(instance, "arn"),
                                      json_member_text(json_object_get(r->journal, "instance"), "arn"));
}

/* A journal of an older version does not record whether the deletion had begun. */
static bool may_be_deleted(const struct rebuild *r)
{
    return r->source == NULL || !json_is_false(json_object_get(r->journal, "deleting"));
}

bool rebuild_is_new(const struct rebuild *r, const json_t *instance)
{
    struct str arn = json_member_text(instance, "arn");
    return arn.len > 0 && (str_eq(arn, json_member_text(r->journal, "new")) ||
                           (may_be_deleted(r) && str_eq(ls_tag(instance, STR(LS_REPLACES_TAG)),
                                                        json_member_text(r->journal, "replaces"))));
}

/* The tags of the object are also those of the user. */
static bool read_journal(struct rebuild *r, const json_t *object, json_t **ret_journal)
{
    struct session *s = r->session;
    TRY(journal_of_tags(s->mem, object, ret_journal, &s->err));
    json_t *instance = json_object_get(*ret_journal, "instance");
    if (*ret_journal == NULL || instance == NULL)
        return true;
    json_object_set_new(instance, "name", json_new_str(r->name));
    json_object_set_new(instance, "tags", carry_tags(object));
    return true;
}

/* ---- the snapshot ---- */

static double created_s(const json_t *object)
{
    return json_number_value(json_object_get(object, "createdAt"));
}

static bool list_snapshots(struct rebuild *r, json_t **ret_items)
{
    return session_list(r->session, OP_GET_INSTANCE_SNAPSHOTS, NULL, "instanceSnapshots", ret_items);
}

static bool is_of_journal(const struct rebuild *r, const json_t *snapshot)
{
    return rebuild_is_marked(snapshot) &&
           rebuild_is_old(r,
                          json_own(r->session->mem,
                                   json_pack("{s:O}", "arn", json_object_get(snapshot, "fromInstanceArn"))));
}

/* The newest one of the change that has not failed. */
static bool find_of_journal(struct rebuild *r)
{
    json_t *items;
    TRY(list_snapshots(r, &items));
    for (size_t i = 0; i < json_array_size(items); i++) {
        json_t *item = json_array_get(items, i);
        if (is_of_journal(r, item) && !str_eqc(json_member_text(item, "state"), "error") &&
            (r->snapshot == NULL || created_s(item) > created_s(r->snapshot)))
            r->snapshot = item;
    }
    return true;
}

/* Without the instance: the newest complete one of an instance with the name that the state or the user means. */
static bool find_of_missing(struct rebuild *r, struct str arn)
{
    json_t *items, *journal;
    TRY(list_snapshots(r, &items));
    for (size_t i = 0; i < json_array_size(items); i++) {
        json_t *item = json_array_get(items, i);
        if (!rebuild_is_marked(item) || !str_eqc(json_member_text(item, "state"), "available") ||
            !str_eq(json_member_text(item, "fromInstanceName"), r->name) ||
            (r->snapshot != NULL && created_s(item) <= created_s(r->snapshot)))
            continue;
        TRY(read_journal(r, item, &journal));
        if (arn.len > 0 && !str_eq(json_member_text(item, "fromInstanceArn"), arn) &&
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
    struct str now = json_member_text(r->instance, "arn"), before = ls_tag(r->instance, STR(LS_REPLACES_TAG));
    return arn.len == 0 || str_eq(now, arn) || str_eq(before, arn);
}

bool rebuild_find(struct rebuild *r, struct str arn, bool is_expected)
{
    r->journal = r->snapshot = NULL;
    TRY(object_look(r->session, LS_KIND_INSTANCE, r->name, &r->instance));
    if (r->instance != NULL && !is_wanted(r, arn))
        r->instance = NULL;
    if (r->instance == NULL)
        return rebuild_find_missing(r, arn, is_expected);
    TRY(read_journal(r, r->instance, &r->journal));
    if (r->journal != NULL && !rebuild_is_old(r, r->instance) && !rebuild_is_new(r, r->instance))
        r->journal = NULL; /* copied by a user */
    return r->journal == NULL || find_of_journal(r);
}
