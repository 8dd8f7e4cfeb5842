/*
 * view_core.c — which call serves which read. Pure; must not know names, responses or threads.
 *
 * By name or by list? A list costs its pages, so it begins when at least as many reads as it has pages (and
 * at least two) would use it: those that are waiting now and, for refreshing reads, all since the last list.
 * The number of pages is unknown before the first list: a list that has cost more pages than it has readers
 * is paused, and its cost is the estimate from then on. It continues when more readers can use it. So a list
 * never reads more pages than it has readers plus pages_ahead.
 */
#include "lightsail/view_core.h"

enum { LEAST_DEMAND = 2 };

struct view_core_read view_core_begin(struct view_core *core, enum view_freshness freshness, uint64_t after)
{
    core->reading++;
    struct view_core_read read = {.is_refresh = freshness <= VIEW_REFRESH,
                                  .is_watch = freshness >= VIEW_FIRST_READ};
    if (freshness <= VIEW_REFRESH)
        read.need = freshness == VIEW_REFRESH ? core->floor : 0;
    else if (freshness == VIEW_AFTER)
        read.need = after + 1;
    else
        read.need = ++core->stamp;
    return read;
}

static void close_list(struct view_core *core)
{
    core->list.is_open = core->list.is_led = false;
}

static void leave_list(struct view_core *core, struct view_core_read *read)
{
    if (read->joined != 0 && core->list.is_open && core->list.round == read->joined)
        core->list.joined--;
    read->joined = 0;
}

void view_core_done(struct view_core *core, struct view_core_read *read)
{
    leave_list(core, read);
    core->reading--;
}

static bool is_worth_a_list(const struct view_core *core, const struct view_core_read *read)
{
    if (read->must_list)
        return true;
    unsigned demand = read->is_refresh ? core->misses : core->reading;
    if (read->is_watch && core->watching > demand)
        demand = core->watching;
    unsigned price = core->pages > LEAST_DEMAND ? core->pages : LEAST_DEMAND;
    return !core->is_refused && demand >= price;
}

static void begin_list(struct view_core *core, const struct view_core_read *read)
{
    uint64_t now = ++core->stamp;
    core->list = (struct view_core_list){.is_open = true,
                                         .is_refresh = read->is_refresh,
                                         .begun = now,
                                         .round = now};
    core->misses = 0;
}

/* Counts the read once among the readers that the list serves or could have served. */
static void pay(struct view_core_list *list, struct view_core_read *read)
{
    list->readers += read->paid != list->begun;
    read->paid = list->begun;
}

static bool is_paid_for(const struct view_core *core, unsigned pages)
{
    return pages <= core->pages_ahead + core->list.readers;
}

static void join(struct view_core *core, struct view_core_read *read)
{
    core->list.is_refresh = core->list.is_refresh || read->is_refresh;
    core->list.must_end = core->list.must_end || read->must_list;
    if (read->joined == core->list.round)
        return;
    read->joined = core->list.round;
    core->list.joined++;
}

static enum view_step lead(struct view_core *core, struct view_core_read *read)
{
    pay(&core->list, read);
    join(core, read);
    core->list.is_led = true;
    return VIEW_LEAD;
}

/* Continues a list that would serve this read and has no leader. */
static enum view_step go_on(struct view_core *core, struct view_core_read *read)
{
    struct view_core_list *list = &core->list;
    if (list->joined > 0)
        return lead(core, read);
    if (!read->must_list && !is_paid_for(core, list->pages + LEAST_DEMAND))
        return VIEW_GET;
    list->round = ++core->stamp;
    return lead(core, read);
}

enum view_step view_core_step(struct view_core *core, struct view_core_read *read, uint64_t have)
{
    struct view_core_list *list = &core->list;
    if (have != 0 && have >= read->need) {
        if (list->is_open && have == list->begun)
            pay(list, read);
        return VIEW_USE;
    }
    if (core->complete != 0 && core->complete >= read->need)
        return VIEW_CONFIRM;
    if (list->is_open && list->begun >= read->need) {
        pay(list, read);
        if (!list->is_led)
            return go_on(core, read);
        join(core, read);
        return VIEW_JOIN;
    }
    leave_list(core, read);
    core->misses += read->is_refresh && !read->is_counted;
    read->is_counted = true;
    if (!is_worth_a_list(core, read))
        return VIEW_GET;
    if (list->is_open && list->is_led)
        return VIEW_QUEUE;
    begin_list(core, read);
    return lead(core, read);
}

uint64_t view_core_get_begins(struct view_core *core)
{
    return ++core->stamp;
}

bool view_core_page(struct view_core *core, bool is_last, bool leader_is_served)
{
    struct view_core_list *list = &core->list;
    list->pages++;
    if (is_last) {
        core->complete = list->begun;
        core->pages = list->pages;
        close_list(core);
        return false;
    }
    /* The leader is one of the joined reads and continues for the others. */
    bool is_useless = leader_is_served && list->joined <= 1 &&
                      (!list->is_refresh || list->begun < core->floor);
    if (list->must_end || (!is_useless && is_paid_for(core, list->pages + 1)))
        return true;
    if (list->pages + 1 > core->pages)
        core->pages = list->pages + 1;
    list->is_led = false;
    list->round = 0; /* joined reads check the pages so far and call view_core_step again */
    list->joined = 0;
    return false;
}

void view_core_list_failed(struct view_core *core, bool is_refused)
{
    core->is_refused = core->is_refused || is_refused;
    close_list(core);
}

void view_core_leader_gave_up(struct view_core *core)
{
    core->list.is_led = false;
}

void view_core_changed(struct view_core *core)
{
    core->floor = ++core->stamp;
    core->misses = 0; /* a list would not have served those */
}
