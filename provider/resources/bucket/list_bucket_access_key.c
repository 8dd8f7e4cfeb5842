/*
 * list_bucket_access_key.c — the access keys of the region's buckets, one event each. Changes nothing.
 */
#include "gen/list_bucket_access_key.h"
#include "gen/bucket_access_key.h"

#include "resources/bucket/bucket_key.h"
#include "runtime/listing.h"

static bool item(struct call *c, json_t *bucket, const void *config_model, struct lister *lister,
                 bool *ret_more)
{
    const struct list_bucket_access_key *config = config_model;
    struct str name = json_member_text(bucket, "name");
    json_t *keys;
    if (TF_IS_KNOWN(config->bucket_name) && !str_eq(config->bucket_name.v, name))
        return true;
    if (!bucket_key_list(c, name, &keys))
        return api_done_if_not_found(c); /* it was deleted meanwhile */
    for (size_t i = 0; *ret_more && i < json_array_size(keys); i++) {
        struct bucket_access_key state = {.bucket_name = tf_string(name)};
        const json_t *key = json_array_get(keys, i);
        api_fill(c, c->schema->object, key, &state);
        TRY(bucket_access_key_fill(c, key, &state, &state));
        *ret_more = list_emit(c, lister, state.access_key_id.v, &state);
    }
    return true;
}

static bool list(struct call *c, const void *config, struct lister *lister)
{
    const struct listing listing = {OP_GET_BUCKETS, "buckets", &bucket_access_key_resource, item, NULL, NULL};
    return listing_run(c, &listing, config, lister);
}

const struct list_resource list_bucket_access_key_resource = {
    .schema = &list_bucket_access_key_schema,
    .resource = &bucket_access_key_resource,
    .list = list,
};
