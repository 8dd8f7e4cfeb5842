/*
 * rebuild_record.c — the journal of a change, before anything changes, and the names that it gives. Must not change an object,
 * nor know what belongs to one.
 */
#include "rebuild/carry.h"
#include "rebuild/journal_tags.h"
#include "rebuild/rebuild.h"
#include "steps/snapshot_step.h"

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

/* ---- the object ---- */

/* Terraform removes the tag as soon as a state has the new ARN: as long as the tag exists, the state has
 * the ARN that it names. */
static void record_replaces(struct rebuild *r, const json_t *object)
{
    struct str before = ls_tag(object, STR(LS_REPLACES_TAG));
    json_object_set_new(r->journal, "replaces",
                        json_new_str(before.len > 0 ? before : json_member_text(object, "arn")));
}

/* ---- room in the tags ---- */

static bool check_room(struct rebuild *r)
{
    struct session *s = r->session;
    const json_t *tags = json_own(s->mem, carry_tags(journal_object(r->journal)));
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

bool rebuild_record(struct rebuild *r, const json_t *object)
{
    r->journal = json_own(r->session->mem, json_object());
    json_object_set_new(r->journal, "bundle", json_new_str(r->bundle));
    record_replaces(r, object);
    TRY(r->kind->record(r, object));
    json_object_set_new(r->journal, "deleting", json_false());
    json_object_set_new(r->journal, "snapshot", json_new_str(rebuild_snapshot_name(r)));
    return check_room(r);
}
