/*
 * list_static_ip_attachment.c — the attachments of static IPs, one event each. Changes nothing.
 */
#include "gen/list_static_ip_attachment.h"
#include "resources/static_ip/static_ip_attachment.h"
#include "runtime/listing.h"

static bool item(struct call *c, json_t *answer, const void *config_model, struct lister *lister,
                 bool *ret_more)
{
    const struct list_static_ip_attachment *config = config_model;
    struct static_ip_now now = static_ip_of(answer);
    struct static_ip_attachment state = {0};
    bool is_wanted = !TF_IS_KNOWN(config->instance_name) || str_eq(config->instance_name.v, now.attached_to);
    if (now.attached_to.data == NULL || !is_wanted)
        return true;
    static_ip_attachment_fill(&now, &state);
    *ret_more = list_emit(c, lister, now.name, &state);
    return true;
}

static bool list(struct call *c, const void *config_model, struct lister *lister)
{
    const struct list_static_ip_attachment *config = config_model;
    const struct listing listing = {OP_GET_STATIC_IPS,   "staticIps", &static_ip_attachment_resource, item,
                                    &config->name_regex, NULL};
    return listing_run(c, &listing, config, lister);
}

const struct list_resource list_static_ip_attachment_resource = {
    .schema = &list_static_ip_attachment_schema,
    .resource = &static_ip_attachment_resource,
    .list = list,
};
