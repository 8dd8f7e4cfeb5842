/*
 * bucket_key.c — CreateBucketAccessKey and DeleteBucketAccessKey. Must not know who uses a key.
 */
#include "resources/bucket/bucket_key.h"

#include "lightsail/ledger.h"
#include "runtime/crud.h"

enum { MOST_KEYS = 2 }; /* of a bucket; source: CreateBucketAccessKey of the API model */

/* ---- the list ---- */

static bool list(struct ls_client *client, struct aws_scope scope, struct str bucket, json_t **ret_keys,
                 struct err *err)
{
    json_t *answer, *in = json_own(scope.mem, json_pack("{s:o}", "bucketName", json_new_str(bucket)));
    TRY(ls_call(client, scope, OP_GET_BUCKET_ACCESS_KEYS, in, &answer, err));
    *ret_keys = json_object_get(answer, "accessKeys");
    return true;
}

bool bucket_key_list(struct call *c, struct str bucket, json_t **ret_keys)
{
    return api_has_client(c) && list(c->client, api_scope(c), bucket, ret_keys, &c->err);
}

static struct str id_of(const json_t *key)
{
    return json_member_text(key, "accessKeyId");
}

static bool has_key(const json_t *keys, struct str id)
{
    bool found = false;
    for (size_t i = 0; i < json_array_size(keys); i++)
        found = found || str_eq(id_of(json_array_get(keys, i)), id);
    return found;
}

struct str bucket_key_print(struct call *c, const json_t *keys)
{
    struct buf text = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < json_array_size(keys); i++) {
        const json_t *key = json_array_get(keys, i);
        struct str created = clock_print_time(c->mem, json_number_value(json_object_get(key, "createdAt")));
        buf_printf(&text, "%s%.*s (created %.*s)", i > 0 ? ", " : "", STR_ARG(id_of(key)), STR_ARG(created));
    }
    return buf_str(&text);
}

/* ---- deletion ---- */

bool bucket_key_delete(struct call *c, struct str bucket, struct str id)
{
    struct str name = str_printf(c->mem, "%.*s,%.*s", STR_ARG(bucket), STR_ARG(id));
    const struct ls_effect effect = {LS_DELETED, LS_KIND_BUCKET_ACCESS_KEY, .name = name};
    json_t *in = json_object();
    crud_add_name(LS_KIND_BUCKET_ACCESS_KEY, name, in);
    return api_delete(c, OP_DELETE_BUCKET_ACCESS_KEY, in, &effect);
}

/* ---- creation ---- */

struct making {
    struct str bucket;
    const json_t *before; /* the keys before the request */
    struct str made;      /* what a read found after a lost response */
};

/* Of two new keys it is not known which one is ours, and the other one must not be deleted. */
static bool has_made(const struct ls_effect *effect, struct ls_client *client, struct aws_scope scope,
                     int64_t since_ms, bool *ret_done, struct err *err)
{
    struct making *making = (struct making *)(uintptr_t)effect->context;
    json_t *keys;
    size_t count = 0;
    TRY(list(client, scope, making->bucket, &keys, err));
    for (size_t i = 0; i < json_array_size(keys); i++) {
        const json_t *key = json_array_get(keys, i);
        if (has_key(making->before, id_of(key)) || !ledger_is_new(key, since_ms))
            continue;
        making->made = id_of(key);
        count++;
    }
    *ret_done = count == 1;
    return count < MOST_KEYS ||
           fail(err, ERR_FAILED,
                "the response was lost, and the bucket '%.*s' has %zu new access keys, of which one is ours",
                STR_ARG(making->bucket), count);
}

static bool no_bucket(struct call *c, struct str bucket)
{
    return fail_at(&c->err, ERR_USER, "bucket_name", "there is no bucket '%.*s' in %.*s", STR_ARG(bucket),
                   STR_ARG(call_region(c)));
}

static bool refused(struct call *c, struct str bucket)
{
    struct err refusal = c->err;
    json_t *keys;
    bool is_full = bucket_key_list(c, bucket, &keys) && json_array_size(keys) >= MOST_KEYS;
    c->err = refusal;
    if (refusal.kind == ERR_NOT_FOUND)
        return no_bucket(c, bucket);
    if (!is_full)
        return false;
    ERR_SET(&c->err, attribute, STR("bucket_name"));
    return fail_hint(
        &c->err,
        "The bucket has the access keys %.*s, and it can have two. Delete one that is not used: aws "
        "lightsail delete-bucket-access-key --region %.*s --bucket-name %.*s --access-key-id ID. An "
        "interrupted apply may have left one.",
        STR_ARG(bucket_key_print(c, keys)), STR_ARG(call_region(c)), STR_ARG(bucket));
}

/* A late read may not show a bucket that this run has created: then no key was before. */
static bool read_before(struct call *c, struct making *making)
{
    json_t *keys = json_own(c->mem, json_array());
    TRY(bucket_key_list(c, making->bucket, &keys) || api_done_if_not_found(c));
    making->before = keys;
    making->made = STR("");
    return true;
}

static bool make_locked(struct call *c, struct str bucket, json_t **ret_key)
{
    enum { MOST_TRIES = 5 };
    struct making making = {.bucket = bucket};
    const struct ls_effect effect = {LS_DONE, LS_KIND_BUCKET_ACCESS_KEY, .name = bucket, .is_done = has_made,
                                     .context = &making};
    for (int i = 0; i < MOST_TRIES; i++) {
        json_t *answer, *in = json_pack("{s:o}", "bucketName", json_new_str(bucket));
        if (!read_before(c, &making)) {
            json_decref(in);
            return false;
        }
        if (!api_change_begin(c, OP_CREATE_BUCKET_ACCESS_KEY, in, &effect, &answer))
            return c->err.maybe_done ? false : refused(c, bucket);
        *ret_key = json_object_get(answer, "accessKey");
        if (json_member_text(*ret_key, "secretAccessKey").len > 0)
            return api_wait(c, answer);
        TRY(bucket_key_delete(c, bucket, making.made));
    }
    return fail(&c->err, ERR_NETWORK, "the response to CreateBucketAccessKey was lost %d times", MOST_TRIES);
}

/* Under a lock: two creations of one run do not take each other's key for their own. */
bool bucket_key_make(struct call *c, struct str bucket, json_t **ret_key)
{
    struct str key = str_printf(c->mem, "bucket-keys/%.*s/%.*s", STR_ARG(call_region(c)), STR_ARG(bucket));
    TRY(call_lock(c, key));
    bool done = make_locked(c, bucket, ret_key);
    call_unlock(c, key);
    return done;
}
