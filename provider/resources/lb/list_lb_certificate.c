/*
 * list_lb_certificate.c — the certificates of the region's load balancers, one event each. A balancer without
 * certificates costs no request. Changes nothing.
 */
#include "gen/list_lb_certificate.h"
#include "gen/lb_certificate.h"

#include "runtime/listing.h"

static bool list_one(struct call *c, struct str lb, const json_t *certificate, struct lister *lister,
                     bool *ret_more)
{
    struct lb_certificate nothing = {0}, state = {.lb_name = tf_string(lb)};
    struct str name = json_member_text(certificate, "name");
    state.name = tf_string(name);
    TRY(!list_wants_object(lister) || crud_fill(c, certificate, &nothing, &state));
    *ret_more = list_emit(c, lister, str_printf(c->mem, "%.*s,%.*s", STR_ARG(lb), STR_ARG(name)), &state);
    return true;
}

static bool list_certificates(struct call *c, struct str lb, const struct list_lb_certificate *config,
                              struct lister *lister, bool *ret_more)
{
    json_t *in = json_pack("{s:o}", "loadBalancerName", json_new_str(lb)), *out;
    if (!api_call(c, OP_GET_LOAD_BALANCER_TLS_CERTIFICATES, in, &out))
        return api_done_if_not_found(c); /* it was deleted meanwhile */
    const json_t *items = json_object_get(out, "tlsCertificates");
    for (size_t i = 0; *ret_more && i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        if (!TF_IS_KNOWN(config->status) || str_eq(config->status.v, json_member_text(item, "status")))
            TRY(list_one(c, lb, item, lister, ret_more));
    }
    return true;
}

static bool item(struct call *c, json_t *balancer, const void *config_model, struct lister *lister,
                 bool *ret_more)
{
    const struct list_lb_certificate *config = config_model;
    struct str name = json_member_text(balancer, "name");
    bool is_wanted = (!TF_IS_KNOWN(config->lb_name) || str_eq(config->lb_name.v, name)) &&
                     json_array_size(json_object_get(balancer, "tlsCertificateSummaries")) > 0;
    return !is_wanted || list_certificates(c, name, config, lister, ret_more);
}

static bool list(struct call *c, const void *config, struct lister *lister)
{
    const struct listing listing = {
        OP_GET_LOAD_BALANCERS, "loadBalancers", &lb_certificate_resource, item, NULL, NULL};
    return listing_run(c, &listing, config, lister);
}

const struct list_resource list_lb_certificate_resource = {
    .schema = &list_lb_certificate_schema,
    .resource = &lb_certificate_resource,
    .list = list,
};
