/*
 * test_view_core.c — every order of events of small scripts: no result is older than its read allows, no read
 * waits for ever, and the counts return to zero. Knows the rule as a reader sees it; must not know how the
 * module decides.
 *
 * The service is one number, the version of one object, which a change increases. Readers, changes, calls and
 * their failures are actors whose steps are interleaved in every way; states that were reached before are not
 * explored again.
 */
#include <stdlib.h>
#include <string.h>

#include "lightsail/view_core.h"

#include "../testing.h"

enum { MOST_ACTORS = 4, PAGES = 2 };

enum actor_kind { NOBODY, REFRESH, NOW, WAITER, CHANGE };

enum actor_state {
    BEFORE,
    ASKING,   /* the next step calls view_core_step */
    WAITING,  /* for a change of the list */
    GETTING,  /* the call by name is in flight */
    GOT,      /* the service has responded to it */
    LEADING,  /* the call of a page is in flight */
    PAGED,    /* the service has responded to that */
    CHANGING, /* the change has taken effect, its response is in flight */
    DONE,
};

struct actor {
    enum actor_kind kind;
    enum actor_state state;
    struct view_core_read read;
    int least_version; /* what the read must see */
    int version;       /* what its call has seen */
    uint64_t begun, last_look;
    unsigned looks;
    bool is_woken;
};

struct world {
    struct view_core core;
    struct actor actors[MOST_ACTORS];
    int version, promised_version; /* now; and of the last change whose response has arrived */
    uint64_t have;                 /* the newest result */
    int have_version;
    unsigned next_page;  /* of the list */
    int page_with_thing; /* PAGES: on none, so it is not in the list */
    uint64_t failed;     /* the round of the list that failed */
    bool has_rested;     /* the call in flight continues a list that was paused */
    unsigned faults_left;
    unsigned asked; /* reads so far */
};

/* ---- states that were reached ----------------------------------------------------------------------------- */

/*
 * Only the order of stamps matters: worlds that differ in their values only are equal. The state of a
 * finished actor does not matter.
 */
enum { MOST_STAMPS = 8 + 5 * MOST_ACTORS };

static int compare_stamps(const void *a, const void *b)
{
    uint64_t left = **(uint64_t *const *)a, right = **(uint64_t *const *)b;
    return left < right ? -1 : left > right;
}

static void make_canonical(struct world *w)
{
    uint64_t *stamps[MOST_STAMPS] = {&w->core.stamp, &w->core.floor, &w->core.complete, &w->have, &w->failed};
    size_t count = 5;
    if (!w->core.list.is_open)
        w->core.list = (struct view_core_list){0};
    stamps[count++] = &w->core.list.begun;
    stamps[count++] = &w->core.list.round;
    for (size_t i = 0; i < MOST_ACTORS; i++) {
        struct actor *a = &w->actors[i];
        if (a->state == DONE)
            *a = (struct actor){.kind = a->kind, .state = DONE};
        if (a->state != WAITING)
            a->is_woken = false;
        /* Only whether they are those of the list, or of its failure, matters. */
        if (a->read.paid != w->core.list.begun)
            a->read.paid = 0;
        if (a->read.joined != w->core.list.round && a->read.joined != w->failed)
            a->read.joined = 0;
        stamps[count++] = &a->read.need;
        stamps[count++] = &a->read.joined;
        stamps[count++] = &a->read.paid;
        stamps[count++] = &a->begun;
        stamps[count++] = &a->last_look;
    }
    qsort(stamps, count, sizeof *stamps, compare_stamps);
    uint64_t before = 0, rank = 0;
    for (size_t i = 0; i < count; i++) {
        if (*stamps[i] != before)
            rank++;
        before = *stamps[i];
        *stamps[i] = before == 0 ? 0 : rank;
    }
}

/* 128 bits of each state: collisions are practically impossible. */
static struct seen {
    uint64_t a, b;
} * seen;
static size_t seen_count;
enum { SEEN_SLOTS = 1 << 23 };

