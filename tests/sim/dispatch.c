/*
 * dispatch.c — runs one call of an operation: its input is checked, the world is locked, late reads see the
 * past. It must not know any operation, nor HTTP, signatures or faults.
 */
#include "dispatch.h"

#include <string.h>

#include "api/balancer_watch.h"
#include "clock.h"
#include "families.h"
#include "history.h"
#include "regions.h"
#include "state.h"

const char *dispatch_name(const char *operation)
{
    const struct api *api = families_find(operation);
    return api ? api->name : "Unknown";
}

bool dispatch_is_mutating(const char *operation)
{
    return strncmp(operation, "Get", 3) != 0 && strncmp(operation, "Download", 8) != 0 &&
           strncmp(operation, "Is", 2) != 0 && strncmp(operation, "Check", 5) != 0;
}

static void enter(struct call *call)
{
    world_lock();
    call->now_ms = clock_world_ms();
    call->region = world_region(regions_find(call->region_name)->name);
    region_settle(call->region, call->now_ms);
}

/*
 * A request that is accepted and fails later is run on a copy: the response is as usual, and nothing has
 * changed.
 */
static bool handle_failing(const struct api *api, struct call *call)
{
    struct region *present = call->region;
    call->region = region_copy(present);
    bool fine = api->handle(call);
    present->operation_count = call->region->operation_count;
    region_discard(call->region);
    call->region = present;
    return fine;
}

/* The same handlers read the past: their region is then an earlier version. */
static bool handle_read(const struct api *api, struct call *call)
{
    const struct lag *lag = history_lag();
    bool one = api->shows == OF_ONE || (api->one_with && call_string(call, api->one_with));
    int64_t late_ms = one ? lag->get_ms : api->shows == OF_MANY ? lag->list_ms : 0;
    call->seen_ms = call->now_ms - late_ms;
    if (late_ms == 0)
        return api->handle(call);
    struct region *present = call->region;
    call->region = history_open(present, call->seen_ms);
    bool fine = api->handle(call);
    history_close(call->region);
    call->region = present;
    return fine;
}

static bool handle(const struct api *api, struct call *call)
{
    if (call->end == END_FAILED && !api->fails_itself)
        return handle_failing(api, call);
    world_hold(call->end == END_NEVER);
    bool fine = handle_read(api, call);
    world_hold(false);
    return fine;
}

static void leave(struct call *call)
{
    balancer_watch_note(call->region, call->now_ms);
    if (world_take_changed() && call->options->state_file)
        state_save(call->options->state_file);
    call->region = NULL;
    world_unlock();
}

bool dispatch_run(const struct api *api, struct call *call)
{
    call->api = api;
    if (!shape_check(call, api->input, call->input))
        return false;
    if (api->prepare)
        api->prepare(call);
    enter(call);
    bool fine = handle(api, call);
    leave(call);
    if (api->discard)
        api->discard(call);
    return fine;
}
