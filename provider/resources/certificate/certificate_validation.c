/*
 * certificate_validation.c — lightsail_certificate_validation: waits until a certificate is issued. Must not know who
 * adds the DNS records.
 */
#include "gen/certificate_validation.h"

#include "resources/certificate/certificate_state.h"
#include "runtime/arn.h"
#include "runtime/region_check.h"

static bool modify_plan(struct call *c, struct plan *plan)
{
    const struct certificate_validation *config = plan->config, *prior = plan->prior;
    const struct tf_string none = {0};
    refers_check(c, plan, LS_KIND_CERTIFICATE, "certificate_name", config->certificate_name,
                 prior != NULL ? prior->certificate_name : none);
    return true;
}

static void fill(struct call *c, const json_t *certificate, struct certificate_validation *state)
{
    api_fill(c, &certificate_validation_desc, certificate, state);
    state->certificate_arn = tf_string(str_copy(c->mem, json_member_text(certificate, "arn")));
}

static bool create(struct call *c, const void *plan_model, void *state_model)
{
    const struct certificate_validation *plan = plan_model;
    struct certificate_validation *state = state_model;
    struct str name = plan->certificate_name.v;
    json_t *certificate;
    TRY(certificate_wait_issued(c, LS_KIND_CERTIFICATE, name, plan->certificate_arn, &certificate));
    state->certificate_name = plan->certificate_name;
    fill(c, certificate, state);
    return true;
}

/* One that is not issued any more must be validated again, or replaced. */
static bool read(struct call *c, const void *prior_model, void *state)
{
    const struct certificate_validation *prior = prior_model;
    json_t *certificate;
    if (!api_read(c, LS_KIND_CERTIFICATE, prior->certificate_name.v, prior->certificate_arn, &certificate))
        return api_gone_if_not_found(c);
    if (!certificate_is_issued(certificate))
        return call_gone(c);
    fill(c, certificate, state);
    return true;
}

static bool update(struct call *c, const void *prior, const void *plan, void *state)
{
    (void)c, (void)prior, (void)plan, (void)state; /* only the timeout can change */
    return true;
}

static bool destroy(struct call *c, const void *prior)
{
    (void)c, (void)prior;
    return true;
}

static bool import(struct call *c, struct str id, void *state_model)
{
    struct certificate_validation *state = state_model;
    struct str name;
    TRY(arn_or_name(c, id, LS_KIND_CERTIFICATE, &name));
    state->certificate_name = tf_string(str_copy(c->mem, name));
    return true;
}

const struct resource certificate_validation_resource = {
    .schema = &certificate_validation_schema,
    .modify_plan = modify_plan,
    .create = create,
    .read = read,
    .update = update,
    .destroy = destroy,
    .import = import,
};
