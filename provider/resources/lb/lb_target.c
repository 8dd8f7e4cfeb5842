/*
 * lb_target.c — one instance at a load balancer, and the waits for it. Must not know why it is attached.
 */
#include "resources/lb/lb_target.h"

#include "resources/lb/lb_ready.h"
#include "runtime/busy.h"

const json_t *lb_target(const json_t *lb, struct str instance)
{
    const json_t *all = json_object_get(lb, "instanceHealthSummary");
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *one = json_array_get(all, i);
        if (str_eq(json_member_text(one, "instanceName"), instance))
            return one;
    }
    return NULL;
}

bool lb_target_is_leaving(const json_t *target)
{
    return str_eqc(json_member_text(target, "instanceHealth"), "draining");
}

/* ---- what a read shows ---- */

static bool is_attached(const json_t *lb, struct str instance)
{
    const json_t *target = lb_target(lb, instance);
    return target != NULL && !lb_target_is_leaving(target);
}

static bool is_there(const struct lb_pair *pair, const json_t *lb, struct err *err)
{
    return lb != NULL ||
           fail(err, ERR_NOT_FOUND, "the load balancer '%.*s' no longer exists", STR_ARG(pair->lb));
}

static bool judge_attached(void *context, const json_t *lb, bool *ret_reached, struct err *err)
{
    const struct lb_pair *pair = context;
    *ret_reached = is_attached(lb, pair->instance);
    return is_there(pair, lb, err);
}

static bool judge_healthy(void *context, const json_t *lb, bool *ret_reached, struct err *err)
{
    const struct lb_pair *pair = context;
    *ret_reached = str_eqc(json_member_text(lb_target(lb, pair->instance), "instanceHealth"), "healthy");
    return is_there(pair, lb, err);
}

static bool judge_leaves(void *context, const json_t *lb, bool *ret_reached, struct err *err)
{
    const struct lb_pair *pair = context;
    (void)err;
    *ret_reached = !is_attached(lb, pair->instance);
    return true;
}

static bool judge_gone(void *context, const json_t *lb, bool *ret_reached, struct err *err)
{
    const struct lb_pair *pair = context;
    (void)err;
    *ret_reached = lb_target(lb, pair->instance) == NULL;
    return true;
}

static bool await(struct call *c, struct lb_pair *pair, const char *goal, const json_t *answer,
                  ls_judge_function *judge)
{
    json_t *object = NULL;
    bool done = api_view_wait(c, LS_KIND_LB, pair->lb, goal, answer, judge, pair, &object);
    if (object != NULL)
        pair->object = object;
    return done;
}

static bool shows_soon(struct call *c, struct lb_pair *pair, ls_judge_function *judge)
{
    return api_shows_soon(c, LS_KIND_LB, pair->lb, judge, pair, &pair->object);
}

bool lb_target_shows_soon(struct call *c, struct lb_pair *pair)
{
    return shows_soon(c, pair, judge_attached);
}

/* ---- requests ---- */

struct request {
    enum ls_op op;
    struct ls_effect effect;
};

static bool send(struct call *c, json_t *in, const void *context, json_t **ret_answer)
{
    const struct request *request = context;
    return api_change_begin(c, request->op, in, &request->effect, ret_answer);
}

static bool request_pair(struct call *c, const struct lb_pair *pair, const struct request *request,
                         json_t **ret_answer)
{
    json_t *in = json_own(c->mem, json_pack("{s:o, s:[o]}", "loadBalancerName", json_new_str(pair->lb),
                                            "instanceNames", json_new_str(pair->instance)));
    return busy_send(c, json_incref(in), send, request, ret_answer) ||
           (lb_wait_provisioned(c, pair->lb) && busy_send(c, json_incref(in), send, request, ret_answer));
}

/*
 * The load balancer shows an instance by its name only, so it may still show one that was deleted. The history of operations
 * of the instance has the request, if its response is lost.
 */
static bool send_attach(struct call *c, struct lb_pair *pair, json_t **ret_answer)
{
    const struct request request = {OP_ATTACH_INSTANCES_TO_LOAD_BALANCER,
                                    {LS_DONE, LS_KIND_INSTANCE, .name = pair->instance}};
    *ret_answer = NULL;
    if (request_pair(c, pair, &request, ret_answer))
        return true;
    if (!lb_is_refusal(c)) /* it may be attached already */
        return false;
    if (shows_soon(c, pair, judge_attached)) {
        c->err = (struct err){0};
        return true;
    }
    if (lb_target(pair->object, pair->instance) == NULL)
        return false;
    c->err = (struct err){0}; /* it is leaving */
    return await(c, pair, "instance detached", NULL, judge_gone) &&
           request_pair(c, pair, &request, ret_answer);
}

bool lb_target_attach(struct call *c, struct lb_pair *pair)
{
    json_t *answer;
    return (send_attach(c, pair, &answer) && await(c, pair, "instance attached", answer, judge_attached)) ||
           fail_context(&c->err, "while attaching the instance '%.*s' to the load balancer '%.*s'",
                        STR_ARG(pair->instance), STR_ARG(pair->lb));
}

bool lb_target_wait_healthy(struct call *c, struct lb_pair *pair)
{
    if (await(c, pair, "instance healthy", NULL, judge_healthy))
        return true;
    const json_t *target = lb_target(pair->object, pair->instance);
    struct str state = json_member_text(target, "instanceHealth"),
               reason = json_member_text(target, "instanceHealthReason");
    long long port = (long long)json_integer_value(json_object_get(pair->object, "instancePort"));
    fail_context(&c->err, "the instance '%.*s' at the load balancer '%.*s' is %.*s%s%.*s",
                 STR_ARG(pair->instance), STR_ARG(pair->lb),
                 STR_ARG(state.len > 0 ? state : STR("not attached")), reason.len > 0 ? ", reason " : "",
                 STR_ARG(reason));
    return c->err.kind == ERR_TIMEOUT
               ? fail_hint(&c->err,
                           "Check that it responds on port %lld to the path %.*s, and that its firewall "
                           "allows this port. With wait_for_healthy = false the apply does not wait.",
                           port, STR_ARG(json_member_text(pair->object, "healthCheckPath")))
               : false;
}

static bool shows_leaving(const void *context, const json_t *lb)
{
    const struct lb_pair *pair = context;
    return !is_attached(lb, pair->instance);
}

bool lb_target_detach(struct call *c, struct lb_pair *pair)
{
    const struct request request = {OP_DETACH_INSTANCES_FROM_LOAD_BALANCER,
                                    {LS_CHANGED, LS_KIND_LB, .name = pair->lb, .shows = shows_leaving,
                                     .context = pair}};
    json_t *answer = NULL;
    bool is_sent = request_pair(c, pair, &request, &answer);
    if (!is_sent && lb_is_refusal(c) && shows_soon(c, pair, judge_leaves)) {
        c->err = (struct err){0};
        is_sent = true;
    }
    return (is_sent && await(c, pair, "instance detached", answer, judge_gone)) ||
           fail_context(&c->err, "while detaching the instance '%.*s' from the load balancer '%.*s'",
                        STR_ARG(pair->instance), STR_ARG(pair->lb));
}
