/*
 * bucket_use.c — who would lose something with a bucket: objects, access keys, instances with access, distributions. Must not
 * know how a bucket is deleted.
 *
 * AWS refuses the deletion without forceDelete, so a part that cannot be read here is left to AWS. The number of objects is
 * measured once a day.
 */
#include "resources/bucket/bucket.h"
#include "resources/catalogue/origin.h"

struct use {
    struct call *c;
    struct str bucket;
    struct buf text;
    size_t count;
    bool is_over; /* the time is over, or Terraform stops: c->err */
};

static void add(struct use *use, struct str part)
{
    buf_printf(&use->text, "%s%.*s", use->count > 0 ? ", " : "", STR_ARG(part));
    use->count++;
}

/* What cannot be read is not in the list. */
static void note_failure(struct use *use, bool done)
{
    struct call *c = use->c;
    use->is_over = !done && (c->err.kind == ERR_STOPPED || c->err.kind == ERR_TIMEOUT);
    if (!use->is_over)
        c->err = (struct err){0};
}

static bool read_part(struct use *use, enum ls_op op, json_t *in, json_t **ret_answer)
{
    struct call *c = use->c;
    if (use->is_over) {
        json_decref(in);
        return false;
    }
    bool done = api_call(c, op, in, ret_answer);
    note_failure(use, done);
    return done;
}

/* ---- the parts ---- */

static void add_objects(struct use *use)
{
    enum { DAY_S = 24 * 60 * 60, DAYS = 3 };
    double now_s = (double)(clock_wall_ms() + ls_client_clock_skew_ms(use->c->client)) / 1000;
    json_t *answer,
        *in = json_pack("{s:o, s:s, s:f, s:f, s:i, s:[s], s:s}", "bucketName", json_new_str(use->bucket),
                        "metricName", "NumberOfObjects", "startTime", now_s - DAYS * DAY_S, "endTime", now_s,
                        "period", DAY_S, "statistics", "Maximum", "unit", "Count");
    if (!read_part(use, OP_GET_BUCKET_METRIC_DATA, in, &answer))
        return;
    const json_t *points = json_object_get(answer, "metricData"), *latest = NULL;
    for (size_t i = 0; i < json_array_size(points); i++) {
        const json_t *point = json_array_get(points, i);
        double at = json_number_value(json_object_get(point, "timestamp"));
        if (latest == NULL || at > json_number_value(json_object_get(latest, "timestamp")))
            latest = point;
    }
    double number = json_number_value(json_object_get(latest, "maximum"));
    if (number >= 1)
        add(use, str_printf(use->c->mem, "%.0f objects (the last measurement, once a day)", number));
}

static void add_keys(struct use *use)
{
    json_t *answer, *in = json_pack("{s:o}", "bucketName", json_new_str(use->bucket));
    if (!read_part(use, OP_GET_BUCKET_ACCESS_KEYS, in, &answer))
        return;
    const json_t *keys = json_object_get(answer, "accessKeys");
    for (size_t i = 0; i < json_array_size(keys); i++)
        add(use, str_printf(use->c->mem, "the access key %.*s",
                            STR_ARG(json_member_text(json_array_get(keys, i), "accessKeyId"))));
}

static void add_instances(struct use *use, const json_t *bucket)
{
    const json_t *all = json_object_get(bucket, "resourcesReceivingAccess");
    for (size_t i = 0; i < json_array_size(all); i++)
        add(use, str_printf(use->c->mem, "the instance '%.*s' with access",
                            STR_ARG(json_member_text(json_array_get(all, i), "name"))));
}

static void add_distributions(struct use *use)
{
    json_t *users;
    if (use->is_over)
        return;
    bool done = origin_users(use->c, LS_KIND_BUCKET, use->bucket, &users);
    note_failure(use, done);
    for (size_t i = 0; done && i < json_array_size(users); i++)
        add(use, json_text(json_array_get(users, i)));
}

/* "" when there is nothing. */
static bool read_use(struct call *c, struct str name, enum ls_freshness freshness, struct str *ret_use)
{
    struct use use = {.c = c, .bucket = name, .text = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES)};
    json_t *bucket;
    *ret_use = STR("");
    if (!api_view(c, LS_KIND_BUCKET, name, freshness, &bucket))
        return api_done_if_not_found(c);
    add_objects(&use);
    add_keys(&use);
    add_instances(&use, bucket);
    add_distributions(&use);
    *ret_use = buf_str(&use.text);
    return !use.is_over;
}

/* What this run has just removed may still be in a late read. */
static bool read_use_surely(struct call *c, struct str name, struct str *ret_use)
{
    int64_t end_ms = clock_monotonic_ms() + ls_client_read_lag_ms(c->client);
    struct ls_poll poll = api_poll_begin(c);
    for (;;) {
        bool is_last = clock_monotonic_ms() >= end_ms;
        TRY(read_use(c, name, LS_NOW, ret_use));
        if (ret_use->len == 0 || is_last)
            return true;
        TRY(api_poll_wait(c, &poll));
    }
}

/* ---- the decision ---- */

static bool is_forced(const struct bucket *prior)
{
    return TF_IS_KNOWN(prior->force_delete) && prior->force_delete.v;
}

bool bucket_warn_of_use(struct call *c, const struct bucket *prior)
{
    struct str use;
    if (is_forced(prior) || c->client == NULL)
        return true;
    TRY(read_use(c, prior->name.v, LS_REFRESH, &use));
    if (use.len > 0)
        call_warn(
            c, "force_delete", "Bucket in use",
            "The bucket '%.*s' has %.*s. It is deleted only if all of this is removed before it in this "
            "apply. To delete it with its objects and keys, set force_delete = true and apply first.",
            STR_ARG(prior->name.v), STR_ARG(use));
    return true;
}

bool bucket_may_delete(struct call *c, const void *prior_model)
{
    const struct bucket *prior = prior_model;
    struct str use;
    if (c->step == TIMEOUT_READ)
        return bucket_warn_of_use(c, prior);
    if (is_forced(prior))
        return true;
    TRY(read_use_surely(c, prior->name.v, &use));
    if (use.len == 0)
        return true;
    fail_at(&c->err, ERR_USER, "force_delete", "the bucket '%.*s' has %.*s", STR_ARG(prior->name.v),
            STR_ARG(use));
    return fail_hint(
        &c->err,
        "Nothing was deleted. Remove this first, or set force_delete = true and apply: the objects and "
        "keys are then deleted with the bucket.");
}
