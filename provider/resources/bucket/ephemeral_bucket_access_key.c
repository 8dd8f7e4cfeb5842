/*
 * ephemeral_bucket_access_key.c — an access key of a bucket for one run: made when it is opened, deleted when it is closed. Stores and
 * logs nothing of it.
 */
#include "gen/ephemeral_bucket_access_key.h"

#include "resources/bucket/bucket_key.h"
#include "runtime/ephemeral.h"

static bool no_bucket(struct call *c, const char *attribute, struct str value)
{
    if (c->err.kind != ERR_NOT_FOUND)
        return false;
    return fail_at(&c->err, ERR_USER, attribute, "there is no bucket '%.*s' in %.*s", STR_ARG(value),
                   STR_ARG(call_region(c)));
}

static bool find(struct call *c, struct tf_string name, struct tf_string arn, json_t **ret_bucket)
{
    struct str of_arn = name.v;
    if (!TF_IS_KNOWN(name) && !api_view_name_of_arn(c, LS_KIND_BUCKET, arn.v, &of_arn))
        return no_bucket(c, "bucket_arn", arn.v);
    if (api_find(c, LS_KIND_BUCKET, of_arn, TF_IS_KNOWN(arn) ? arn.v : STR(""), ret_bucket))
        return true;
    return *ret_bucket != NULL || !TF_IS_KNOWN(name) ? no_bucket(c, "bucket_arn", arn.v)
                                                     : no_bucket(c, "bucket_name", name.v);
}

static bool open(struct call *c, const void *config, void *result_model, struct lease *ret_lease)
{
    const struct ephemeral_bucket_access_key *asked = config;
    struct ephemeral_bucket_access_key *result = result_model;
    json_t *bucket, *key;
    TRY(find(c, asked->bucket_name, asked->bucket_arn, &bucket));
    struct str name = json_member_text(bucket, "name");
    TRY(bucket_key_make(c, name, &key));
    api_fill(c, &ephemeral_bucket_access_key_desc, key, result);
    result->bucket_name = tf_string(name);
    result->bucket_arn = tf_string(json_member_text(bucket, "arn"));
    result->url = tf_string(json_member_text(bucket, "url"));
    ret_lease->private_data = str_printf(c->mem, "%.*s,%.*s", STR_ARG(name),
                                         STR_ARG(result->access_key_id.v));
    return true;
}

static bool close(struct call *c, struct str private_data)
{
    struct str bucket, id;
    return str_cut(private_data, ',', &bucket, &id) && bucket_key_delete(c, bucket, id);
}

const struct ephemeral_resource ephemeral_bucket_access_key_resource = {
    .schema = &ephemeral_bucket_access_key_schema,
    .open = open,
    .close = close,
};
