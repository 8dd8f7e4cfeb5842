/*
 * mark.c — writes the journal into the tags of an object, and removes it from one. Must not know the steps.
 */
#include "rebuild/journal_tags.h"
#include "rebuild/rebuild.h"
#include "steps/instance_step.h"

static bool has_tags(const void *wanted, const json_t *object)
{
    for (size_t i = 0; i < json_array_size(wanted); i++) {
        const json_t *tag = json_array_get(wanted, i);
        struct str value = ls_tag(object, json_member_text(tag, "key"));
        if (value.data == NULL || !str_eq(value, json_member_text(tag, "value")))
            return false;
    }
    return true;
}

bool rebuild_mark(struct rebuild *r)
{
    struct session *s = r->session;
    json_t *answer, *tags, *in = member_of("resourceName", r->name);
    json_own(s->mem, in);
    TRY(journal_to_tags(s->mem, r->journal, &tags, &s->err));
    if (has_tags(tags, r->object))
        return true;
    json_object_set(in, "tags", tags);
    const struct ls_effect effect = {LS_CHANGED,        r->kind->snapshot->source,
                                     .name = r->name,   .arn = json_member_text(r->object, "arn"),
                                     .shows = has_tags, .context = tags};
    return session_send(s, OP_TAG_RESOURCE, json_incref(in), &effect, &answer); /* accepted is enough */
}

static json_t *journal_keys(const json_t *object)
{
    const json_t *tags = json_object_get(object, "tags");
    json_t *keys = json_array();
    for (size_t i = 0; i < json_array_size(tags); i++) {
        json_t *key = json_object_get(json_array_get(tags, i), "key");
        if (is_journal_tag(json_text(key)))
            json_array_append(keys, key);
    }
    return keys;
}

static bool has_none(const void *context, const json_t *object)
{
    (void)context;
    json_t *keys = journal_keys(object);
    bool none = json_array_size(keys) == 0;
    json_decref(keys);
    return none;
}

bool rebuild_unmark(struct rebuild *r, const json_t *object, enum ls_kind kind)
{
    struct str name = json_member_text(object, "name");
    json_t *answer, *in = member_of("resourceName", name);
    json_t *keys = json_own(r->session->mem, journal_keys(object));
    json_own(r->session->mem, in);
    if (json_array_size(keys) == 0)
        return true;
    json_object_set(in, "tagKeys", keys);
    const struct ls_effect effect = {LS_CHANGED, kind, .name = name, .arn = json_member_text(object, "arn"),
                                     .shows = has_none};
    return session_send(r->session, OP_UNTAG_RESOURCE, json_incref(in), &effect, &answer);
}
