/*
 * bucket_updates.c — changes of a bucket: its rules, versions, readers, log, CORS and bundle. It must not know how
 * a bucket is created.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "api/billing.h"
#include "api/bucket_catalogue.h"
#include "api/bucket_cors.h"
#include "api/buckets.h"
#include "families.h"
#include "operations.h"

/* Source: the model. */
enum { MOST_ACCOUNTS = 10, ACCOUNT_LENGTH = 12, LONGEST_PREFIX = 100 };

static bool check_versioning(struct call *call)
{
    const char *versioning = call_string(call, "versioning");
    return !versioning || !strcmp(versioning, "Enabled") || !strcmp(versioning, "Suspended") ||
           call_fail_input(call, "versioning must be Enabled or Suspended: %s", versioning);
}

static bool check_accounts(struct call *call)
{
    const json_t *accounts = json_object_get(call->input, "readonlyAccessAccounts"), *account;
    if (json_array_size(accounts) > MOST_ACCOUNTS)
        return call_fail_input(call, "At most %d AWS accounts can have access to a bucket", MOST_ACCOUNTS);
    size_t i;
    json_array_foreach ((json_t *)(uintptr_t)accounts, i, account) {
        const char *id = json_string_value(account);
        if (strlen(id) != ACCOUNT_LENGTH || id[strspn(id, "0123456789")] != '\0')
            return call_fail_input(call, "The AWS account ID is not valid: %s", id);
    }
    return true;
}

static bool check_prefix(struct call *call, const char *prefix)
{
    size_t length = strlen(prefix), good = 0;
    while (prefix[good] && (isalnum((unsigned char)prefix[good]) || strchr("_/!.*')(-", prefix[good])))
        good++;
    return (length >= 1 && length <= LONGEST_PREFIX && good == length) ||
           shape_fail_pattern(call, "accessLogConfig.prefix", prefix, "^[\\w/!.*')(-]+$");
}

static bool check_log(struct call *call)
{
    const json_t *log = json_object_get(call->input, "accessLogConfig");
    const char *destination = json_string_value(json_object_get(log, "destination"));
    const char *prefix = json_string_value(json_object_get(log, "prefix"));
    if (!log)
        return true;
    if (!json_is_true(json_object_get(log, "enabled")))
        return (!destination && !prefix) ||
               call_fail_input(call,
                               "destination and prefix must be omitted when the access log is disabled");
    if (!destination)
        return call_fail_input(call, "destination is required when the access log is enabled");
    if (!region_find_kind(call->region, &bucket_kind, destination))
        return call_fail_input(call, "The destination of the access log is not a bucket of this Region: %s",
                               destination);
    return !prefix || check_prefix(call, prefix);
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* In an order of its own, each once. */
static json_t *sorted(const json_t *accounts)
{
    const char *ids[MOST_ACCOUNTS];
    size_t count = json_array_size(accounts);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        ids[i] = json_string_value(json_array_get(accounts, i));
    qsort(ids, count, sizeof ids[0], compare);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(ids[i], ids[i - 1]) != 0)
            json_array_append_new(list, json_string(ids[i]));
    return list;
}

/* Each part that is given replaces the old one. */
static void set_rules(struct resource *bucket, const json_t *rules)
{
    const char *get_object = json_string_value(json_object_get(rules, "getObject"));
    resource_set(bucket, "accessRules",
                 json_pack("{s:s, s:b}", "getObject", get_object ? get_object : "private",
                           "allowPublicOverrides",
                           (int)json_is_true(json_object_get(rules, "allowPublicOverrides"))));
}

static bool update_bucket(struct call *call)
{
    struct resource *bucket = bucket_find(call);
    const json_t *rules = json_object_get(call->input, "accessRules"),
                 *accounts = json_object_get(call->input, "readonlyAccessAccounts"),
                 *cors = json_object_get(call->input, "cors");
    json_t *log = json_object_get(call->input, "accessLogConfig");
    if (!bucket || !check_versioning(call) || !check_accounts(call) || !check_log(call) ||
        !bucket_cors_check(call))
        return false;
    if (rules)
        set_rules(bucket, rules);
    if (call_string(call, "versioning"))
        resource_set(bucket, "objectVersioning", json_string(call_string(call, "versioning")));
    if (accounts)
        resource_set(bucket, "readonlyAccessAccounts", sorted(accounts));
    if (log)
        resource_set(bucket, "accessLogConfig", json_deep_copy(log));
    if (cors) {
        const json_t *list = json_object_get(cors, "rules");
        json_object_set_new(bucket->hidden, "cors", list ? json_deep_copy(list) : json_array());
        resource_changed(bucket);
    }
    operation_add_for(call, "UpdateBucket", bucket, NULL);
    return bucket_answer(call, bucket);
}

static bool update_bundle(struct call *call)
{
    struct resource *bucket = bucket_find(call);
    if (!bucket || !bucket_bundle_check(call))
        return false;
    const char *bundle = call_string(call, "bundleId");
    if (!strcmp(bundle, resource_string(bucket, "bundleId")))
        return call_fail_input(call, "The bucket %s has the bundle %s already", resource_name(bucket),
                               bundle);
    if (!json_is_true(json_object_get(bucket->document, "ableToUpdateBundle")))
        return call_fail_input(call,
                               "The bundle of the bucket %s was changed in this month already. It can be "
                               "changed only one time within a monthly billing cycle.",
                               resource_name(bucket));
    resource_set(bucket, "bundleId", json_string(bundle));
    resource_set(bucket, "ableToUpdateBundle", json_false());
    resource_plan(call->region, bucket, "bundle-free", billing_month_end_ms(call->now_ms));
    operation_add_for(call, "UpdateBucketBundle", bucket, NULL);
    return operations_answer(call);
}

static const char *const access_types[] = {"public", "private", NULL};
static const struct member access_rules[] = {WORD("getObject", access_types, false),
                                             OPTIONAL("allowPublicOverrides", BOOLEAN),
                                             {0}};
static const struct member log_members[] = {REQUIRED("enabled", BOOLEAN),
                                            OPTIONAL("destination", STRING),
                                            OPTIONAL("prefix", STRING),
                                            {0}};

static const struct api bucket_updates_api[] = {
    {.name = "UpdateBucket",
     .handle = update_bucket,
     .input = INPUT(BUCKET, PARTS("accessRules", STRUCTURE, access_rules, false),
                    OPTIONAL("versioning", NONEMPTY), OPTIONAL("readonlyAccessAccounts", STRINGS),
                    PARTS("accessLogConfig", STRUCTURE, log_members, false),
                    PARTS("cors", STRUCTURE, bucket_cors_members, false))},
    {.name = "UpdateBucketBundle",
     .handle = update_bundle,
     .input = INPUT(BUCKET, REQUIRED("bundleId", NONEMPTY))},
    {0},
};
const struct family bucket_updates_family = {.api = bucket_updates_api};
