/*
 * vpc_peering.c — lightsail_vpc_peering: one connection in each region, without a name. Must not know networks.
 */
#include "resources/account/vpc_peering.h"

#include "gen/data_vpc_peering.h"
#include "gen/vpc_peering.h"

static bool read_state(struct ls_client *client, struct aws_scope scope, bool *ret_exists, struct err *err)
{
    json_t *answer;
    TRY(ls_call(client, scope, OP_IS_VPC_PEERED, NULL, &answer, err));
    *ret_exists = json_is_true(json_object_get(answer, "isPeered"));
    return true;
}

bool vpc_peering_exists(struct call *c, bool *ret_exists)
{
    return api_has_client(c) && read_state(c->client, api_scope(c), ret_exists, &c->err);
}

/* What an earlier step has changed may still be missing in a read. */
static bool exists_surely(struct call *c, bool *ret_exists)
{
    struct ls_poll poll = api_poll_begin(c);
    TRY(api_has_client(c));
    int64_t end_ms = clock_monotonic_ms() + ls_client_read_lag_ms(c->client);
    for (;;) {
        bool is_last = clock_monotonic_ms() >= end_ms;
        TRY(vpc_peering_exists(c, ret_exists));
        if (*ret_exists || is_last)
            return true;
        TRY(api_poll_wait(c, &poll));
    }
}

/* ---- changes ---- */

/* There are no two connections, so the state itself shows a change whose response was lost. */
static bool is_done(const struct ls_effect *effect, struct ls_client *client, struct aws_scope scope,
                    int64_t since_ms, bool *ret_done, struct err *err)
{
    const bool *wanted = effect->context;
    bool exists = false;
    (void)since_ms;
    TRY(read_state(client, scope, &exists, err));
    *ret_done = exists == *wanted;
    return true;
}

static bool change(struct call *c, bool wanted, json_t **ret_answer)
{
    const struct ls_effect effect = {LS_DONE, .name = STR("VPC peering"), .is_done = is_done,
                                     .context = &wanted};
    return api_change_begin(c, wanted ? OP_PEER_VPC : OP_UNPEER_VPC, json_object(), &effect, ret_answer) &&
           api_wait(c, *ret_answer);
}

/* Reads may not show the change yet, and the next one is decided by them. */
static bool wait_until(struct call *c, bool wanted)
{
    struct ls_poll poll = api_poll_begin(c);
    for (;;) {
        bool exists;
        TRY(vpc_peering_exists(c, &exists));
        if (exists == wanted)
            return true;
        TRY(api_poll_wait(c, &poll));
    }
}

static bool explain(struct call *c)
{
    if (c->err.kind == ERR_STOPPED || c->err.kind == ERR_TIMEOUT)
        return false;
    return fail_hint(
        &c->err,
        "The region needs a default VPC: create one with aws ec2 create-default-vpc --region %.*s, or use "
        "another region.",
        STR_ARG(call_region(c)));
}

static bool create(struct call *c, const void *plan_model, void *state_model)
{
    const struct vpc_peering *plan = plan_model;
    struct vpc_peering *state = state_model;
    json_t *answer = NULL;
    bool exists;
    TRY(vpc_peering_exists(c, &exists));
    bool is_made = exists || change(c, true, &answer);
    if (!is_made && !c->err.maybe_done)
        return explain(c);
    *state = *plan;
    const json_t *operation = json_object_get(answer, "operation");
    state->lightsail_vpc_id = tf_string_or_null(
        str_copy(c->mem, json_member_text(operation, "resourceName")));
    state->default_vpc_id = tf_string_or_null(
        str_copy(c->mem, json_member_text(operation, "operationDetails")));
    return is_made && wait_until(c, true);
}

static bool read(struct call *c, const void *prior, void *state)
{
    bool exists;
    (void)prior, (void)state;
    TRY(exists_surely(c, &exists));
    return exists || call_gone(c);
}

static bool update(struct call *c, const void *prior, const void *plan_model, void *state_model)
{
    const struct vpc_peering *plan = plan_model;
    struct vpc_peering *state = state_model;
    (void)c, (void)prior;
    state->unpeer_on_destroy = plan->unpeer_on_destroy;
    return true;
}

static bool destroy(struct call *c, const void *prior_model)
{
    const struct vpc_peering *prior = prior_model;
    json_t *answer;
    if (TF_IS_KNOWN(prior->unpeer_on_destroy) && !prior->unpeer_on_destroy.v)
        return true;
    return change(c, false, &answer) ? wait_until(c, false) : api_done_if_not_found(c);
}

static bool import(struct call *c, struct str id, void *state_model)
{
    struct vpc_peering *state = state_model;
    if (!str_eqc(id, VPC_PEERING_VPC_DEFAULT))
        return fail(&c->err, ERR_USER, "the ID of a VPC peering is 'default'");
    state->vpc = tf_string(id);
    return true;
}

const struct resource vpc_peering_resource = {
    .schema = &vpc_peering_schema,
    .create = create,
    .read = read,
    .update = update,
    .destroy = destroy,
    .import = import,
};

/* ---- the data source ---- */

static bool read_data(struct call *c, const void *config, void *state_model)
{
    struct data_vpc_peering *state = state_model;
    bool exists;
    (void)config;
    TRY(vpc_peering_exists(c, &exists));
    state->is_peered = tf_bool(exists);
    return true;
}

const struct data_source data_vpc_peering_source = {.schema = &data_vpc_peering_schema, .read = read_data};
