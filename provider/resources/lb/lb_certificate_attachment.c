/*
 * lb_certificate_attachment.c — lightsail_lb_certificate_attachment: the certificate that a load balancer uses. Knows
 * that attaching one replaces another, and that no call detaches one; must not know how a certificate is created.
 */
#include "gen/lb_certificate_attachment.h"

#include "resources/certificate/certificate_check.h"
#include "resources/certificate/certificate_state.h"
#include "resources/lb/lb_certificate.h"
#include "resources/lb/lb_run.h"
#include "resources/moves.h"
#include "runtime/busy.h"
#include "runtime/crud.h"
#include "runtime/region_check.h"

static struct str key_of(struct call *c, const struct lb_certificate_attachment *model)
{
    return str_printf(c->mem, "%.*s,%.*s", STR_ARG(model->lb_name.v), STR_ARG(model->certificate_name.v));
}

/* ---- plan ---- */

static void check_certificate(struct call *c, const struct lb_certificate_attachment *planned)
{
    struct str key = key_of(c, planned), name = planned->certificate_name.v;
    struct certificate_use use = {"certificate_name", "A load balancer", name, NULL,
                                  region_planned(c, LS_KIND_LB_CERTIFICATE, key)};
    json_t *found;
    if (api_view(c, LS_KIND_LB_CERTIFICATE, key, LS_REFRESH, &found)) {
        use.certificate = found;
        certificate_check_issued(c, &use);
    } else if (c->err.kind == ERR_NOT_FOUND && !use.is_planned) {
        call_error(c, "certificate_name", "Unknown load balancer certificate",
                   "The load balancer '%.*s' has no certificate '%.*s'. Use the name of one of its "
                   "certificates. If this "
                   "apply creates it, refer to it: certificate_name = lightsail_lb_certificate.<label>.name.",
                   STR_ARG(planned->lb_name.v), STR_ARG(name));
    }
    c->err = (struct err){0}; /* what cannot be read is reported by the apply */
}

/* Lightsail deletes the certificates of a load balancer with it. */
static void plan_new_lb(struct call *c, struct plan *plan)
{
    const struct lb_certificate_attachment *config = plan->config;
    struct lb_certificate_attachment *planned = plan->planned;
    bool is_new_lb = lb_is_new(c, planned->lb_name);
    if (plan->prior == NULL || is_new_lb)
        lb_note_certificate(c, planned->lb_name);
    if (plan->prior == NULL || !is_new_lb || TF_IS_KNOWN(config->certificate_arn))
        return;
    planned->certificate_arn = TF_UNKNOWN_OF(planned->certificate_arn);
    plan_replace(plan, STR("certificate_arn"));
}

static bool modify_plan(struct call *c, struct plan *plan)
{
    const struct lb_certificate_attachment *config = plan->config, *planned = plan->planned;
    const struct tf_string none = {0};
    plan_new_lb(c, plan);
    if (plan->prior != NULL || plan->is_final || c->client == NULL)
        return true;
    size_t errors = c->diags.error_count;
    refers_check(c, plan, LS_KIND_LB, "lb_name", config->lb_name, none);
    if (errors == c->diags.error_count && TF_IS_KNOWN(planned->lb_name) &&
        TF_IS_KNOWN(planned->certificate_name))
        check_certificate(c, planned);
    return true;
}

/* ---- create ---- */

static bool send_attach(struct call *c, json_t *in, const void *effect, json_t **ret_answer)
{
    return api_change_begin(c, OP_ATTACH_LOAD_BALANCER_TLS_CERTIFICATE, in, effect, ret_answer);
}

static bool attach(struct call *c, struct str key, struct str arn)
{
    json_t *members = json_own(c->mem, json_pack("{s:b}", "isAttached", 1)), *answer, *in = json_object();
    const struct ls_effect effect = {LS_CHANGED, LS_KIND_LB_CERTIFICATE, .name = key, .arn = arn,
                                     .members = members};
    crud_add_name(LS_KIND_LB_CERTIFICATE, key, in);
    return busy_send(c, in, send_attach, &effect, &answer) && api_wait(c, answer);
}

static bool create(struct call *c, const void *plan_model, void *state_model)
{
    const struct lb_certificate_attachment *plan = plan_model;
    struct lb_certificate_attachment *state = state_model;
    struct str key = key_of(c, plan);
    json_t *certificate;
    TRY(certificate_wait_issued(c, LS_KIND_LB_CERTIFICATE, key, plan->certificate_arn, &certificate));
    struct str arn = json_member_text(certificate, "arn");
    bool is_done = lb_certificate_is_attached(certificate) || attach(c, key, arn);
    if (!is_done && !c->err.maybe_done)
        return false;
    state->lb_name = plan->lb_name;
    state->certificate_name = plan->certificate_name;
    state->certificate_arn = tf_string(str_copy(c->mem, arn));
    return is_done;
}

/* ---- read and destroy ---- */

static bool read(struct call *c, const void *prior_model, void *state_model)
{
    const struct lb_certificate_attachment *prior = prior_model;
    struct lb_certificate_attachment *state = state_model;
    json_t *certificate;
    if (!api_read(c, LS_KIND_LB_CERTIFICATE, key_of(c, prior), prior->certificate_arn, &certificate))
        return api_gone_if_not_found(c);
    if (!lb_certificate_is_attached(certificate))
        return call_gone(c);
    state->certificate_arn = tf_string(str_copy(c->mem, json_member_text(certificate, "arn")));
    return true;
}

static bool update(struct call *c, const void *prior, const void *plan, void *state)
{
    (void)c, (void)prior, (void)plan, (void)state; /* only the timeout can change */
    return true;
}

static bool destroy(struct call *c, const void *prior)
{
    lb_certificate_give_up(c, key_of(c, prior));
    return true;
}

/* The attributes have the same names; the ARN comes with the refresh. */
static const struct state_move from_aws = {.provider = AWS_PROVIDER,
                                           .type_name = "aws_lightsail_lb_certificate_attachment",
                                           .newest_version = AWS_SCHEMA_VERSION};

const struct resource lb_certificate_attachment_resource = {
    .schema = &lb_certificate_attachment_schema,
    .modify_plan = modify_plan,
    .create = create,
    .read = read,
    .update = update,
    .destroy = destroy,
    .import = crud_import,
    .moves = &from_aws,
    .move_count = 1,
};
