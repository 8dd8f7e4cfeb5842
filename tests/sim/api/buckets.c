/*
 * buckets.c — buckets: created, listed, deleted, their names and states. It must not know how one is changed
 * (bucket_updates.c), nor who may read it (bucket_keys.c, bucket_access.c).
 */
#include "api/buckets.h"

#include <stdlib.h>
#include <string.h>

#include "api/bucket_access.h"
#include "api/bucket_catalogue.h"
#include "api/bucket_objects.h"
#include "api/bucket_privacy.h"
#include "api/distributions.h"
#include "families.h"
#include "memory.h"
#include "operations.h"
#include "tags.h"

/* Source: the table of quotas of the guide, buckets in an account. */
enum { MOST_BUCKETS = 20, SHORTEST_NAME = 3, LONGEST_NAME = 54 };

static const char word_created[] = "created";

struct resource *bucket_find(struct call *call)
{
    return call_find(call, &bucket_kind, "bucketName");
}

json_t *bucket_list(struct resource *bucket, const char *member)
{
    json_t *list = json_object_get(bucket->hidden, member);
    if (!list) {
        list = json_array();
        json_object_set_new(bucket->hidden, member, list);
    }
    return list;
}

/* ---- names ------------------------------------------------------------------------------------------------------- */

void bucket_set_foreign(const char *name, bool is_foreign)
{
    if (is_foreign)
        json_object_set_new(world_facts("foreignBuckets"), name, json_true());
    else
        json_object_del(world_facts("foreignBuckets"), name);
    world_touch();
}

/* Source: the model; the guide forbids two hyphens side by side. */
static bool check_form(struct call *call, const char *name)
{
    size_t length = strlen(name);
    bool fine = length >= SHORTEST_NAME && length <= LONGEST_NAME && name[0] != '-' &&
                name[length - 1] != '-' && !strstr(name, "--") &&
                name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
    return fine || shape_fail_pattern(call, "bucketName", name, "^[a-z0-9][a-z0-9-]{1,52}[a-z0-9]$");
}

/* Names are shared by all regions and accounts. The words are those of S3. */
static bool check_name(struct call *call, const char *name)
{
    if (!check_form(call, name) || !call_check_free_name(call, name))
        return false;
    bool is_taken = json_object_get(world_facts("foreignBuckets"), name) != NULL;
    for (struct region *region = world_first_region(); region; region = region->next)
        is_taken = is_taken || region_find_kind(call_other_region(call, region->name), &bucket_kind, name);
    return !is_taken ||
           call_fail_input(call,
                           "The requested bucket name is not available: %s. The bucket namespace "
                           "is shared by all users of the system. Please select a different name "
                           "and try again.",
                           name);
}

static bool check_quota(struct call *call)
{
    int count = 0;
    for (struct region *region = world_first_region(); region; region = region->next)
        for (size_t at = 0; region_next(region, &bucket_kind, &at);)
            count++;
    return count < MOST_BUCKETS ||
           call_fail_input(call, "You have reached the maximum number of buckets: %d", MOST_BUCKETS);
}

/* ---- states ------------------------------------------------------------------------------------------------------ */

static void set_state(struct resource *bucket, const char *code, const char *message)
{
    resource_set(bucket, "state", json_pack("{s:s, s:s*}", "code", code, "message", message));
}

void bucket_set_state(struct region *region, const char *name, const char *code, const char *message)
{
    struct resource *bucket = region_find_kind(region, &bucket_kind, name);
    if (bucket)
        set_state(bucket, code, message);
    else
        json_object_set_new(world_facts("bucketStates"), name,
                            json_pack("{s:s, s:s*}", "code", code, "message", message));
    world_touch();
}

static void end_creation(struct resource *bucket)
{
    const json_t *wanted = json_object_get(world_facts("bucketStates"), resource_name(bucket));
    const char *code = json_string_value(json_object_get(wanted, "code"));
    set_state(bucket, code ? code : "OK", json_string_value(json_object_get(wanted, "message")));
    json_object_del(world_facts("bucketStates"), resource_name(bucket));
}

static void transition(struct resource *bucket, const char *word)
{
    if (!strcmp(word, word_created))
        end_creation(bucket);
    if (!strcmp(word, "bundle-free"))
        resource_set(bucket, "ableToUpdateBundle", json_true());
}

/* ---- responses --------------------------------------------------------------------------------------------------- */

void bucket_print_cors(const struct resource *bucket, struct text *out)
{
    const json_t *rules = json_object_get(bucket->hidden, "cors");
    text_add(out, ",\"cors\":{\"rules\":");
    if (rules)
        text_add_json_value(out, rules);
    else
        text_add(out, "[]");
    text_add(out, "}");
}

