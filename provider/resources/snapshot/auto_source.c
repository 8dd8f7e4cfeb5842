/*
 * auto_source.c — selects an automatic snapshot. Must not know what is made of it. Source: GetAutoSnapshots,
 * CopySnapshot, CreateInstancesFromSnapshot, CreateDiskFromSnapshot of the API model.
 */
#include "resources/snapshot/auto_source.h"

static bool is_latest(const struct auto_source *source)
{
    return TF_IS_KNOWN(source->latest) && source->latest.v;
}

static const char *member(struct call *c, const char *at, const char *name)
{
    return str_printf(c->mem, "%s.%s", at, name).data;
}

/* ---- validate ---- */

void auto_source_validate(struct call *c, const char *at, const struct auto_source *source)
{
    bool is_open = TF_IS_UNKNOWN(source->date) || TF_IS_UNKNOWN(source->latest);
    bool has_date = TF_IS_KNOWN(source->date), latest = is_latest(source);
    if (!is_open && has_date == latest)
        call_error(c, member(c, at, has_date ? "latest" : "source_name"), "Which automatic snapshot?",
                   "Set either date = \"YYYY-MM-DD\" or latest = true beside source_name.");
}

/* ---- list ---- */

static bool list_once(struct call *c, struct str source_name, json_t **ret_response)
{
    return api_call(c, OP_GET_AUTO_SNAPSHOTS, json_pack("{s:o}", "resourceName", json_new_str(source_name)),
                    ret_response);
}

const json_t *auto_source_of_date(const json_t *response, struct str date)
{
    const json_t *snapshots = json_object_get(response, "autoSnapshots");
    for (size_t i = 0; i < json_array_size(snapshots); i++) {
        const json_t *snapshot = json_array_get(snapshots, i);
        if (str_eq(json_member_text(snapshot, "date"), date))
            return snapshot;
    }
    return NULL;
}

/* A source or a date that is not shown may be late. */
bool auto_source_list(struct call *c, struct str source_name, struct str date, json_t **ret_response)
{
    int64_t end_ms = clock_monotonic_ms() + ls_client_read_lag_ms(c->client);
    struct ls_poll poll = api_poll_begin(c);
    for (;;) {
        bool is_last = clock_monotonic_ms() >= end_ms, ok = list_once(c, source_name, ret_response);
        struct err err = c->err;
        if (ok ? date.len == 0 || auto_source_of_date(*ret_response, date) != NULL
               : err.kind != ERR_NOT_FOUND)
            return ok;
        if (is_last || !api_poll_wait(c, &poll)) {
            c->err = err;
            return ok;
        }
    }
}

struct str auto_source_dates(struct call *c, const json_t *response)
{
    const json_t *snapshots = json_object_get(response, "autoSnapshots");
    struct buf dates = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < json_array_size(snapshots); i++)
        buf_printf(&dates, "%s%.*s", i > 0 ? ", " : "",
                   STR_ARG(json_member_text(json_array_get(snapshots, i), "date")));
    return dates.len > 0 ? buf_str(&dates) : STR("none");
}

/* ---- plan ---- */

static bool has_wanted(const json_t *response, const struct auto_source *source)
{
    const json_t *snapshots = json_object_get(response, "autoSnapshots");
    for (size_t i = 0; i < json_array_size(snapshots); i++) {
        const json_t *snapshot = json_array_get(snapshots, i);
        if (str_eqc(json_member_text(snapshot, "status"), "Success") &&
            (!TF_IS_KNOWN(source->date) || str_eq(json_member_text(snapshot, "date"), source->date.v)))
            return true;
    }
    return false;
}

bool auto_source_plan(struct call *c, const char *at, const char *noun, const struct auto_source *source,
                      json_t **ret_response)
{
    *ret_response = NULL;
    struct str date = TF_IS_KNOWN(source->date) ? source->date.v : STR("");
    if (!auto_source_list(c, source->source_name.v, date, ret_response)) {
        if (!api_done_if_not_found(c))
            return false;
        call_error(c, member(c, at, "source_name"), "Unknown source", "There is no %s '%.*s' in %.*s.", noun,
                   STR_ARG(source->source_name.v), STR_ARG(call_region(c)));
        return true;
    }
    if (has_wanted(*ret_response, source))
        return true;
    bool has_date = TF_IS_KNOWN(source->date);
    call_error(c, member(c, at, has_date ? "date" : "latest"), "No such automatic snapshot",
               "'%.*s' has no finished automatic snapshot%s%.*s. It has: %.*s.",
               STR_ARG(source->source_name.v), has_date ? " of " : "", STR_ARG(source->date.v),
               STR_ARG(auto_source_dates(c, *ret_response)));
    return true;
}

/* ---- request ---- */

void auto_source_request(const struct auto_source *source, json_t *in)
{
    if (TF_IS_KNOWN(source->date))
        json_object_set_new(in, "restoreDate", json_new_str(source->date.v));
    else
        json_object_set_new(in, "useLatestRestorableAutoSnapshot", json_true());
}
