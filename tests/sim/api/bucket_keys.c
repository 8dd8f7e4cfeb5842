/*
 * bucket_keys.c — the access keys of buckets: created, listed, deleted. Their secrets are not stored. It must not
 * know S3.
 */
#include "api/bucket_keys.h"

#include <stdlib.h>
#include <string.h>

#include "api/buckets.h"
#include "digest.h"
#include "families.h"
#include "memory.h"
#include "operations.h"

/* Source: the reference of CreateBucketAccessKey. */
enum { MOST_KEYS = 2, ID_LENGTH = 20, SECRET_BYTES = 30 };

static const char list_member[] = "accessKeys", never_used[] = "N/A";

static json_t *find(struct resource *bucket, const char *id, size_t *ret_index)
{
    json_t *key;
    size_t i;
    json_array_foreach (bucket_list(bucket, list_member), i, key)
        if (!strcmp(json_string_value(json_object_get(key, "accessKeyId")), id)) {
            *ret_index = i;
            return key;
        }
    return NULL;
}

bool bucket_key_set(struct resource *bucket, const char *id, const char *status, const char *service,
                    int64_t now_ms)
{
    size_t index;
    json_t *key = id ? find(bucket, id, &index) : json_array_get(bucket_list(bucket, list_member), 0);
    if (key && status)
        json_object_set_new(key, "status", json_string(status));
    if (key && service && !strcmp(service, never_used))
        json_object_set_new(key, "lastUsed",
                            json_pack("{s:s, s:s}", "region", never_used, "serviceName", never_used));
    else if (key && service)
        json_object_set_new(key, "lastUsed",
                            json_pack("{s:f, s:O, s:s}", "lastUsedDate", (double)now_ms / 1000, "region",
                                      json_object_get(json_object_get(bucket->document, "location"),
                                                      "regionName"),
                                      "serviceName", service));
    resource_changed(bucket);
    return key != NULL;
}

/* An ID and a secret that depend only on the number of the key. */
static json_t *make_key(const struct call *call, char **ret_secret)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    unsigned char hash[DIGEST_SIZE];
    char *seed = memory_format("bucket-key/%s/%llu", call->region_name,
                               (unsigned long long)world_next_number(COUNTER_THINGS));
    digest_sha256(seed, strlen(seed), hash);
    free(seed);
    char id[ID_LENGTH + 1] = "AKIA";
    for (size_t i = 4; i < ID_LENGTH; i++)
        id[i] = letters[hash[i] % 32];
    digest_sha256(hash, sizeof hash, hash);
    *ret_secret = base64_encode(hash, SECRET_BYTES);
    return json_pack("{s:s, s:s, s:f}", "accessKeyId", id, "status", "Active", "createdAt",
                     (double)call->now_ms / 1000);
}

static bool create_key(struct call *call)
{
    struct resource *bucket = bucket_find(call);
    if (!bucket)
        return false;
    json_t *list = bucket_list(bucket, list_member);
    if (json_array_size(list) >= MOST_KEYS)
        return call_fail_input(call,
                               "The bucket %s has %d access keys, which is the limit. Delete one first.",
                               resource_name(bucket), MOST_KEYS);
    char *secret;
    json_t *key = make_key(call, &secret), *shown = json_copy(key);
    json_object_set_new(shown, "secretAccessKey", json_string(secret));
    free(secret);
    json_object_set_new(key, "lastUsed",
                        json_pack("{s:s, s:s}", "region", never_used, "serviceName", never_used));
    json_array_append_new(list, key);
    resource_changed(bucket);
    operation_add_for(call, "CreateBucketAccessKey", bucket, NULL);
    operations_answer(call);
    call->out.length--; /* the closing brace comes later */
    text_add(&call->out, ",\"accessKey\":");
    text_add_json_value(&call->out, shown);
    text_add(&call->out, "}");
    json_decref(shown);
    return true;
}

static bool delete_key(struct call *call)
{
    struct resource *bucket = bucket_find(call);
    const char *id = call_string(call, "accessKeyId");
    size_t index;
    if (!bucket)
        return false;
    if (!find(bucket, id, &index))
        return call_fail(call, FAILURE_NOT_FOUND, "DoesNotExist", "The AccessKey does not exist: %s", id);
    json_array_remove(bucket_list(bucket, list_member), index);
    resource_changed(bucket);
    operation_add_for(call, "DeleteBucketAccessKey", bucket, NULL);
    return operations_answer(call);
}

static bool get_keys(struct call *call)
{
    struct resource *bucket = bucket_find(call);
    if (!bucket)
        return false;
    text_add(&call->out, "{\"accessKeys\":");
    text_add_json_value(&call->out, bucket_list(bucket, list_member));
    text_add(&call->out, "}");
    return true;
}

static const struct api bucket_keys_api[] = {
    {.name = "CreateBucketAccessKey", .handle = create_key, .input = INPUT(BUCKET)},
    {.name = "DeleteBucketAccessKey",
     .handle = delete_key,
     .input = INPUT(BUCKET, REQUIRED("accessKeyId", NONEMPTY))},
    {.name = "GetBucketAccessKeys", .shows = OF_ONE, .handle = get_keys, .input = INPUT(BUCKET)},
    {0},
};
const struct family bucket_keys_family = {.api = bucket_keys_api};
