/*
 * view.c — the answers that reads share, and the threads that wait for them. Knows lists, names and locks; must not know
 * which call is worth it (view_core.c) nor what a waiter waits for.
 *
 * One mutex for each kind, held for moments: never over a call, a print or a parse. A list under way grows in an arena of its own, in which
 * only its leader allocates; pages become visible under the lock. Answers are kept as text, because readers in other threads
 * get copies of their own.
 */
#include "lightsail/view.h"

#include <stdlib.h>

#include "base/log.h"
#include "lightsail/client_parts.h"
#include "lightsail/ledger.h"
#include "lightsail/view_core.h"
#include "lightsail/view_parts.h"

enum {
    MOST_OBJECT_BYTES = 4 * 1024 * 1024,
    MOST_PAGES = 10000,
    ARN_BUCKETS = 256,
    /* The operations of what takes long are asked for after this, and again after half as long more. */
    FIRST_OPERATION_LOOK_MS = 10 * 1000,
    LOG_EVERY_MS = 10 * 1000,
};

/* One thing in an answer. */
struct entry {
    struct str name, arn;
    struct str text; /* data NULL: there is none, AWS said */
};

struct page {
    struct page *next;
    struct entry *entries; /* sorted by name */
    size_t count;
};

/* A list, or what was got of it. */
struct snapshot {
    struct arena *mem;
    uint64_t begun;
    int64_t begun_ms;
    struct page *pages;
    struct str token; /* of the next page, for who takes over */
    unsigned page_count;
};

/* Answers of single calls, for the refreshing reads of the same name that come after. */
struct single {
    struct single *next;
    uint64_t begun;
    int64_t begun_ms;
    struct entry entry;
};

/* When the call began that an answer came from. */
struct look {
    uint64_t begun;
    int64_t begun_ms;
};

struct known_arn {
    struct known_arn *next;
    struct str arn, name;
};

struct kind_view {
    const struct ls_kind_row *row;
    pthread_mutex_t lock; /* guards all below */
    pthread_cond_t changed;
    struct view_core core;
    struct snapshot *open, *partial, *whole;
    struct arena *singles_mem;
    struct single *singles;
    uint64_t singles_floor;
    struct arena *arns_mem;
    struct known_arn *arns[ARN_BUCKETS];
    uint64_t failed; /* the begin of the last list that failed */
    struct err failure;
};

struct view {
    struct kind_view kinds[LS_KIND_COUNT];
};

/* ---- life ---------------------------------------------------------------------------------------------- */

struct view *view_new(struct arena *mem)
{
    struct view *view = arena_new_object(mem, struct view);
    for (enum ls_kind i = LS_KIND_ANY + 1; i < LS_KIND_COUNT; i++) {
        struct kind_view *kind = &view->kinds[i];
        kind->row = ls_kind_row(i);
        kind->core.patience = VIEW_PATIENCE_PAGES;
        pthread_mutex_init(&kind->lock, NULL);
        clock_cond_init(&kind->changed);
    }
    return view;
}

static void drop_snapshot(struct snapshot **snapshot)
{
    if (*snapshot != NULL)
        arena_free((*snapshot)->mem);
    *snapshot = NULL;
}

static void drop_singles(struct kind_view *kind)
{
    arena_free(kind->singles_mem);
    kind->singles_mem = NULL;
    kind->singles = NULL;
}

void view_free(struct view *view)
{
    for (enum ls_kind i = LS_KIND_ANY + 1; i < LS_KIND_COUNT; i++) {
        struct kind_view *kind = &view->kinds[i];
        drop_snapshot(&kind->open);
        drop_snapshot(&kind->partial);
        drop_snapshot(&kind->whole);
        drop_singles(kind);
        arena_free(kind->arns_mem);
        pthread_cond_destroy(&kind->changed);
        pthread_mutex_destroy(&kind->lock);
    }
}

/* ---- changes ------------------------------------------------------------------------------------------- */

static void note(struct kind_view *kind)
{
    pthread_mutex_lock(&kind->lock);
    view_core_changed(&kind->core);
    pthread_mutex_unlock(&kind->lock);
}

