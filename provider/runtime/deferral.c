/*
 * deferral.c — a plan under a provider whose region, credentials or account are not known yet. A client may allow that what needs them is
 * answered with "deferred": it then plans the rest, and plans this again when it has applied that. Knows when such an answer may be given;
 * must not know what is planned. Source: protocol sections 4.2, 4.5, 4.6, 4.8 and 4.10.
 */
#include "runtime/engine.h"

/*
 * A client says in every apply walk that it allows it, and then takes it for a bug: what can be waited for is a plan alone. That something is
 * applied is known by the plan file, and from the first change on; the plan that an apply makes again tells it of itself.
 */
static bool may_wait(const struct runtime *runtime, const struct provider *provider, bool deferral_allowed)
{
    return deferral_allowed && provider->is_unknown && runtime->saved_count == 0 &&
           !walk_is_apply(provider->walk);
}

bool engine_defer_provider(const struct runtime *runtime, struct call *c, struct provider *provider,
                           bool deferral_allowed)
{
    if (!may_wait(runtime, provider, deferral_allowed))
        return false;
    provider->why_unknown = c->err;
    provider->default_tags_known = false; /* which of them are ignored may be what is unknown */
    c->err = (struct err){0};
    return true;
}

bool engine_defers(const struct runtime *runtime, const struct call *c, bool deferral_allowed)
{
    return c->schema->in_aws && c->provider != NULL && may_wait(runtime, c->provider, deferral_allowed);
}

void engine_applies(struct call *c)
{
    if (c->provider == NULL || !c->provider->is_unknown)
        return; /* who changes something notes it itself, for as long as it lasts */
    walk_applies(c->provider->walk);
    walk_applied(c->provider->walk);
}
