/*
 * bucket_privacy.c — whether S3's block of public access for the whole account has reached the buckets. It must
 * not know any bucket.
 */
#include "api/bucket_privacy.h"

#include <jansson.h>
#include <string.h>

#include "world.h"

/* Source: the model says that the first one comes about an hour after the first bucket. */
enum { FIRST_AFTER_MS = 60 * 60 * 1000 };

static const char first_member[] = "firstBucketMs", set_member[] = "bucketPrivacy";
static const char *const statuses[] = {"InSync", "Failed", "NeverSynced", "Defaulted", NULL};
static const char *const messages[] = {"DEFAULTED_FOR_SLR_MISSING", "SYNC_ON_HOLD",
                                       "DEFAULTED_FOR_SLR_MISSING_ON_HOLD", "Unknown", NULL};

void bucket_privacy_begin(int64_t now_ms)
{
    if (!json_object_get(world_account(), first_member))
        json_object_set_new(world_account(), first_member, json_integer(now_ms));
}

static bool is_one_of(const char *const *words, const char *word)
{
    while (*words && strcmp(*words, word) != 0)
        words++;
    return *words != NULL;
}

bool bucket_privacy_set(const char *status, const char *message, bool is_blocking, int64_t now_ms)
{
    if (!is_one_of(statuses, status) || (message && !is_one_of(messages, message)))
        return false;
    json_t *sync = json_pack("{s:s, s:s*, s:b}", "status", status, "message", message, "bpaImpactsLightsail",
                             (int)is_blocking);
    if (strcmp(status, "NeverSynced") != 0)
        json_object_set_new(sync, "lastSyncedAt", json_real((double)now_ms / 1000));
    json_object_set_new(world_account(), set_member, sync);
    world_touch();
    return true;
}

void bucket_privacy_print(int64_t now_ms, struct text *out)
{
    const json_t *sync = json_object_get(world_account(), set_member),
                 *first = json_object_get(world_account(), first_member);
    int64_t synced_ms = json_integer_value(first) + FIRST_AFTER_MS;
    if (sync)
        text_add_json_value(out, sync);
    else if (!first || now_ms < synced_ms)
        text_add(out,
                 "{\"status\":\"NeverSynced\",\"message\":\"SYNC_ON_HOLD\",\"bpaImpactsLightsail\":false}");
    else
        text_format(out, "{\"status\":\"InSync\",\"lastSyncedAt\":%.3f,\"bpaImpactsLightsail\":false}",
                    (double)synced_ms / 1000);
}