void view_note_any_change(struct view *view)
{
    for (enum ls_kind i = LS_KIND_ANY + 1; i < LS_KIND_COUNT; i++)
        note(&view->kinds[i]);
}

void view_note_change(struct view *view, enum ls_op op)
{
    enum ls_kind kind = ls_op_changes(op);
    if (kind == LS_KIND_ANY)
        view_note_any_change(view); /* deleting an instance detaches its address, and tags are on anything */
    else
        note(&view->kinds[kind]);
}

/* ---- looking up; under the lock ------------------------------------------------------------------------- */

struct found {
    uint64_t begun; /* 0: nothing */
    int64_t begun_ms;
    const struct entry *entry;
};

static int compare_entries(const void *a, const void *b)
{
    return str_cmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static void find_in_snapshot(const struct snapshot *snapshot, struct str name, struct found *best)
{
    const struct entry wanted = {.name = name};
    if (snapshot == NULL || snapshot->begun < best->begun)
        return;
    for (const struct page *page = snapshot->pages; page != NULL; page = page->next) {
        const struct entry *entry = bsearch(&wanted, page->entries, page->count, sizeof wanted,
                                            compare_entries);
        if (entry != NULL)
            *best = (struct found){snapshot->begun, snapshot->begun_ms, entry};
    }
}

static struct found find(const struct kind_view *kind, struct str name)
{
    struct found best = {0};
    find_in_snapshot(kind->open, name, &best);
    find_in_snapshot(kind->partial, name, &best);
    find_in_snapshot(kind->whole, name, &best);
    for (const struct single *single = kind->singles; single != NULL; single = single->next) {
        if (single->begun > best.begun && str_eq(single->entry.name, name))
            best = (struct found){single->begun, single->begun_ms, &single->entry};
    }
    return best;
}

static struct known_arn **arn_bucket(struct kind_view *kind, struct str arn)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < arn.len; i++)
        hash = (hash ^ (unsigned char)arn.data[i]) * 16777619u;
    return &kind->arns[hash % ARN_BUCKETS];
}

static const struct known_arn *find_known_arn(struct kind_view *kind, struct str arn)
{
    for (const struct known_arn *known = *arn_bucket(kind, arn); known != NULL; known = known->next) {
        if (str_eq(known->arn, arn))
            return known;
    }
    return NULL;
}

static void know_arn(struct kind_view *kind, struct str arn, struct str name)
{
    if (arn.len == 0 || find_known_arn(kind, arn) != NULL)
        return;
    if (kind->arns_mem == NULL)
        kind->arns_mem = arena_new();
    struct known_arn *known = arena_new_object(kind->arns_mem, struct known_arn),
                     **bucket = arn_bucket(kind, arn);
    *known = (struct known_arn){*bucket, str_copy(kind->arns_mem, arn), str_copy(kind->arns_mem, name)};
    *bucket = known;
}

/* ---- one thing by name --------------------------------------------------------------------------------- */

static void keep_single(struct kind_view *kind, uint64_t begun, int64_t begun_ms, struct str name,
                        struct str text)
{
    /* What is older than the last change answers nobody any more. */
    if (kind->singles_floor != kind->core.floor)
        drop_singles(kind);
    kind->singles_floor = kind->core.floor;
    if (kind->singles_mem == NULL)
        kind->singles_mem = arena_new();
    struct single *single = arena_new_object(kind->singles_mem, struct single);
    *single = (struct single){
        .next = kind->singles,
        .begun = begun,
        .begun_ms = begun_ms,
        .entry = {.name = str_copy(kind->singles_mem, name),
                  .text = text.data != NULL ? str_copy(kind->singles_mem, text) : text},
    };
    kind->singles = single;
}

