/*
 * bundle_change.c — finds, makes and gives up changes of a bundle for a resource. Must not know which type changes.
 */
#include "resources/bundle/bundle_change.h"

#include "base/log.h"
#include "runtime/tags.h"

static void log_done(void *reporter, struct str text)
{
    (void)reporter;
    LOG(LOG_INFO, "change of a bundle", LOG_TEXT(LOG_KEY_STEP, text));
}

static void log_note(void *reporter, struct str text)
{
    (void)reporter;
    LOG(LOG_WARN, "change of a bundle", LOG_TEXT(LOG_KEY_STEP, text));
}

struct session bundle_session(struct call *c)
{
    static const struct session_report report = {.done = log_done, .note = log_note};
    return (struct session){.mem = c->mem,
                            .client = c->client,
                            .deadline = c->deadline,
                            .step_ms = deadline_left_ms(&c->deadline), /* a step has the time of the call */
                            .again = "apply again",
                            .longer = "set a longer `timeouts`",
                            .report = &report};
}

static const char *noun_of(const struct rebuild *r)
{
    return ls_kind_row(r->kind->snapshot->source)->noun;
}

/* ---- what has begun ---- */

bool bundle_is_changing(struct call *c, const struct rebuild_kind *kind, struct str name, bool *ret)
{
    json_t *object;
    *ret = false;
    if (api_view(c, kind->snapshot->source, name, LS_REFRESH, &object)) {
        *ret = rebuild_is_marked(object);
        return true;
    }
    return api_done_if_not_found(c) && bundle_is_missing_for_change(c, kind, name, STR(""), false, ret);
}

bool bundle_is_missing_for_change(struct call *c, const struct rebuild_kind *kind, struct str name,
                                  struct str arn, bool is_expected, bool *ret)
{
    struct session s = bundle_session(c);
    struct rebuild r = {.kind = kind, .session = &s, .name = name};
    bool is_read = rebuild_find_missing(&r, arn, is_expected);
    c->err = s.err;
    *ret = r.journal != NULL;
    return is_read;
}

static bool find(struct call *c, struct rebuild *r, struct tf_string arn, bool is_expected)
{
    TRY(api_has_client(c));
    bool done = rebuild_find(r, TF_IS_KNOWN(arn) ? arn.v : STR(""), is_expected);
    if (!done)
        c->err = r->session->err;
    return done;
}

static bool is_absent(struct call *c, const struct rebuild *r)
{
    fail(&c->err, ERR_NOT_FOUND, "the %s '%.*s' no longer exists, and no snapshot of a change of its bundle",
         noun_of(r), STR_ARG(r->name));
    return fail_hint(&c->err, "Run the plan again without -refresh=false.");
}

bool bundle_find(struct call *c, struct rebuild *r, struct tf_string arn, bool is_whole)
{
    TRY(find(c, r, arn, true));
    if (r->journal == NULL && is_whole)
        return r->object != NULL || is_absent(c, r);
    if (!session_settle(r->session)) {
        c->err = r->session->err;
        return false;
    }
    return find(c, r, arn, true) && (r->object != NULL || r->journal != NULL || is_absent(c, r));
}

/* ---- the change ---- */

struct str bundle_wanted(const struct rebuild *r, struct tf_string planned)
{
    if (TF_IS_KNOWN(planned))
        return planned.v;
    /* A copy, because the steps change the journal. */
    return str_copy(r->session->mem, r->journal != NULL ? json_member_text(r->journal, "bundle")
                                                        : json_member_text(r->object, r->kind->bundle));
}

bool bundle_run(struct call *c, struct rebuild *r)
{
    if (rebuild_run(r))
        return true;
    c->err = r->session->err;
    ERR_SET(&c->err, attribute, STR("bundle_id"));
    return false;
}

/* The journal has two tags at least, and the new object one more. */
void bundle_check_tags(struct call *c, const struct tf_strings *tags_all)
{
    enum { LEAST_TAGS = 4 };
    if (TF_IS_KNOWN(*tags_all) && tags_all->count + LEAST_TAGS > TAGS_MOST)
        call_error(c, "tags", "Too many tags for another bundle",
                   "While the bundle changes, the object carries %d more tags or more, and Lightsail allows "
                   "%d. Remove tags until there are at most %d, together with the default tags of the "
                   "provider.",
                   LEAST_TAGS, TAGS_MOST, TAGS_MOST - LEAST_TAGS);
}

bool bundle_give_up(struct call *c, struct rebuild *r, struct tf_string arn, bool is_expected,
                    bool *ret_is_gone)
{
    *ret_is_gone = false;
    TRY(find(c, r, arn, is_expected));
    *ret_is_gone = r->object == NULL;
    if (r->snapshot == NULL)
        return true;
    if (!rebuild_end_snapshots(r, true)) {
        c->err = r->session->err;
        return false;
    }
    struct str snapshot = json_member_text(r->snapshot, "name");
    call_warn(c, "", "Snapshot is kept",
              "A change of the bundle of '%.*s' was interrupted. Its snapshot '%.*s' is not deleted. To use "
              "it, set restore_from = { snapshot_name = \"%.*s\" }.",
              STR_ARG(r->name), STR_ARG(snapshot), STR_ARG(snapshot));
    return true;
}

/* ---- this run ---- */

static struct str group_of(struct call *c, enum ls_kind kind)
{
    return str_printf(c->mem, "changing bundle of %s/%.*s", ls_kind_row(kind)->name, STR_ARG(call_region(c)));
}

void bundle_note_change(struct call *c, enum ls_kind kind, struct str name)
{
    if (c->client != NULL && c->provider->walk != NULL)
        call_made(c, group_of(c, kind), name);
}

bool bundle_will_change(struct call *c, enum ls_kind kind, struct tf_string name)
{
    return TF_IS_KNOWN(name) && c->client != NULL && c->provider->walk != NULL &&
           call_has_made(c, group_of(c, kind), name.v);
}
