/*
 * list_lb_attachment.c — the instances of load balancers, one event each. Changes nothing.
 */
#include "gen/list_lb_attachment.h"
#include "resources/instance/instance_ref.h"
#include "resources/lb/lb_attachment.h"
#include "resources/lb/lb_target.h"
#include "runtime/listing.h"

/* The ARN is only in the whole object. An instance that was just deleted has none. */
static bool fill_arn(struct call *c, const struct lister *lister, struct lb_attachment *state)
{
    struct instance_found instance;
    if (!list_wants_object(lister))
        return true;
    if (!instance_ref_read(c, (struct instance_ref){.name = state->instance_name}, &instance))
        return api_done_if_not_found(c);
    state->instance_arn = tf_string(instance.arn);
    return true;
}

static bool item(struct call *c, json_t *lb, const void *config_model, struct lister *lister, bool *ret_more)
{
    const struct list_lb_attachment *config = config_model;
    const json_t *all = json_object_get(lb, "instanceHealthSummary");
    for (size_t i = 0; i < json_array_size(all) && *ret_more; i++) {
        const json_t *target = json_array_get(all, i);
        struct str instance = json_member_text(target, "instanceName");
        struct lb_attachment state = {0};
        bool is_wanted = !TF_IS_KNOWN(config->instance_name) || str_eq(config->instance_name.v, instance);
        if (!is_wanted || lb_target_is_leaving(target))
            continue;
        lb_attachment_fill(lb, instance, &state);
        TRY(fill_arn(c, lister, &state));
        *ret_more = list_emit(c, lister,
                              str_printf(c->mem, "%.*s at %.*s", STR_ARG(instance),
                                         STR_ARG(json_member_text(lb, "name"))),
                              &state);
    }
    return true;
}

static bool list(struct call *c, const void *config_model, struct lister *lister)
{
    const struct list_lb_attachment *config = config_model;
    const struct listing listing = {OP_GET_LOAD_BALANCERS,   "loadBalancers",
                                    &lb_attachment_resource, item,
                                    &config->name_regex,     NULL};
    return listing_run(c, &listing, config, lister);
}

const struct list_resource list_lb_attachment_resource = {
    .schema = &list_lb_attachment_schema,
    .resource = &lb_attachment_resource,
    .list = list,
};