static bool call_get(struct ls_client *client, struct aws_scope scope, const struct ls_kind_row *row,
                     struct str name, json_t **ret_object, struct err *err)
{
    json_t *in = json_own(scope.mem, json_object()), *out;
    json_object_set_new(in, row->by, json_new_str(name));
    TRY(ls_call(client, scope, row->get, in, &out, err));
    *ret_object = json_object_get(out, row->at);
    if (json_is_object(*ret_object))
        return true;
    fail(err, ERR_PROTOCOL, "the answer of %s for '%.*s' has no %s", ls_op_name(row->get), STR_ARG(name),
         row->noun);
    ERR_SET(err, operation, str_c(ls_op_name(row->get)));
    return false;
}

/* Called and left with the lock held. */
static bool get_by_name(struct ls_client *client, struct aws_scope scope, struct kind_view *kind,
                        struct str name, bool keep, json_t **ret_object, struct look *ret_look,
                        struct err *err)
{
    uint64_t begun = view_core_get_begins(&kind->core);
    int64_t begun_ms = clock_monotonic_ms();
    pthread_mutex_unlock(&kind->lock);
    bool found = call_get(client, scope, kind->row, name, ret_object, err);
    bool is_absent = !found && err->kind == ERR_NOT_FOUND;
    struct str text = {NULL, 0};
    if (found && keep)
        text = json_print(scope.mem, *ret_object);
    pthread_mutex_lock(&kind->lock);
    if (keep && (found || is_absent))
        keep_single(kind, begun, begun_ms, name, text);
    if (found)
        know_arn(kind, json_member_text(*ret_object, "arn"), name);
    *ret_look = (struct look){begun, begun_ms};
    return found;
}

/* ---- a list -------------------------------------------------------------------------------------------- */

static struct page *make_page(struct arena *mem, const json_t *items)
{
    struct page *page = arena_new_object(mem, struct page);
    page->count = json_array_size(items);
    page->entries = arena_new_array(mem, struct entry, page->count);
    for (size_t i = 0; i < page->count; i++) {
        const json_t *item = json_array_get(items, i);
        page->entries[i] = (struct entry){.name = str_copy(mem, json_member_text(item, "name")),
                                          .arn = str_copy(mem, json_member_text(item, "arn")),
                                          .text = json_print(mem, item)};
    }
    qsort(page->entries, page->count, sizeof *page->entries, compare_entries);
    return page;
}

/* One call; the answer's memory is gone when it returns, but for what was put into the snapshot. */
static bool call_page(struct ls_client *client, struct aws_scope scope, const struct ls_kind_row *row,
                      struct snapshot *snapshot, struct page **ret_page, struct err *err)
{
    struct arena *mem = arena_new();
    json_t *in = json_own(mem, json_object()), *out;
    if (snapshot->token.len > 0)
        json_object_set_new(in, "pageToken", json_new_str(snapshot->token));
    bool ok = ls_call(client, (struct aws_scope){mem, scope.patience}, row->list, in, &out, err);
    if (ok) {
        struct str token = json_member_text(out, "nextPageToken");
        bool turns = (token.len > 0 && str_eq(token, snapshot->token)) || ++snapshot->page_count > MOST_PAGES;
        if (turns)
            ok = fail(err, ERR_PROTOCOL, "the pages of %s do not end", ls_op_name(row->list));
        else
            *ret_page = make_page(snapshot->mem, json_object_get(out, row->items));
        snapshot->token = str_copy(snapshot->mem, token);
    }
    arena_free(mem);
    return ok;
}

/* What is open is done, or another list takes its place. */
static void close_open_list(struct kind_view *kind, bool is_whole)
{
    struct snapshot *done = kind->open;
    kind->open = NULL;
    drop_snapshot(&kind->partial);
    if (is_whole)
        drop_snapshot(&kind->whole);
    *(is_whole ? &kind->whole : &kind->partial) = done;
}

/*
 * The list failed, or its leader may not wait any longer. True when the read can go on: who may not call the list may still ask by name,
 * and the place in a list that rested may be one that AWS does not know any more; then somebody begins again. Under the lock.
 */
