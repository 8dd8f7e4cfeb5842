/*
 * lb_ready.c — the wait for a load balancer that is provisioning. Must not know what is changed.
 */
#include "resources/lb/lb_ready.h"

bool lb_is_refusal(const struct call *c)
{
    return !c->err.maybe_done &&
           (c->err.kind == ERR_CONFLICT || c->err.kind == ERR_API || c->err.kind == ERR_USER);
}

static bool is_provisioning(const json_t *lb)
{
    return str_eqc(json_member_text(lb, "state"), "provisioning");
}

static bool judge(void *context, const json_t *lb, bool *ret_reached, struct err *err)
{
    (void)context, (void)err;
    *ret_reached = !is_provisioning(lb); /* also when it is deleted */
    return true;
}

bool lb_wait_provisioned(struct call *c, struct str lb)
{
    struct err refusal = c->err;
    json_t *object;
    if (!lb_is_refusal(c))
        return false;
    bool is_read = api_view(c, LS_KIND_LB, lb, LS_NOW, &object);
    c->err = refusal;
    if (!is_read || !is_provisioning(object))
        return false;
    c->err = (struct err){0};
    return api_view_wait(c, LS_KIND_LB, lb, "load balancer active", NULL, judge, NULL, NULL);
}