static uint64_t hash_of(const struct world *w, uint64_t hash)
{
    const unsigned char *bytes = (const unsigned char *)w;
    for (size_t i = 0; i < sizeof *w; i++)
        hash = (hash ^ bytes[i]) * 1099511628211u;
    return hash ^ hash >> 29;
}

static bool is_new(const struct world *w)
{
    struct seen state = {hash_of(w, 1469598103934665603u) | 1, hash_of(w, 0x9e3779b97f4a7c15u)};
    for (size_t slot = state.a / 2 % SEEN_SLOTS;; slot = (slot + 1) % SEEN_SLOTS) {
        if (seen[slot].a == 0) {
            seen[slot] = state;
            assert_true(++seen_count < SEEN_SLOTS / 4 * 3);
            return true;
        }
        if (seen[slot].a == state.a && seen[slot].b == state.b)
            return false;
    }
}

/* ---- steps ------------------------------------------------------------------------------------------------ */

static void keep(struct world *w, uint64_t begun, int version)
{
    if (begun > w->have) {
        w->have = begun;
        w->have_version = version;
    }
}

static void finish(struct world *w, struct actor *a)
{
    view_core_done(&w->core, &a->read);
    a->looks++;
    bool looks_again = a->kind == WAITER && a->looks < 2;
    a->state = looks_again ? BEFORE : DONE;
    if (a->kind == WAITER && !looks_again)
        w->core.watching--;
}

static void check_answer(struct world *w, struct actor *a, int version, uint64_t begun)
{
    if (version < a->least_version)
        fail_msg("a stale result: version %d for a read of kind %d that needs %d", version, a->kind,
                 a->least_version);
    if (a->kind == WAITER && begun <= a->last_look)
        fail_msg("a read that is not newer than the one before");
    a->last_look = begun;
    finish(w, a);
}

static void wake_all(struct world *w)
{
    for (size_t i = 0; i < MOST_ACTORS; i++)
        w->actors[i].is_woken = w->actors[i].state == WAITING;
}

static void ask(struct world *w, struct actor *a)
{
    enum view_freshness freshness = a->kind == REFRESH ? VIEW_REFRESH
                                    : a->kind == NOW   ? VIEW_NOW
                                    : a->looks == 0    ? VIEW_FIRST_READ
                                                       : VIEW_AFTER;
    if (a->kind == WAITER && a->looks == 0)
        w->core.watching++;
    w->asked++;
    a->read = view_core_begin(&w->core, freshness, a->last_look);
    a->least_version = freshness == VIEW_REFRESH ? w->promised_version
                       : freshness == VIEW_AFTER ? a->least_version
                                                 : w->version;
    a->state = ASKING;
}

/* A paused list is continued only by readers that it can serve. */
static void lead(struct world *w, struct actor *a, const struct view_core_list *before)
{
    bool could_serve = before->is_open && before->begun >= a->read.need;
    bool goes_on = w->core.list.pages > 0;
    if (goes_on && w->core.list.begun < a->read.need)
        fail_msg("a read goes on with a list that began before it asked");
    if (!goes_on && could_serve && before->pages > 0)
        fail_msg("a list is begun again instead of gone on with");
    if (!goes_on)
        w->next_page = 0;
    assert_int_equal(w->core.list.pages, w->next_page);
    w->has_rested = goes_on;
    a->begun = w->core.list.begun;
    a->state = LEADING;
}

static void decide(struct world *w, struct actor *a)
{
    struct view_core_list before = w->core.list;
    switch (view_core_step(&w->core, &a->read, w->have)) {
    case VIEW_USE:
        check_answer(w, a, w->have_version, w->have);
        break;
    case VIEW_CONFIRM:
    case VIEW_GET:
        a->begun = view_core_get_begins(&w->core);
        a->state = GETTING;
        break;
    case VIEW_LEAD:
        lead(w, a, &before);
        break;
    case VIEW_JOIN:
    case VIEW_QUEUE:
        assert_true(w->core.list.is_open && w->core.list.is_led); /* otherwise no event wakes it */
        a->is_woken = false;
        a->state = WAITING;
        break;
    }
}