static bool list_failed(struct kind_view *kind, bool has_rested, const struct err *err)
{
    if (err->kind == ERR_STOPPED || err->kind == ERR_TIMEOUT) { /* of the leader's patience */
        view_core_leader_gave_up(&kind->core);
        return false; /* what is open stays for who goes on with it */
    }
    bool is_refused = err->kind == ERR_DENIED,
         is_forgotten = has_rested && (err->kind == ERR_API || err->kind == ERR_NOT_FOUND);
    if (!is_refused && !is_forgotten) {
        kind->failed = kind->core.list.round;
        kind->failure = *err;
    }
    view_core_list_failed(&kind->core, is_refused);
    close_open_list(kind, false);
    return is_refused || is_forgotten;
}

/* The list that the core has opened, or kept. Under the lock. */
static struct snapshot *open_list(struct kind_view *kind)
{
    if (kind->open != NULL && kind->open->begun == kind->core.list.begun)
        return kind->open;
    if (kind->open != NULL)
        close_open_list(kind, false);
    struct arena *mem = arena_new();
    kind->open = arena_new_object(mem, struct snapshot);
    *kind->open = (struct snapshot){.mem = mem,
                                    .begun = kind->core.list.begun,
                                    .begun_ms = clock_monotonic_ms()};
    return kind->open;
}

/*
 * Brings the list to its end, or as far as it is worth it. Called and left with the lock held. False: this reader cannot go on.
 */
static bool lead(struct ls_client *client, struct aws_scope scope, struct kind_view *kind, struct str name,
                 const struct view_core_read *read, struct err *err)
{
    struct snapshot *list = open_list(kind);
    bool has_rested = list->pages != NULL, goes_on = true, ok = true;
    while (ok && goes_on) {
        struct page *page = NULL;
        pthread_mutex_unlock(&kind->lock);
        ok = call_page(client, scope, kind->row, list, &page, err);
        pthread_mutex_lock(&kind->lock);
        if (ok) {
            page->next = list->pages;
            list->pages = page;
            bool is_whole = list->token.len == 0;
            goes_on = view_core_page(&kind->core, is_whole,
                                     name.data != NULL && find(kind, name).begun >= read->need);
            if (is_whole)
                close_open_list(kind, true);
        } else {
            ok = list_failed(kind, has_rested, err) && (!read->must_list || !kind->core.is_refused);
            goes_on = false;
        }
        has_rested = false;
        pthread_cond_broadcast(&kind->changed);
    }
    return ok;
}

/* ---- a read -------------------------------------------------------------------------------------------- */

/* Until something happened to the list, or the patience ends. */
static bool wait_for_others(struct aws_scope scope, struct kind_view *kind, struct str name, struct err *err)
{
    TRY(patience_check(scope.patience, err, "while reading the %s '%.*s'", kind->row->noun, STR_ARG(name)));
    clock_wait(&kind->changed, &kind->lock, INT64_MAX);
    return true;
}

static bool not_found(const struct kind_view *kind, struct str name, struct err *err)
{
    fail(err, ERR_NOT_FOUND, "the %s '%.*s' does not exist", kind->row->noun, STR_ARG(name));
    ERR_SET(err, operation, str_c(ls_op_name(kind->row->get)));
    return false;
}

static bool answer(struct aws_scope scope, const struct kind_view *kind, const struct found *found,
                   struct str name, struct str *ret_text, struct err *err)
{
    if (found->entry->text.data != NULL) {
        *ret_text = str_copy(scope.mem, found->entry->text);
        return true;
    }
    return not_found(kind, name, err);
}

/* Called and left with the lock held. ret_text is set when the object still has to be parsed. */
static bool read_locked(struct ls_client *client, struct aws_scope scope, struct kind_view *kind,
                        struct str name, struct view_core_read *read, json_t **ret_object,
                        struct str *ret_text, struct look *ret_look, struct err *err)
{
    for (;;) {
        struct found found = find(kind, name);
        switch (view_core_step(&kind->core, read, found.begun)) {
        case VIEW_ANSWER:
            *ret_look = (struct look){found.begun, found.begun_ms};
            return answer(scope, kind, &found, name, ret_text, err);
        case VIEW_CONFIRM:
        case VIEW_GET:
            return get_by_name(client, scope, kind, name, read->is_refresh, ret_object, ret_look, err);
        case VIEW_LEAD:
            TRY(lead(client, scope, kind, name, read, err));
            break;
        case VIEW_JOIN:
        case VIEW_QUEUE:
            TRY(wait_for_others(scope, kind, name, err));
            if (read->joined != 0 && read->joined == kind->failed) {
                *err = kind->failure;
                return false;
            }
            break;
        }
    }
}

