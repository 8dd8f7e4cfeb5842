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

bool auto_source_list(struct call *c, struct str source_name, struct str date, json_t **ret_response)
{
    TRY(api_has_client(c));
    return ls_auto_snapshots(c->client, api_scope(c), source_name, date, ret_response, &c->err);
}

/* ---- plan ---- */

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
    if (ls_auto_snapshot_ready(*ret_response, date) != NULL)
        return true;
    bool has_date = TF_IS_KNOWN(source->date);
    call_error(c, member(c, at, has_date ? "date" : "latest"), "No such automatic snapshot",
               "'%.*s' has no finished automatic snapshot%s%.*s. It has: %.*s.",
               STR_ARG(source->source_name.v), has_date ? " of " : "", STR_ARG(source->date.v),
               STR_ARG(ls_auto_snapshot_dates(c->mem, *ret_response)));
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
