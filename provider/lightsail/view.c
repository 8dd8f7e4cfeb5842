/*
 * view.c — the answers that reads share, and the threads that wait for them. Knows lists, names and locks; must not know
 * which call is worth it (view_core.c), what is kept of an answer (view_things.c), nor what a waiter waits for (view_wait.c).
 *
 * One mutex for each kind, held for moments: never over a call or a parse. An answer is walked through once, by who got it; the
 * text of each thing is shared, and a reader parses the one that it reads.
 */
#include "lightsail/view.h"

#include "base/json_walk.h"
#include "lightsail/client_parts.h"
#include "lightsail/ledger.h"
#include "lightsail/view_core.h"
#include "lightsail/view_parts.h"

enum {
    MOST_OBJECT_BYTES = 4 * 1024 * 1024,
    MOST_PAGES = 10000,
};

struct kind_view {
    const struct ls_kind_row *row;
    pthread_mutex_t lock; /* guards all below */
    pthread_cond_t changed;
    struct view_core core;
    struct things things;
    struct arena *list_mem; /* of the list that core.list is; its leader alone goes on with what follows */
    struct look list;
    struct str token; /* of the next page, for who takes over */
    unsigned pages;
    struct look whole; /* the newest complete list */
    uint64_t failed;   /* the begin of the last list that failed */
    struct err failure;
};

struct view {
    struct kind_view kinds[LS_KIND_COUNT];
};

/* One reader on its way. */
struct reading {
    struct ls_client *client;
    struct aws_scope scope;
    struct kind_view *kind;
    struct str name, arn; /* name.data NULL: which name has the ARN? */
    struct view_core_read core;
    bool believes_lists;
    struct view_answer answer;
    struct str text; /* the thing, in scope.mem; data NULL: there is none */
};

/* ---- life ---------------------------------------------------------------------------------------------- */

struct view *view_new(struct arena *mem)
{
    struct view *view = arena_new_object(mem, struct view);
    for (enum ls_kind i = LS_KIND_ANY + 1; i < LS_KIND_COUNT; i++) {
        struct kind_view *kind = &view->kinds[i];
        kind->row = ls_kind_row(i);
        kind->core.deadline = VIEW_PATIENCE_PAGES;
        pthread_mutex_init(&kind->lock, NULL);
        clock_cond_init(&kind->changed);
    }
    return view;
}