static bool read_view(struct ls_client *client, struct aws_scope scope, enum ls_kind which, struct str name,
                      enum view_freshness freshness, uint64_t after, json_t **ret_object,
                      struct look *ret_look, struct err *err)
{
    struct kind_view *kind = &client->view->kinds[which];
    struct str text = {NULL, 0};
    pthread_mutex_lock(&kind->lock);
    struct view_core_read read = view_core_ask(&kind->core, freshness, after);
    bool ok = read_locked(client, scope, kind, name, &read, ret_object, &text, ret_look, err);
    view_core_done(&kind->core, &read);
    pthread_mutex_unlock(&kind->lock);
    return ok && (text.data == NULL || json_parse(scope.mem, text, MOST_OBJECT_BYTES, ret_object, err));
}

bool view_look(struct ls_client *client, struct aws_scope scope, enum ls_kind kind, struct str name,
               json_t **ret_object, struct err *err)
{
    struct look look;
    return read_view(client, scope, kind, name, VIEW_NOW, 0, ret_object, &look, err);
}

bool ls_view_read(struct ls_client *client, struct aws_scope scope, enum ls_kind kind, struct str name,
                  enum ls_freshness freshness, json_t **ret_object, struct err *err)
{
    static const enum view_freshness how[] = {VIEW_KNOWN, VIEW_REFRESH, VIEW_NOW};
    struct ls_poll poll = client_lag_poll(client);
    struct look look = {0};
    for (;;) {
        bool found = read_view(client, scope, kind, name, look.begun == 0 ? how[freshness] : VIEW_AFTER,
                               look.begun, ret_object, &look, err);
        if (!found && err->kind != ERR_NOT_FOUND)
            return false;
        switch (ledger_judge(client->ledger, kind, name, found ? *ret_object : NULL)) {
        case LEDGER_FITS:
            return found;
        case LEDGER_GONE:
            return not_found(&client->view->kinds[kind], name, err);
        case LEDGER_LATE:
            TRY(ls_poll_wait(&poll, &scope, err));
        }
    }
}

bool ls_view_find(struct ls_client *client, struct aws_scope scope, enum ls_kind kind, struct str name,
                  struct str arn, json_t **ret_object, struct err *err)
{
    int64_t end_ms = clock_monotonic_ms() + client->read_lag_ms;
    struct ls_poll poll = client_lag_poll(client);
    for (;;) {
        bool is_last = clock_monotonic_ms() >= end_ms; /* it began when the lag was over */
        bool found = ls_view_read(client, scope, kind, name, LS_NOW, ret_object, err);
        if (found && (arn.len == 0 || str_eq(json_member_text(*ret_object, "arn"), arn)))
            return true;
        if (!found && err->kind != ERR_NOT_FOUND)
            return false;
        if (!found)
            *ret_object = NULL;
        if (is_last)
            return not_found(&client->view->kinds[kind], name, err);
        TRY(ls_poll_wait(&poll, &scope, err));
    }
}

/* ---- by ARN -------------------------------------------------------------------------------------------- */

static struct str name_in_snapshot(const struct snapshot *snapshot, struct str arn)
{
    for (const struct page *page = snapshot != NULL ? snapshot->pages : NULL; page != NULL;
         page = page->next) {
        for (size_t i = 0; i < page->count; i++) {
            if (str_eq(page->entries[i].arn, arn))
                return page->entries[i].name;
        }
    }
    return (struct str){NULL, 0};
}