/* A page came: the leader requests the next one, or is a reader like the others. */
static void take_page(struct world *w, struct actor *a)
{
    bool holds = (int)w->next_page == w->page_with_thing;
    if (holds)
        keep(w, w->core.list.begun, a->version);
    w->next_page++;
    w->has_rested = false;
    bool goes_on = view_core_page(&w->core, w->next_page == PAGES, w->have >= a->read.need && w->have != 0);
    if (w->next_page > w->core.pages_ahead + w->asked)
        fail_msg("%u pages for %u readers", w->next_page, w->asked);
    a->state = goes_on ? LEADING : ASKING;
    wake_all(w);
}

static bool can_step(const struct actor *a)
{
    return a->kind != NOBODY && a->state != DONE && (a->state != WAITING || a->is_woken);
}

static void step(struct world *w, struct actor *a)
{
    switch (a->state) {
    case BEFORE:
        if (a->kind == CHANGE) {
            w->version++;
            a->version = w->version;
            a->state = CHANGING;
        } else {
            ask(w, a);
        }
        break;
    case CHANGING:
        view_core_changed(&w->core);
        if (a->version > w->promised_version)
            w->promised_version = a->version;
        a->state = DONE;
        break;
    case WAITING:
        a->state = ASKING;
        if (a->read.joined != 0 && a->read.joined == w->failed)
            finish(w, a); /* it gets the error */
        break;
    case ASKING:
        decide(w, a);
        break;
    case GETTING:
        a->version = w->version;
        a->state = GOT;
        break;
    case GOT:
        if (a->read.is_refresh)
            keep(w, a->begun, a->version);
        check_answer(w, a, a->version, a->begun);
        break;
    case LEADING:
        a->version = w->version;
        a->state = PAGED;
        break;
    case PAGED:
        take_page(w, a);
        break;
    case DONE:
        break;
    }
}

/* ---- faults: four kinds; each is one more branch --------------------------------------------------------------- */

enum fault { LIST_FAILS, PLACE_IS_FORGOTTEN, LEADER_GIVES_UP, READER_GIVES_UP, FAULTS };

static bool fault(struct world *w, struct actor *a, enum fault what)
{
    bool is_leading = a->state == LEADING || a->state == PAGED;
    if (w->faults_left == 0 || (what == READER_GIVES_UP ? a->state != WAITING : !is_leading) ||
        (what == PLACE_IS_FORGOTTEN && !w->has_rested))
        return false;
    w->faults_left--;
    wake_all(w);
    if (what == PLACE_IS_FORGOTTEN) { /* no reader gets the error: all call view_core_step again */
        view_core_list_failed(&w->core, false);
        a->state = ASKING;
        return true;
    }
    if (what == LIST_FAILS) {
        w->failed = w->core.list.round;
        view_core_list_failed(&w->core, false);
    } else if (what == LEADER_GIVES_UP) {
        view_core_leader_gave_up(&w->core);
    }
    if (a->kind == WAITER) {
        a->looks = 2; /* the leader does not return */
        w->core.watching--;
        view_core_done(&w->core, &a->read);
        a->state = DONE;
    } else {
        finish(w, a);
    }
    return true;
}

/* ---- the exploration -------------------------------------------------------------------------------------- */

static unsigned ends, rests;

static void check_end(const struct world *w)
{
    for (size_t i = 0; i < MOST_ACTORS; i++) {
        if (w->actors[i].kind != NOBODY && w->actors[i].state != DONE)
            fail_msg("actor %zu of kind %d waits for ever", i, w->actors[i].kind);
    }
    assert_int_equal(w->core.reading, 0);
    assert_int_equal(w->core.watching, 0);
    assert_false(w->core.list.is_led); /* the list may be paused */
    if (w->core.list.is_open)
        assert_int_equal(w->core.list.joined, 0);
    rests += w->core.list.is_open;
    ends++;
}

