/*
 * instance_changing.c — finds unfinished changes of a bundle, and records those of this run. Must not change an instance.
 */
#include "resources/instance/instance_changing.h"

#include "base/log.h"
#include "rebuild/rebuild.h"

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

struct session instance_session(struct call *c)
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

bool instance_is_changing(struct call *c, struct str name, bool *ret)
{
    json_t *instance;
    *ret = false;
    if (api_view(c, LS_KIND_INSTANCE, name, LS_REFRESH, &instance)) {
        *ret = rebuild_is_marked(instance);
        return true;
    }
    return api_done_if_not_found(c) && instance_is_missing_for_change(c, name, STR(""), false, ret);
}

bool instance_is_missing_for_change(struct call *c, struct str name, struct str arn, bool is_expected,
                                    bool *ret)
{
    struct session s = instance_session(c);
    struct rebuild r = {.kind = &rebuild_instance, .session = &s, .name = name};
    bool is_read = rebuild_find_missing(&r, arn, is_expected);
    c->err = s.err;
    *ret = r.journal != NULL;
    return is_read;
}

/* ---- this run ---- */

static struct str group_of(struct call *c)
{
    return str_printf(c->mem, "changing bundle/%.*s", STR_ARG(call_region(c)));
}

void instance_note_change(struct call *c, struct str name)
{
    if (c->client != NULL && c->provider->walk != NULL)
        call_made(c, group_of(c), name);
}

bool instance_will_change(struct call *c, struct tf_string name)
{
    return TF_IS_KNOWN(name) && c->client != NULL && c->provider->walk != NULL &&
           call_has_made(c, group_of(c), name.v);
}
