/*
 * auto_snapshots.c — automatic snapshots: the seven newest of an instance or a disk, which are deleted with it.
 * The simulator has no nights: /_sim/mutate takes them. It must not know what is created from them.
 */
#include "api/auto_snapshots.h"

#include <stdlib.h>
#include <string.h>

#include "api/contents.h"
#include "api/instances.h"
#include "families.h"
#include "memory.h"
#include "operations.h"

enum { KEPT = 7 };

/* Each with its members of the API and, not shown, "contents"; the newest first, as in the responses. */
static json_t *taken_of(const struct resource *source)
{
    json_t *taken = json_object_get(source->hidden, "autoSnapshots");
    if (!taken) {
        taken = json_array();
        json_object_set_new(source->hidden, "autoSnapshots", taken);
    }
    return taken;
}

static const char *date_of(const json_t *one)
{
    return json_string_value(json_object_get(one, "date"));
}

static bool is_in(const json_t *one, const char *status)
{
    return !strcmp(json_string_value(json_object_get(one, "status")), status);
}

static bool is_date(const char *date)
{
    static const char form[] = "0000-00-00";
    if (strlen(date) != strlen(form))
        return false;
    for (size_t i = 0; form[i]; i++)
        if (form[i] == '-' ? date[i] != '-' : date[i] < '0' || date[i] > '9')
            return false;
    return true;
}

static void keep(json_t *taken, json_t *one)
{
    size_t at = 0;
    while (at < json_array_size(taken) && strcmp(date_of(json_array_get(taken, at)), date_of(one)) > 0)
        at++;
    if (at < json_array_size(taken) && !strcmp(date_of(json_array_get(taken, at)), date_of(one)))
        json_array_remove(taken, at);
    json_array_insert_new(taken, at, one);
    while (json_array_size(taken) > KEPT)
        json_array_remove(taken, KEPT);
}

bool auto_snapshots_take(struct region *region, struct resource *source, const char *date, int64_t now_ms,
                         int64_t ready_ms)
{
    if (!source->kind->has_add_ons || !is_date(date))
        return false;
    json_t *contents = contents_take(region, source);
    bool ready = ready_ms <= now_ms;
    keep(taken_of(source), json_pack("{s:s, s:f, s:s, s:o, s:o}", "date", date, "createdAt",
                                     (double)now_ms / 1000, "status", ready ? "Success" : "InProgress",
                                     "fromAttachedDisks", contents_attached(contents), "contents", contents));
    resource_changed(source);
    if (!ready)
        resource_plan(region, source, "auto-snapshot", ready_ms);
    return true;
}

void auto_snapshots_finish(struct resource *source)
{
    json_t *one;
    size_t i;
    json_array_foreach (taken_of(source), i, one)
        if (is_in(one, "InProgress"))
            json_object_set_new(one, "status", json_string("Success"));
    resource_changed(source);
}

bool auto_snapshots_check_idle(struct call *call, const struct resource *source)
{
    json_t *one;
    size_t i;
    json_array_foreach (taken_of(source), i, one)
        if (is_in(one, "InProgress"))
            return call_fail(call, FAILURE_OPERATION, "OperationFailure",
                             "An automatic snapshot of the resource %s is being created. Please wait for it "
                             "to complete before trying again.",
                             resource_name(source));
    return true;
}

static bool fail_missing(struct call *call, const struct resource *source, const char *date)
{
    return call_fail(call, FAILURE_NOT_FOUND, "DoesNotExist", "The AutoSnapshot does not exist: %s of %s",
                     date ? date : "the latest", resource_name(source));
}

const json_t *auto_snapshots_find(struct call *call, const struct resource *source, const char *date)
{
    json_t *one;
    size_t i;
    json_array_foreach (taken_of(source), i, one) {
        bool ready = is_in(one, "Success");
        if (date ? strcmp(date_of(one), date) != 0 : !ready)
            continue;
        if (ready)
            return one;
        call_fail(call, FAILURE_OPERATION, "OperationFailure",
                  "The automatic snapshot of %s is not ready. Please try again in a few minutes.", date);
        return NULL;
    }
    fail_missing(call, source, date);
    return NULL;
}

static struct resource *find_source(struct call *call)
{
    const char *name = call_string(call, "resourceName");
    struct resource *source = region_find(call->region, name);
    if (source && source->kind->has_add_ons)
        return source;
    call_fail_not_found(call, &instance_kind, name);
    return NULL;
}

static bool get_auto_snapshots(struct call *call)
{
    struct resource *source = find_source(call);
    if (!source)
        return false;
    json_t *shown = json_deep_copy(taken_of(source)), *one;
    size_t i;
    json_array_foreach (shown, i, one)
        json_object_del(one, "contents");
    text_add(&call->out, "{\"resourceName\":");
    text_add_json(&call->out, resource_name(source));
    text_format(&call->out, ",\"resourceType\":\"%s\",\"autoSnapshots\":", source->kind->api);
    text_add_json_value(&call->out, shown);
    text_add(&call->out, "}");
    json_decref(shown);
    return true;
}

/* The operation's zone is the region, and it is over at once. Source: AWS CLI, examples of delete-auto-snapshot. */
static bool delete_auto_snapshot(struct call *call)
{
    struct resource *source = find_source(call);
    if (!source)
        return false;
    const char *date = call_string(call, "date");
    json_t *taken = taken_of(source);
    size_t at = 0;
    while (at < json_array_size(taken) && strcmp(date_of(json_array_get(taken, at)), date) != 0)
        at++;
    if (at == json_array_size(taken))
        return fail_missing(call, source, date);
    json_array_remove(taken, at);
    resource_changed(source);
    char *details = memory_format("DeleteAutoSnapshot-%s", date);
    operation_add_done(call, "DeleteAutoSnapshot", source->kind, resource_name(source), call->region_name,
                       details);
    free(details);
    return operations_answer(call);
}

static const struct api auto_snapshots_api[] = {
    {.name = "GetAutoSnapshots",
     .shows = OF_ONE,
     .handle = get_auto_snapshots,
     .input = INPUT(REQUIRED("resourceName", NAME))},
    {.name = "DeleteAutoSnapshot",
     .handle = delete_auto_snapshot,
     .input = INPUT(REQUIRED("resourceName", NAME), REQUIRED("date", STRING))},
    {0},
};
const struct family auto_snapshots_family = {.api = auto_snapshots_api};