static void print_more(const struct call *call, const struct resource *bucket, struct text *out)
{
    if (call_true(call, "includeConnectedResources"))
        bucket_access_print(call->region, bucket, out);
    if (call_true(call, "includeCors"))
        bucket_print_cors(bucket, out);
}

bool bucket_answer(struct call *call, struct resource *bucket)
{
    operations_answer(call);
    call->out.length--; /* the closing braces come later */
    text_add(&call->out, ",\"bucket\":");
    resource_print(bucket, &call->out);
    call->out.length--;
    if (json_object_get(call->input, "cors"))
        bucket_print_cors(bucket, &call->out);
    text_add(&call->out, "}}");
    return true;
}

/* ---- operations -------------------------------------------------------------------------------------------------- */

static bool create_bucket(struct call *call)
{
    const char *name = call_string(call, "bucketName");
    if (!check_name(call, name) || !bucket_bundle_check(call) || !check_quota(call) || !tags_check(call, 0))
        return false;
    char *url = memory_format("https://%s.s3.%s.amazonaws.com", name, call->region_name);
    json_t *members = json_pack("{s:s, s:s, s:{s:s, s:b}, s:s, s:b, s:[], s:{s:b}}", "bundleId",
                                call_string(call, "bundleId"), "url", url, "accessRules", "getObject",
                                "private", "allowPublicOverrides", 0, "objectVersioning",
                                call_true(call, "enableObjectVersioning") ? "Enabled" : "NeverEnabled",
                                "ableToUpdateBundle", 1, "readonlyAccessAccounts", "accessLogConfig",
                                "enabled", 0);
    struct resource *bucket = kind_create(call, &bucket_kind, name, NULL, name, members);
    free(url);
    bucket_privacy_begin(call->now_ms);
    resource_plan(call->region, bucket, word_created, call->now_ms + call->options->pending_ms);
    operation_add_for(call, "CreateBucket", bucket, NULL);
    return bucket_answer(call, bucket);
}

/* What needs forceDelete, as the reference of DeleteBucket lists it. */
static bool before_delete(struct call *call, struct resource *bucket)
{
    struct text reasons = {0};
    if (bucket_objects_number(bucket) > 0)
        text_add(&reasons, ", has objects");
    if (json_array_size(json_object_get(bucket->hidden, "accessKeys")) > 0)
        text_add(&reasons, ", has access keys");
    if (bucket_access_count(call->region, bucket) > 0)
        text_add(&reasons, ", has instances with access to it");
    if (distribution_of_origin(call->region_name, resource_name(bucket)))
        text_add(&reasons, ", is the origin of a distribution");
    bool fine = !reasons.length || call_true(call, "forceDelete") ||
                call_fail_input(
                    call,
                    "The bucket %s can't be deleted, because it%s. To delete it anyway, set forceDelete.",
                    resource_name(bucket), reasons.data + 1);
    text_free(&reasons);
    return fine;
}

static bool get_buckets(struct call *call)
{
    struct resource *bucket = call_string(call, "bucketName") ? bucket_find(call) : NULL;
    if (!bucket && call_string(call, "bucketName"))
        return false;
    if (!bucket && call_true(call, "includeCors"))
        return call_fail_input(call, "includeCors is only supported together with bucketName");
    if (bucket) {
        text_add(&call->out, "{\"buckets\":[");
        kind_print(call, bucket);
        text_add(&call->out, "]}");
    } else if (!kind_list(call)) {
        return false;
    }
    call->out.length--; /* the closing brace comes later */
    text_add(&call->out, ",\"accountLevelBpaSync\":");
    bucket_privacy_print(call->now_ms, &call->out);
    text_add(&call->out, "}");
    return true;
}

const struct kind bucket_kind = {
    .api = "Bucket",
    .plural = "buckets",
    .name_member = "bucketName",
    .member = "bucket",
    .list_member = "buckets",
    .taggable = true,
    .before_delete = before_delete,
    .delete_takes_time = true,
    .print_more = print_more,
    .transition = transition,
};

static const struct api buckets_api[] = {
    {.name = "CreateBucket",
     .handle = create_bucket,
     .input = INPUT(BUCKET, REQUIRED("bundleId", NONEMPTY), TAGS,
                    OPTIONAL("enableObjectVersioning", BOOLEAN))},
    API_DELETE("DeleteBucket", bucket_kind, BUCKET, OPTIONAL("forceDelete", BOOLEAN)),
    {.name = "GetBuckets",
     .shows = OF_MANY,
     .one_with = "bucketName",
     .handle = get_buckets,
     .kind = &bucket_kind,
     .input = INPUT(OPTIONAL("bucketName", STRING), OPTIONAL("pageToken", STRING),
                    OPTIONAL("includeConnectedResources", BOOLEAN), OPTIONAL("includeCors", BOOLEAN))},
    {0},
};
const struct family buckets_family = {.kinds = {&bucket_kind}, .api = buckets_api};