/* Under the lock. */
static bool known_name(struct aws_scope scope, struct kind_view *kind, struct str arn, struct str *ret_name)
{
    const struct known_arn *known = find_known_arn(kind, arn);
    struct str name = known != NULL ? known->name : name_in_snapshot(kind->open, arn);
    if (name.data == NULL)
        name = name_in_snapshot(kind->partial, arn);
    if (name.data == NULL)
        name = name_in_snapshot(kind->whole, arn);
    if (name.data != NULL)
        *ret_name = str_copy(scope.mem, name);
    return name.data != NULL;
}

static bool name_of_arn(struct ls_client *client, struct aws_scope scope, enum ls_kind which, struct str arn,
                        struct str *ret_name, struct err *err)
{
    struct kind_view *kind = &client->view->kinds[which];
    struct str nobody = {NULL, 0};
    bool ok = true, is_found;
    pthread_mutex_lock(&kind->lock);
    struct view_core_read read = view_core_ask(&kind->core, VIEW_NOW, 0);
    read.must_list = true;
    while (!(is_found = known_name(scope, kind, arn, ret_name)) && ok) {
        enum view_step step = view_core_step(&kind->core, &read, 0);
        if (step == VIEW_LEAD) {
            ok = lead(client, scope, kind, nobody, &read, err);
        } else if (step == VIEW_JOIN || step == VIEW_QUEUE) {
            ok = wait_for_others(scope, kind, arn, err);
            if (ok && read.joined != 0 && read.joined == kind->failed) {
                *err = kind->failure;
                ok = false;
            }
        } else {
            ok = fail(err, ERR_NOT_FOUND, "there is no %s with the ARN '%.*s'", kind->row->noun,
                      STR_ARG(arn));
        }
    }
    view_core_done(&kind->core, &read);
    pthread_mutex_unlock(&kind->lock);
    return is_found;
}

bool ls_view_name_of_arn(struct ls_client *client, struct aws_scope scope, enum ls_kind which, struct str arn,
                         struct str *ret_name, struct err *err)
{
    int64_t end_ms = clock_monotonic_ms() + client->read_lag_ms;
    struct ls_poll poll = client_lag_poll(client);
    for (;;) {
        bool is_last = clock_monotonic_ms() >= end_ms;
        if (name_of_arn(client, scope, which, arn, ret_name, err))
            return true;
        if (err->kind != ERR_NOT_FOUND || is_last)
            return false;
        TRY(ls_poll_wait(&poll, &scope, err));
    }
}

/* ---- waiting ------------------------------------------------------------------------------------------- */

static void change_watching(struct kind_view *kind, bool more)
{
    pthread_mutex_lock(&kind->lock);
    kind->core.watching += more ? 1 : -1u;
    pthread_mutex_unlock(&kind->lock);
}

/* One waiter's way to its goal. */
struct waiter {
    struct kind_view *kind;
    struct str name;
    const char *goal;
    int64_t begun_ms, logged_ms;
    struct look last;  /* begun 0: there was none */
    bool is_late;      /* the last look did not show yet what is known to be there */
    struct arena *mem; /* of the last look */
    json_t *object;
    struct operations *operations; /* that have not ended, as far as is known; NULL: none */
    int64_t operations_at_ms;      /* when they are asked for, if the thing still does not tell */
};

static void tell(struct waiter *w)
{
    int64_t now_ms = clock_monotonic_ms();
    if (now_ms - w->logged_ms < LOG_EVERY_MS || !log_enabled(LOG_INFO))
        return;
    char text[160];
    struct str state = json_text(json_at(w->object, "state.name"));
    w->logged_ms = now_ms;
    snprintf(text, sizeof text, "still waiting: %.*s for %lld s",
             STR_ARG(state.len > 0 ? str_printable(w->mem, state, 40) : str_c(w->goal)),
             (long long)((now_ms - w->begun_ms) / 1000));
    LOG(LOG_INFO, text, LOG_TEXT(LOG_KEY_NAME, w->name), LOG_NUMBER(LOG_KEY_DURATION, now_ms - w->begun_ms));
}

