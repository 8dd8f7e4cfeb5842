/*
 * list_bucket_resource_access.c — the instances that have access to the region's buckets, one event each. Changes nothing.
 */
#include "gen/list_bucket_resource_access.h"
#include "gen/bucket_resource_access.h"
#include "resources/instance/instance_ref.h"
#include "runtime/listing.h"

static bool is_other(struct tf_string wanted, struct str name)
{
    return TF_IS_KNOWN(wanted) && !str_eq(wanted.v, name);
}

/* With the ARN of the instance, if the client wants the whole object. */
static bool emit(struct call *c, struct str bucket, struct str resource, struct lister *lister,
                 bool *ret_more)
{
    struct bucket_resource_access state = {.bucket_name = tf_string(bucket),
                                           .resource_name = tf_string(resource)};
    struct instance_found found;
    if (list_wants_object(lister)) {
        if (!instance_ref_read(c, (struct instance_ref){.name = state.resource_name}, &found))
            return api_done_if_not_found(c); /* it was deleted meanwhile */
        state.instance_arn = tf_string(found.arn);
    }
    *ret_more = list_emit(c, lister, str_printf(c->mem, "%.*s,%.*s", STR_ARG(bucket), STR_ARG(resource)),
                          &state);
    return true;
}

static bool item(struct call *c, json_t *bucket, const void *config_model, struct lister *lister,
                 bool *ret_more)
{
    const struct list_bucket_resource_access *config = config_model;
    struct str name = json_member_text(bucket, "name");
    const json_t *all = json_object_get(bucket, "resourcesReceivingAccess");
    if (is_other(config->bucket_name, name))
        return true;
    for (size_t i = 0; *ret_more && i < json_array_size(all); i++) {
        struct str resource = json_member_text(json_array_get(all, i), "name");
        if (!is_other(config->resource_name, resource))
            TRY(emit(c, name, resource, lister, ret_more));
    }
    return true;
}

static bool list(struct call *c, const void *config, struct lister *lister)
{
    const struct listing listing = {OP_GET_BUCKETS, "buckets", &bucket_resource_access_resource,
                                    item,           NULL,      NULL};
    return listing_run(c, &listing, config, lister);
}

const struct list_resource list_bucket_resource_access_resource = {
    .schema = &list_bucket_resource_access_schema,
    .resource = &bucket_resource_access_resource,
    .list = list,
};