static void walk(struct world *w)
{
    bool is_end = true;
    make_canonical(w);
    if (!is_new(w))
        return;
    for (size_t i = 0; i < MOST_ACTORS; i++) {
        if (can_step(&w->actors[i])) {
            struct world next;
            memcpy(&next, w, sizeof next);
            is_end = false;
            step(&next, &next.actors[i]);
            walk(&next);
        }
        for (enum fault what = 0; what < FAULTS; what++) {
            struct world next;
            memcpy(&next, w, sizeof next);
            if (fault(&next, &next.actors[i], what))
                walk(&next);
        }
    }
    if (is_end)
        check_end(w);
}

/*
 * With the default pages_ahead no list of so few pages is paused, with 0 every list that has too few readers.
 */
static void play(const enum actor_kind *kinds, size_t count, unsigned faults, unsigned pages_ahead)
{
    seen = calloc(SEEN_SLOTS, sizeof *seen);
    ends = rests = 0;
    for (int page = 0; page <= PAGES; page++) {
        struct world w;
        memset(&w, 0, sizeof w); /* padding is compared too */
        for (size_t i = 0; i < count; i++)
            w.actors[i].kind = kinds[i];
        w.page_with_thing = page;
        w.faults_left = faults;
        w.core.pages_ahead = pages_ahead;
        walk(&w);
    }
    print_message("# %u pages ahead: %zu states, %u ends, %u with a list that rests\n", pages_ahead,
                  seen_count, ends, rests);
    assert_true(ends > 0);
    seen_count = 0;
    free(seen);
}

#define PLAY(faults, ...)                                                        \
    do {                                                                         \
        const enum actor_kind kinds[] = {__VA_ARGS__};                           \
        play(kinds, sizeof kinds / sizeof kinds[0], (faults), VIEW_PAGES_AHEAD); \
        play(kinds, sizeof kinds / sizeof kinds[0], (faults), 0);                \
    } while (0)

static void refreshes_and_a_change(void **state)
{
    (void)state;
    PLAY(0, REFRESH, REFRESH, REFRESH, CHANGE);
}

static void reads_of_now_and_a_change(void **state)
{
    (void)state;
    PLAY(0, NOW, NOW, CHANGE);
    PLAY(0, NOW, NOW, NOW);
}

static void all_kinds_of_reads_and_a_change(void **state)
{
    (void)state;
    PLAY(0, REFRESH, NOW, CHANGE);
    PLAY(0, REFRESH, WAITER, CHANGE);
    PLAY(0, NOW, WAITER, CHANGE);
}

static void waiters_and_a_change(void **state)
{
    (void)state;
    PLAY(0, WAITER, WAITER, CHANGE);
}

/* Many million states, minutes: VIEW_CORE_DEEP=1. */
static void more_actors(void **state)
{
    (void)state;
    if (getenv("VIEW_CORE_DEEP") == NULL)
        return;
    PLAY(0, NOW, NOW, NOW, CHANGE);
    PLAY(0, REFRESH, NOW, WAITER, CHANGE);
    PLAY(0, WAITER, WAITER, CHANGE, CHANGE);
    PLAY(1, WAITER, WAITER, REFRESH);
}

static void two_changes(void **state)
{
    (void)state;
    PLAY(0, REFRESH, REFRESH, CHANGE, CHANGE);
    PLAY(0, REFRESH, NOW, CHANGE, CHANGE);
}

static void lists_fail_and_readers_give_up(void **state)
{
    (void)state;
    PLAY(2, REFRESH, REFRESH, REFRESH);
    PLAY(1, NOW, NOW, REFRESH);
    PLAY(1, WAITER, WAITER);
    PLAY(1, WAITER, REFRESH, REFRESH);
    PLAY(1, REFRESH, REFRESH, CHANGE);
    PLAY(1, NOW, REFRESH, CHANGE);
}

/* ---- decisions, one at a time --------------------------------------------------------------------------------- */

static enum view_step first_step(struct view_core *core, struct view_core_read *read,
                                 enum view_freshness freshness)
{
    *read = view_core_begin(core, freshness, 0);
    return view_core_step(core, read, 0);
}