/* Looks once; what came before is dropped, so that a wait of an hour does not collect an hour of answers. */
static bool look(struct ls_client *client, struct aws_scope scope, enum ls_kind which, struct waiter *w,
                 struct err *err)
{
    struct arena *mem = arena_new();
    json_t *object = NULL;
    struct look seen = w->last;
    enum view_freshness freshness = w->last.begun == 0 ? VIEW_FIRST_LOOK : VIEW_AFTER;
    bool found = read_view(client, (struct aws_scope){mem, scope.patience}, which, w->name, freshness,
                           w->last.begun, &object, &seen, err);
    if (!found && err->kind != ERR_NOT_FOUND) {
        arena_free(mem);
        return false;
    }
    enum ledger_verdict verdict = ledger_judge(client->ledger, which, w->name, found ? object : NULL);
    arena_free(w->mem);
    w->mem = mem;
    w->object = found && verdict == LEDGER_FITS ? object : NULL;
    w->is_late = verdict == LEDGER_LATE;
    w->last = seen;
    return true;
}

/* Half as long again, and so on. */
static void plan_operation_look(struct waiter *w, int64_t after_ms)
{
    w->operations_at_ms = w->begun_ms + after_ms + after_ms / 2;
}

static bool ask_operations(struct ls_client *client, struct aws_scope scope, struct waiter *w,
                           struct err *err)
{
    bool is_open;
    TRY(operations_look(client, scope, w->operations, &is_open, err));
    if (!is_open)
        w->operations = NULL;
    plan_operation_look(w, clock_monotonic_ms() - w->begun_ms);
    return true;
}

/* What is not there may be about to come, or may never come: its operations know. */
static bool judge_last(struct ls_client *client, struct aws_scope scope, struct waiter *w,
                       ls_judge_function *judge, void *context, bool *ret_reached, struct err *err)
{
    bool is_good = w->is_late || judge(context, w->object, ret_reached, err);
    if (w->operations == NULL || (is_good && *ret_reached) || (!is_good && w->object != NULL))
        return is_good;
    if (is_good && clock_monotonic_ms() < w->operations_at_ms)
        return true;
    struct err verdict = *err;
    TRY(ask_operations(client, scope, w, err));
    if (!is_good && w->operations == NULL) {
        *err = verdict;
        return false;
    }
    return true;
}

static bool wait_for_goal(struct ls_client *client, struct aws_scope scope, enum ls_kind which,
                          struct waiter *w, ls_judge_function *judge, void *context, struct err *err)
{
    for (;;) {
        int64_t at_ms = w->last.begun != 0 ? client_next_look_ms(client, w->begun_ms, w->last.begun_ms)
                                           : w->begun_ms;
        int64_t pause_ms = at_ms - clock_monotonic_ms();
        if (pause_ms > 0)
            TRY(clock_sleep(scope.patience, pause_ms, err));
        TRY(look(client, scope, which, w, err));
        bool is_reached = false;
        TRY(judge_last(client, scope, w, judge, context, &is_reached, err));
        if (is_reached)
            return true;
        tell(w);
    }
}

bool ls_view_wait(struct ls_client *client, struct aws_scope scope, enum ls_kind which, struct str name,
                  const char *goal, const json_t *answer, ls_judge_function *judge, void *context,
                  json_t **ret_object, struct err *err)
{
    struct operations *operations = NULL;
    if (ret_object != NULL)
        *ret_object = NULL;
    if (answer != NULL)
        TRY(operations_of(scope, answer, &operations, err));
    struct view *view = client->view;
    int64_t now_ms = clock_monotonic_ms();
    struct waiter w = {.kind = &view->kinds[which],
                       .name = name,
                       .goal = goal,
                       .begun_ms = now_ms,
                       .logged_ms = now_ms,
                       .operations = operations};
    plan_operation_look(&w, FIRST_OPERATION_LOOK_MS);
    change_watching(w.kind, true);
    bool ok = wait_for_goal(client, scope, which, &w, judge, context, err);
    change_watching(w.kind, false);
    if (operations != NULL)
        view_note_any_change(view);
    if (ret_object != NULL)
        *ret_object = w.object != NULL ? json_own(scope.mem, json_deep_copy(w.object)) : NULL;
    arena_free(w.mem);
    return ok;
}
