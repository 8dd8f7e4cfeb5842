/*
 * lb_users.c — lists instances and certificates of a load balancer. Must not know what is done with the list.
 */
#include "resources/lb/lb_users.h"

#include "resources/catalogue/origin.h"
#include "resources/lb/lb_target.h"

/* ---- the list ---- */

struct names {
    struct buf text;
    size_t count;
};

static void add(struct names *names, struct str name)
{
    buf_printf(&names->text, "%s'%.*s'", names->count > 0 ? ", " : "", STR_ARG(name));
    names->count++;
}

static struct names instances_of(struct call *c, const json_t *lb)
{
    struct names names = {buf_new(c->mem, BUF_DEFAULT_MAX_BYTES), 0};
    const json_t *all = json_object_get(lb, "instanceHealthSummary");
    for (size_t i = 0; i < json_array_size(all); i++) {
        if (!lb_target_is_leaving(json_array_get(all, i)))
            add(&names, json_member_text(json_array_get(all, i), "instanceName"));
    }
    return names;
}

/* A certificate that is not issued can be requested again without a loss. */
static bool certificates_of(struct call *c, const json_t *lb, struct names *ret)
{
    json_t *answer, *in = json_object();
    *ret = (struct names){buf_new(c->mem, BUF_DEFAULT_MAX_BYTES), 0};
    json_object_set(in, "loadBalancerName", json_object_get(lb, "name"));
    json_own(c->mem, in);
    if (json_array_size(json_object_get(lb, "tlsCertificateSummaries")) == 0)
        return true;
    TRY(api_call(c, OP_GET_LOAD_BALANCER_TLS_CERTIFICATES, json_incref(in), &answer));
    const json_t *all = json_object_get(answer, "tlsCertificates");
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *one = json_array_get(all, i);
        if (str_eqc(json_member_text(one, "status"), "ISSUED"))
            add(ret, json_member_text(one, "name"));
    }
    return true;
}

static bool judge_unused(void *context, const json_t *lb, bool *ret_reached, struct err *err)
{
    (void)err;
    *ret_reached = lb == NULL || (instances_of(context, lb).count == 0 &&
                                  json_array_size(json_object_get(lb, "tlsCertificateSummaries")) == 0);
    return true;
}

/* A part that cannot be read is left out: it is only about others. */
static bool add_origins(struct call *c, struct str name, struct buf *text)
{
    json_t *users;
    if (!origin_users(c, LS_KIND_LB, name, &users)) {
        bool is_over = c->err.kind == ERR_STOPPED || c->err.kind == ERR_TIMEOUT;
        c->err = is_over ? c->err : (struct err){0};
        return !is_over;
    }
    for (size_t i = 0; i < json_array_size(users); i++)
        buf_printf(text, "%s%.*s", text->len > 0 ? " and " : "",
                   STR_ARG(json_text(json_array_get(users, i))));
    return true;
}

static bool describe(struct call *c, struct str name, struct names instances, struct names certificates,
                     struct str *ret)
{
    struct buf text = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    if (instances.count > 0)
        buf_printf(&text, "the instance%s %.*s", instances.count > 1 ? "s" : "",
                   STR_ARG(buf_str(&instances.text)));
    if (certificates.count > 0)
        buf_printf(&text, "%sthe certificate%s %.*s", instances.count > 0 ? " and " : "",
                   certificates.count > 1 ? "s" : "", STR_ARG(buf_str(&certificates.text)));
    TRY(add_origins(c, name, &text));
    *ret = buf_str(&text);
    return true;
}

bool lb_users(struct call *c, struct str name, bool is_certain, struct str *ret_users)
{
    json_t *lb = NULL;
    struct names certificates;
    *ret_users = STR("");
    if (is_certain)
        (void)api_shows_soon(c, LS_KIND_LB, name, judge_unused, c, &lb);
    if (lb == NULL && !api_view(c, LS_KIND_LB, name, is_certain ? LS_NOW : LS_REFRESH, &lb))
        return api_done_if_not_found(c);
    struct names instances = instances_of(c, lb);
    TRY(certificates_of(c, lb, &certificates) || api_done_if_not_found(c));
    return describe(c, name, instances, certificates, ret_users);
}