static void one_reader_reads_by_name_and_the_second_begins_a_list(void **state)
{
    (void)state;
    struct view_core core = {.pages_ahead = VIEW_PAGES_AHEAD};
    struct view_core_read one, two, three;
    assert_int_equal(first_step(&core, &one, VIEW_REFRESH), VIEW_GET);
    assert_int_equal(first_step(&core, &two, VIEW_REFRESH), VIEW_LEAD);
    assert_int_equal(first_step(&core, &three, VIEW_REFRESH), VIEW_JOIN);
}

/*
 * An account of a thousand objects, two of them in the configuration: the list costs no more than it serves.
 */
static void a_list_that_costs_too_much_is_given_up(void **state)
{
    (void)state;
    struct view_core core = {.pages_ahead = VIEW_PAGES_AHEAD};
    struct view_core_read one, two;
    assert_int_equal(first_step(&core, &one, VIEW_REFRESH), VIEW_GET);
    view_core_done(&core, &one);
    assert_int_equal(first_step(&core, &two, VIEW_REFRESH), VIEW_LEAD);
    unsigned pages = 1;
    while (view_core_page(&core, false, false))
        assert_true(++pages < 10);
    assert_int_equal(pages, 7);
    assert_int_equal(view_core_step(&core, &two, 0), VIEW_GET);
    view_core_done(&core, &two);
    /* Two more readers pay for two more pages. */
    uint64_t begun = core.list.begun;
    assert_int_equal(first_step(&core, &one, VIEW_REFRESH), VIEW_GET);
    view_core_done(&core, &one);
    assert_int_equal(first_step(&core, &one, VIEW_REFRESH), VIEW_LEAD);
    assert_int_equal(core.list.begun, begun);
    assert_int_equal(core.list.pages, 7);
    assert_true(view_core_page(&core, false, false));
    assert_false(view_core_page(&core, false, false));
}

/* One was read by name, and `read` leads the list that the second one began. */
static struct view_core core_that_lists(struct view_core_read *read)
{
    struct view_core core = {.pages_ahead = VIEW_PAGES_AHEAD};
    assert_int_equal(first_step(&core, read, VIEW_REFRESH), VIEW_GET);
    view_core_done(&core, read);
    assert_int_equal(first_step(&core, read, VIEW_REFRESH), VIEW_LEAD);
    return core;
}

static void a_list_waits_for_readers_that_join_after_a_pause(void **state)
{
    (void)state;
    struct view_core core = {.pages_ahead = 0};
    struct view_core_read one, two, three;
    assert_int_equal(first_step(&core, &one, VIEW_NOW), VIEW_GET);
    assert_int_equal(first_step(&core, &two, VIEW_NOW), VIEW_LEAD);
    assert_false(view_core_page(&core, false, true)); /* of use to the leader only */
    view_core_done(&core, &two);
    view_core_done(&core, &one);
    assert_int_equal(first_step(&core, &one, VIEW_REFRESH), VIEW_GET);
    assert_int_equal(first_step(&core, &two, VIEW_REFRESH), VIEW_LEAD);
    assert_int_equal(core.list.pages, 1);
    assert_int_equal(first_step(&core, &three, VIEW_REFRESH), VIEW_JOIN);
    assert_int_equal(core.list.joined, 2);
    assert_true(view_core_page(&core, false, true));
    assert_int_equal(three.joined, core.list.round); /* so it gets the error */
}

/*
 * After a change the position of the paused list is useless, and its cost is the estimate for the next one.
 */
static void a_paused_list_serves_no_read_after_a_change(void **state)
{
    (void)state;
    struct view_core_read read;
    struct view_core core = core_that_lists(&read);
    while (view_core_page(&core, false, false))
        continue;
    view_core_done(&core, &read);
    view_core_changed(&core);
    for (unsigned i = 1; i <= 7; i++) {
        assert_int_equal(first_step(&core, &read, VIEW_REFRESH), VIEW_GET);
        view_core_done(&core, &read);
    }
    assert_int_equal(first_step(&core, &read, VIEW_REFRESH), VIEW_LEAD);
    assert_int_equal(core.list.pages, 0);
}