void view_free(struct view *view)
{
    for (enum ls_kind i = LS_KIND_ANY + 1; i < LS_KIND_COUNT; i++) {
        struct kind_view *kind = &view->kinds[i];
        things_free(&kind->things);
        arena_free(kind->list_mem);
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

void view_watch(struct view *view, enum ls_kind which, bool more)
{
    struct kind_view *kind = &view->kinds[which];
    pthread_mutex_lock(&kind->lock);
    kind->core.watching += more ? 1 : -1u;
    pthread_mutex_unlock(&kind->lock);
}

/* ---- answers ------------------------------------------------------------------------------------------- */

/* One thing in an answer. */
struct item {
    struct item *next;
    struct str name, arn, text;
};

static struct str text_of(struct arena *mem, struct str value)
{
    json_t *text;
    struct err ignored;
    return json_parse(mem, value, value.len, &text, &ignored) ? json_text(text) : STR("");
}

static struct item read_item(struct arena *mem, struct str text)
{
    struct item item = {.name = STR(""), .arn = STR(""), .text = text};
    struct str name, value;
    for (struct json_walk walk = json_walk_begin(text); json_walk_next(&walk, &name, &value);) {
        if (str_eqc(name, "name"))
            item.name = text_of(mem, value);
        else if (str_eqc(name, "arn"))
            item.arn = text_of(mem, value);
    }
    return item;
}

/* The parts of an answer that the members hold; "" where there is none. */
static void read_parts(struct str answer, const char *member, struct str *ret, const char *other,
                       struct str *ret_other)
{
    struct str name, value;
    *ret = *ret_other = STR("");
    for (struct json_walk walk = json_walk_begin(answer); json_walk_next(&walk, &name, &value);) {
        if (str_eqc(name, member))
            *ret = value;
        else if (str_eqc(name, other))
            *ret_other = value;
    }
}

static bool not_found(const struct reading *r, struct err *err)
{
    const struct ls_kind_row *row = r->kind->row;
    if (r->name.data == NULL)
        return fail(err, ERR_NOT_FOUND, "there is no %s with the ARN '%.*s'", row->noun, STR_ARG(r->arn));
    fail(err, ERR_NOT_FOUND, "the %s '%.*s' does not exist", row->noun, STR_ARG(r->name));
    ERR_SET(err, operation, str_c(ls_op_name(row->get)));
    return false;
}

/* ---- one thing by name --------------------------------------------------------------------------------- */

static bool call_get(struct reading *r, struct item *ret, struct err *err)
{
    const struct ls_kind_row *row = r->kind->row;
    struct str answer, text, ignored;
    json_t *in = json_own(r->scope.mem, json_object());
    json_object_set_new(in, row->by, json_new_str(r->name));
    TRY(client_call_text(r->client, r->scope, row->get, in, &answer, err));
    read_parts(answer, row->at, &text, "", &ignored);
    *ret = read_item(r->scope.mem, text);
    if (str_starts_with(ret->text, STR("{")))
        return true;
    fail(err, ERR_PROTOCOL, "the answer of %s for '%.*s' has no %s", ls_op_name(row->get), STR_ARG(r->name),
         row->noun);
    ERR_SET(err, operation, str_c(ls_op_name(row->get)));
    return false;
}

/* Called and left with the lock held. */
static bool get_by_name(struct reading *r, struct err *err)
{
    struct kind_view *kind = r->kind;
    struct item item = {0};
    struct look look = {view_core_get_begins(&kind->core), clock_monotonic_ms()};
    pthread_mutex_unlock(&kind->lock);
    bool found = call_get(r, &item, err);
    pthread_mutex_lock(&kind->lock);
    r->answer = (struct view_answer){.look = look};
    r->text = item.text;
    if (r->core.is_refresh && (found || err->kind == ERR_NOT_FOUND))
        things_put(&kind->things, look, r->name, item.text);
    if (found)
        things_put_arn(&kind->things, item.arn, r->name);
    return found;
}

/* ---- a list -------------------------------------------------------------------------------------------- */

struct page {
    struct arena *mem;
    struct item *items;
    struct str token; /* of the next one; "": this is the last */
};

static bool call_page(const struct reading *r, struct page *page, struct err *err)
{
    const struct ls_kind_row *row = r->kind->row;
    json_t *in = json_own(page->mem, json_object());
    struct str answer, items, token, ignored, text, last = r->kind->token;
    if (last.len > 0)
        json_object_set_new(in, "pageToken", json_new_str(last));
    TRY(client_call_text(r->client, (struct aws_scope){page->mem, r->scope.deadline}, row->list, in, &answer,
                         err));
    read_parts(answer, row->items, &items, "nextPageToken", &token);
    page->token = token.len > 0 ? text_of(page->mem, token) : token;
    if ((last.len > 0 && str_eq(page->token, last)) || r->kind->pages >= MOST_PAGES)
        return fail(err, ERR_PROTOCOL, "the pages of %s do not end", ls_op_name(row->list));
    for (struct json_walk walk = json_walk_begin(items); json_walk_next(&walk, &ignored, &text);) {
        struct item *item = arena_new_object(page->mem, struct item);
        *item = read_item(page->mem, text);
        item->next = page->items;
        page->items = item;
    }
    return true;
}

/* Under the lock. */
static void keep_page(struct kind_view *kind, const struct page *page)
{
    for (const struct item *item = page->items; item != NULL; item = item->next) {
        things_put(&kind->things, kind->list, item->name, item->text);
        things_put_arn(&kind->things, item->arn, item->name);
    }
    kind->token = str_copy(kind->list_mem, page->token);
    kind->pages++;
    if (page->token.len > 0)
        return;
    things_forget_before(&kind->things, kind->list.begun);
    kind->whole = kind->list;
}

/*
 * The list failed, or its leader may not wait any longer. True when the read can go on: who may not call the list may still ask by name,
 * and the place in a list that rested may be one that AWS does not know any more; then somebody begins again. Under the lock.
 */
static bool list_failed(struct kind_view *kind, bool has_rested, const struct err *err)
{
    if (err->kind == ERR_STOPPED || err->kind == ERR_TIMEOUT) { /* of the leader's deadline */
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
    return is_refused || is_forgotten;
}

/* The list that the core has opened, or kept. Under the lock. */
static void open_list(struct kind_view *kind)
{
    if (kind->list.begun == kind->core.list.begun)
        return;
    arena_free(kind->list_mem);
    kind->list_mem = arena_new();
    kind->list = (struct look){kind->core.list.begun, clock_monotonic_ms()};
    kind->token = STR("");
    kind->pages = 0;
}

static bool is_known(const struct reading *r)
{
    const struct thing *thing = r->name.data != NULL ? things_find(&r->kind->things, r->name) : NULL;
    return thing != NULL && thing->look.begun >= r->core.need;
}

/*
 * Brings the list to its end, or as far as it is worth it. Called and left with the lock held. False: this reader cannot go on.
 */
static bool lead(struct reading *r, struct err *err)
{
    struct kind_view *kind = r->kind;
    open_list(kind);
    bool has_rested = kind->pages > 0, goes_on = true, ok = true;
    while (ok && goes_on) {
        struct page page = {.mem = arena_new()};
        pthread_mutex_unlock(&kind->lock);
        ok = call_page(r, &page, err);
        pthread_mutex_lock(&kind->lock);
        if (ok) {
            keep_page(kind, &page);
            goes_on = view_core_page(&kind->core, page.token.len == 0, is_known(r));
        } else {
            ok = list_failed(kind, has_rested, err) && (!r->core.must_list || !kind->core.is_refused);
            goes_on = false;
        }
        has_rested = false;
        pthread_cond_broadcast(&kind->changed);
        arena_free(page.mem);
    }
    return ok;
}

/* ---- a read -------------------------------------------------------------------------------------------- */

/* Until something happened to the list, or the deadline ends. */
static bool wait_for_others(const struct reading *r, struct err *err)
{
    struct kind_view *kind = r->kind;
    TRY(deadline_check(r->scope.deadline, err, "while reading the %s '%.*s'", kind->row->noun,
                       STR_ARG(r->name.data != NULL ? r->name : r->arn)));
    clock_wait(&kind->changed, &kind->lock, INT64_MAX);
    if (r->core.joined == 0 || r->core.joined != kind->failed)
        return true;
    *err = kind->failure;
    return false;
}

static bool answer(struct reading *r, const struct thing *thing, struct err *err)
{
    r->answer = (struct view_answer){.look = thing->look};
    if (thing->is_absent)
        return not_found(r, err);
    r->text = str_copy(r->scope.mem, thing->text);
    return true;
}

/* A complete list does not hold it. One of a single page is a picture; while pages are turned, things change their places. */
static bool confirm(struct reading *r, struct err *err)
{
    if (r->name.data == NULL)
        return not_found(r, err);
    if (!r->believes_lists)
        return get_by_name(r, err);
    r->answer = (struct view_answer){.look = r->kind->whole, .is_hearsay = r->kind->core.pages > 1};
    return not_found(r, err);
}

/* Called and left with the lock held. */
static bool read_locked(struct reading *r, struct err *err)
{
    struct kind_view *kind = r->kind;
    for (;;) {
        const struct thing *thing = r->name.data != NULL ? things_find(&kind->things, r->name) : NULL;
        if (r->name.data == NULL && (r->text = things_name_of_arn(&kind->things, r->arn)).data != NULL)
            return true;
        switch (view_core_step(&kind->core, &r->core, thing != NULL ? thing->look.begun : 0)) {
        case VIEW_ANSWER:
            return answer(r, thing, err);
        case VIEW_CONFIRM:
            return confirm(r, err);
        case VIEW_GET:
            return get_by_name(r, err);
        case VIEW_LEAD:
            TRY(lead(r, err));
            break;
        case VIEW_JOIN:
        case VIEW_QUEUE:
            TRY(wait_for_others(r, err));
            break;
        }
    }
}

static bool read_thing(struct reading *r, enum ls_kind which, enum view_freshness freshness, uint64_t after,
                       struct err *err)
{
    struct kind_view *kind = &r->client->view->kinds[which];
    r->kind = kind;
    pthread_mutex_lock(&kind->lock);
    r->core = view_core_ask(&kind->core, freshness, after);
    r->core.must_list = r->name.data == NULL;
    bool ok = read_locked(r, err);
    view_core_done(&kind->core, &r->core);
    pthread_mutex_unlock(&kind->lock);
    return ok;
}

bool view_read(struct ls_client *client, struct aws_scope scope, enum ls_kind which, struct str name,
               enum view_freshness freshness, uint64_t after, bool believes_lists, json_t **ret_object,
               struct view_answer *ret_answer, struct err *err)
{
    struct reading r = {.client = client, .scope = scope, .name = name, .believes_lists = believes_lists};
    bool ok = read_thing(&r, which, freshness, after, err);
    *ret_answer = r.answer;
    return ok && json_parse(scope.mem, r.text, MOST_OBJECT_BYTES, ret_object, err);
}

bool ls_view_read(struct ls_client *client, struct aws_scope scope, enum ls_kind kind, struct str name,
                  enum ls_freshness freshness, json_t **ret_object, struct err *err)
{
    static const enum view_freshness how[] = {VIEW_KNOWN, VIEW_REFRESH, VIEW_NOW};
    struct ls_poll poll = client_lag_poll(client);
    struct view_answer answer = {0};
    for (;;) {
        bool found = view_read(client, scope, kind, name,
                               answer.look.begun == 0 ? how[freshness] : VIEW_AFTER, answer.look.begun, false,
                               ret_object, &answer, err);
        if (!found && err->kind != ERR_NOT_FOUND)
            return false;
        switch (ledger_judge(client->ledger, kind, name, found ? *ret_object : NULL)) {
        case LEDGER_FITS:
            return found;
        case LEDGER_GONE:
            return not_found(&(struct reading){.kind = &client->view->kinds[kind], .name = name}, err);
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
            return not_found(&(struct reading){.kind = &client->view->kinds[kind], .name = name}, err);
        TRY(ls_poll_wait(&poll, &scope, err));
    }
}

bool ls_view_name_of_arn(struct ls_client *client, struct aws_scope scope, enum ls_kind which, struct str arn,
                         struct str *ret_name, struct err *err)
{
    int64_t end_ms = clock_monotonic_ms() + client->read_lag_ms;
    struct ls_poll poll = client_lag_poll(client);
    for (;;) {
        bool is_last = clock_monotonic_ms() >= end_ms;
        struct reading r = {.client = client, .scope = scope, .arn = arn};
        if (read_thing(&r, which, VIEW_NOW, 0, err)) {
            *ret_name = str_copy(scope.mem, r.text);
            return true;
        }
        if (err->kind != ERR_NOT_FOUND || is_last)
            return false;
        TRY(ls_poll_wait(&poll, &scope, err));
    }
}
