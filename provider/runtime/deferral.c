/*
 * deferral.c — a plan under a provider whose region, credentials or account are not known yet. If the client
 * allows it, a call that needs them returns "deferred": the client then plans the rest, and plans this call
 * again after it has applied that. Knows when such a response is allowed; must not know what is planned.
 * Source: protocol sections 4.2, 4.5, 4.6, 4.8 and 4.10.
 */
#include "runtime/engine.h"

/*
 * In every apply run a client says that it allows deferral, and then reports it as a bug: only a plan can be
 * deferred. That a run applies is known from the plan file, and from the first change on. The plan that an
 * apply makes again reports it itself.
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
    provider->default_tags_known = false; /* the ignored tags may be the unknown value */
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
        return; /* A call that changes an object records it while it lasts. */
    walk_applies(c->provider->walk);
    walk_applied(c->provider->walk);
}
