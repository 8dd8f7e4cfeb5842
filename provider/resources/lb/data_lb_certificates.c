/*
 * data_lb_certificates.c — the certificates of a load balancer, sorted by name. Changes nothing.
 */
#include <stdlib.h>

#include "gen/data_lb_certificates.h"

#include "runtime/api.h"

static int compare(const void *a, const void *b)
{
    const struct data_lb_certificates_certificates *one = a, *other = b;
    return str_cmp(one->name.v, other->name.v);
}

static bool read(struct call *c, const void *config_model, void *state_model)
{
    const struct data_lb_certificates *config = config_model;
    struct data_lb_certificates *state = state_model;
    json_t *in = json_pack("{s:o}", "loadBalancerName", json_new_str(config->lb_name.v)), *out;
    if (!api_call(c, OP_GET_LOAD_BALANCER_TLS_CERTIFICATES, in, &out)) {
        if (c->err.kind == ERR_NOT_FOUND)
            ERR_SET(&c->err, attribute, STR("lb_name"));
        return false;
    }
    const json_t *items = json_object_get(out, "tlsCertificates");
    struct data_lb_certificates_certificates *found = arena_new_array(
        c->mem, struct data_lb_certificates_certificates, json_array_size(items));
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        if (!TF_IS_KNOWN(config->status) || str_eq(config->status.v, json_member_text(item, "status")))
            api_fill(c, &data_lb_certificates_certificates_desc, item, &found[count++]);
    }
    qsort(found, count, sizeof *found, compare);
    state->certificates.is = TF_KNOWN;
    state->certificates.count = count;
    state->certificates.v = found;
    return true;
}

const struct data_source data_lb_certificates_source = {.schema = &data_lb_certificates_schema, .read = read};
