/*
 * final_snapshot.c — takes the last snapshot of an instance or a disk. Must not know when an object is deleted.
 * Source: CreateInstanceSnapshot, CreateDiskSnapshot of the API model.
 */
#include "resources/snapshot/final_snapshot.h"

#include "resources/snapshot/take_snapshot.h"
#include "tf/pattern.h"

/* The name with a time in the place of {timestamp}; wall_ms: of the service. */
static struct str with_time(struct arena *mem, struct str name, int64_t wall_ms)
{
    struct str mark = STR(FINAL_SNAPSHOT_TIME);
    struct buf out = buf_new(mem, 1024);
    for (size_t at = 0; at < name.len;) {
        if (!str_starts_with(str_slice(name, at, name.len), mark)) {
            buf_addc(&out, name.data[at++]);
            continue;
        }
        buf_add(&out, clock_print_compact(mem, (double)wall_ms / 1000));
        at += mark.len;
    }
    return buf_str(&out);
}

void final_snapshot_validate(struct call *c, struct tf_string name)
{
    const char *expected = NULL;
    if (!TF_IS_KNOWN(name) || pattern_match("resource_name", with_time(c->mem, name.v, 0), &expected))
        return;
    call_error(c, "final_snapshot_name", "Invalid snapshot name",
               "'%.*s' is not %s. %s in the name becomes the time of the deletion.", STR_ARG(name.v),
               expected, FINAL_SNAPSHOT_TIME);
}

static bool has_time(struct str name)
{
    return str_contains(name, STR(FINAL_SNAPSHOT_TIME));
}

/* An object that does not exist any more needs no snapshot. */
static bool exists(struct call *c, enum ls_kind source, struct str source_name)
{
    json_t *object;
    bool is_there = api_view(c, source, source_name, LS_REFRESH, &object) || c->err.kind != ERR_NOT_FOUND;
    c->err = (struct err){0};
    return is_there;
}

bool final_snapshot_plan(struct call *c, enum ls_kind source, struct str source_name, struct tf_string name)
{
    json_t *object;
    if (!TF_IS_KNOWN(name) || has_time(name.v))
        return true;
    if (!api_view(c, take_snapshot_kind(source), name.v, LS_REFRESH, &object))
        return api_done_if_not_found(c);
    if (!exists(c, source, source_name))
        return true;
    call_error(c, "final_snapshot_name", "Snapshot name in use",
               "There is a snapshot '%.*s' already, so the final snapshot cannot have this name, and nothing "
               "would be deleted. Set another name and apply first. With %s in the name, each final snapshot "
               "has a name of its own.",
               STR_ARG(name.v), FINAL_SNAPSHOT_TIME);
    return true;
}

bool final_snapshot_take(struct call *c, enum ls_kind source, struct str source_name, struct str source_arn,
                         struct tf_string name)
{
    if (!TF_IS_KNOWN(name))
        return true;
    int64_t now_ms = clock_wall_ms() + ls_client_clock_skew_ms(c->client);
    struct str of_now = with_time(c->mem, name.v, now_ms);
    if (has_time(name.v) ? take_snapshot_of_now(c, source, source_name, source_arn, of_now)
                         : take_snapshot(c, source, source_name, source_arn, of_now, NULL, NULL))
        return true;
    ERR_SET(&c->err, attribute, STR("final_snapshot_name"));
    return fail_context(&c->err, "while taking the final snapshot '%.*s'; nothing was deleted",
                        STR_ARG(of_now));
}