/* What fleet_calls.t expects, however slowly its readers come: one by name, one list of five pages. */
static void a_list_of_seven_pages_is_never_given_up(void **state)
{
    (void)state;
    struct view_core_read read;
    struct view_core core = core_that_lists(&read);
    for (unsigned page = 1; page < 7; page++)
        assert_true(view_core_page(&core, false, false));
    assert_false(view_core_page(&core, true, false));
    assert_int_equal(core.complete, core.list.begun);
}

static void a_list_that_may_not_be_called_is_not_called_again(void **state)
{
    (void)state;
    struct view_core core = {.pages_ahead = VIEW_PAGES_AHEAD};
    struct view_core_read one, two;
    assert_int_equal(first_step(&core, &one, VIEW_NOW), VIEW_GET);
    assert_int_equal(first_step(&core, &two, VIEW_NOW), VIEW_LEAD);
    view_core_list_failed(&core, true);
    assert_int_equal(view_core_step(&core, &two, 0), VIEW_GET);
}

static void reads_of_now_that_come_alone_never_list(void **state)
{
    (void)state;
    struct view_core core = {.pages_ahead = VIEW_PAGES_AHEAD};
    struct view_core_read read;
    for (int i = 0; i < 20; i++) {
        assert_int_equal(first_step(&core, &read, VIEW_NOW), VIEW_GET);
        view_core_done(&core, &read);
    }
}

static void a_continued_list_begins_at_its_position(void **state)
{
    (void)state;
    struct view_core core = {.pages_ahead = VIEW_PAGES_AHEAD};
    struct view_core_read one, two, three;
    assert_int_equal(first_step(&core, &one, VIEW_REFRESH), VIEW_GET);
    assert_int_equal(first_step(&core, &two, VIEW_REFRESH), VIEW_LEAD);
    assert_int_equal(first_step(&core, &three, VIEW_REFRESH), VIEW_JOIN);
    assert_true(view_core_page(&core, false, false));
    uint64_t begun = core.list.begun;
    view_core_leader_gave_up(&core);
    view_core_done(&core, &two);
    assert_int_equal(view_core_step(&core, &three, 0), VIEW_LEAD);
    assert_int_equal(core.list.begun, begun);
    assert_int_equal(core.list.pages, 1);
}

static void waits_share_a_list_even_when_they_read_alone(void **state)
{
    (void)state;
    struct view_core core = {.pages_ahead = VIEW_PAGES_AHEAD, .watching = 2};
    struct view_core_read read;
    assert_int_equal(first_step(&core, &read, VIEW_FIRST_READ), VIEW_LEAD);
    assert_false(view_core_page(&core, true, true));
    uint64_t begun = core.list.begun;
    view_core_done(&core, &read);
    read = view_core_begin(&core, VIEW_AFTER, begun);
    assert_int_equal(view_core_step(&core, &read, begun), VIEW_LEAD);
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refreshes_and_a_change),
        cmocka_unit_test(reads_of_now_and_a_change),
        cmocka_unit_test(all_kinds_of_reads_and_a_change),
        cmocka_unit_test(waiters_and_a_change),
        cmocka_unit_test(more_actors),
        cmocka_unit_test(two_changes),
        cmocka_unit_test(lists_fail_and_readers_give_up),
        cmocka_unit_test(one_reader_reads_by_name_and_the_second_begins_a_list),
        cmocka_unit_test(a_list_that_costs_too_much_is_given_up),
        cmocka_unit_test(a_list_waits_for_readers_that_join_after_a_pause),
        cmocka_unit_test(a_paused_list_serves_no_read_after_a_change),
        cmocka_unit_test(a_list_of_seven_pages_is_never_given_up),
        cmocka_unit_test(a_list_that_may_not_be_called_is_not_called_again),
        cmocka_unit_test(reads_of_now_that_come_alone_never_list),
        cmocka_unit_test(a_continued_list_begins_at_its_position),
        cmocka_unit_test(waits_share_a_list_even_when_they_read_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
