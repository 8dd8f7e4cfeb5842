/*
 * list_static_ip.c — the static IPs of the region, one event each. Changes nothing.
 */
#include "gen/list_static_ip.h"
#include "resources/static_ip.h"
#include "runtime/listing.h"

static bool item(struct call *c, json_t *answer, const void *config_model, struct lister *lister,
                 bool *ret_more)
{
    const struct list_static_ip *config = config_model;
    struct static_ip_now now = static_ip_of(answer);
    struct static_ip state = {.name = tf_string(now.name)};
    bool is_attached = now.attached_to.data != NULL;
    if (TF_IS_KNOWN(config->is_attached) && config->is_attached.v != is_attached)
        return true;
    if (list_wants_object(lister)) {
        const struct static_ip unknown = state;
        TRY(static_ip_fill(c, &unknown, &now, &state));
    }
    *ret_more = list_emit(c, lister, now.name, &state);
    return true;
}

static bool list(struct call *c, const void *config_model, struct lister *lister)
{
    const struct list_static_ip *config = config_model;
    const struct listing listing = {OP_GET_STATIC_IPS,   "staticIps", &static_ip_resource, item,
                                    &config->name_regex, NULL};
    return listing_run(c, &listing, config, lister);
}

const struct list_resource list_static_ip_resource = {
    .schema = &list_static_ip_schema,
    .resource = &static_ip_resource,
    .list = list,
};
