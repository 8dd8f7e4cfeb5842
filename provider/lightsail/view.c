/*
 * view.c — results that reads share, and the threads that wait for them. Knows lists, names and locks; must
 * not know which call to send (view_core.c), what is kept of a response (view_objects.c), nor what a wait is
 * for (view_wait.c).
 *
 * One mutex for each kind, never held over a call or a parse. The thread that received a response scans it
 * once; the text of each object is shared, and a reader parses only the object that it reads.
 */
#include "lightsail/view.h"

#include "base/json_read.h"
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
    enum ls_kind kind;
    const struct ls_kind_row *row;
    pthread_mutex_t lock; /* guards everything below */
    pthread_cond_t changed;
    struct view_core core;
    struct view_objects objects;
    struct arena *list_mem; /* memory of the list in core.list; only its leader changes it */
    struct read_start list;
    struct str token; /* of the next page, for the thread that continues the list */
    unsigned pages;
    struct read_start whole; /* the newest complete list */
    bool is_getting; /* of a kind with .within: a read by name is being made, which others may share */
    uint64_t failed; /* the stamp at which the last failed list began */
    struct err failure;
};

struct view {
    struct kind_view kinds[LS_KIND_COUNT];
};

/* One read. */
struct reading {
    struct ls_client *client;
    struct aws_scope scope;
    struct kind_view *kind;
    struct str name, arn; /* name.data NULL: find the name of the ARN */
    struct view_core_read core;
    bool trusts_lists;
    struct view_result result;
    struct str text; /* the object, in scope.mem; data NULL: it does not exist */
};

/* ---- create and free ----------------------------------------------------------------------------------- */

struct view *view_new(struct arena *mem)
{
    struct view *view = arena_new_object(mem, struct view);
    for (enum ls_kind i = LS_KIND_ANY + 1; i < LS_KIND_COUNT; i++) {
        struct kind_view *kind = &view->kinds[i];
        kind->kind = i;
        kind->row = ls_kind_row(i);
        kind->core.pages_ahead = VIEW_PAGES_AHEAD;
        kind->core.is_refused = kind->row->within != NULL || kind->row->by_name;
        pthread_mutex_init(&kind->lock, NULL);
        clock_cond_init(&kind->changed);
    }
    return view;
}

void view_free(struct view *view)
{
    for (enum ls_kind i = LS_KIND_ANY + 1; i < LS_KIND_COUNT; i++) {
        struct kind_view *kind = &view->kinds[i];
        view_objects_free(&kind->objects);
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
        view_note_any_change(view); /* deleting an instance detaches its static IP; tags are on any kind */
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

/* ---- responses ----------------------------------------------------------------------------------------- */

/* One object in a response. */
struct item {
    struct item *next;
    struct str name, arn, text;
};

static struct str text_of(struct arena *mem, struct str value)
{
    struct json_reader reader = json_reader(mem, value, 1);
    struct str text;
    bool is_text = json_read(&reader, &text) == READ_STRING && json_read_end(&reader);
    return is_text && memchr(text.data, '\0', text.len) == NULL ? text : STR("");
}

/* The values of two members of a response; "" when a member is absent. */
static void read_parts(struct str response, const char *member, struct str *ret, const char *other,
                       struct str *ret_other)
{
    struct str name, value;
    *ret = *ret_other = STR("");
    for (struct json_walk walk = json_walk_begin(response); json_walk_next(&walk, &name, &value);) {
        if (str_eqc(name, member))
            *ret = value;
        else if (str_eqc(name, other))
            *ret_other = value;
    }
}

static struct item read_item(struct arena *mem, enum ls_kind kind, struct str text)
{
    const char *name_at = ls_kind_name_at(kind), *inside = ls_kind_row(kind)->inside;
    struct str name, value;
    if (inside != NULL)
        read_parts(text, inside, &text, "", &value);
    struct item item = {.name = STR(""), .arn = STR(""), .text = text};
    for (struct json_walk walk = json_walk_begin(text); json_walk_next(&walk, &name, &value);) {
        if (str_eqc(name, name_at))
            item.name = text_of(mem, value);
        else if (str_eqc(name, "arn"))
            item.arn = text_of(mem, value);
    }
    return item;
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

/* ---- one object by name -------------------------------------------------------------------------------- */

/* The first item of a list; "" when it is empty. */
static struct str first_of(struct str list)
{
    struct str ignored, text;
    struct json_walk walk = json_walk_begin(list);
    return json_walk_next(&walk, &ignored, &text) ? text : STR("");
}

static bool call_text(struct reading *r, const char *member, struct str name, struct str *ret,
                      struct err *err)
{
    const char *beside = r->kind->row->beside;
    struct str response, other;
    json_t *in = json_own(r->scope.mem, json_object());
    json_object_set_new(in, member, json_new_str(name));
    TRY(client_call_text(r->client, r->scope, r->kind->row->get, in, &response, err));
    read_parts(response, r->kind->row->at, ret, beside != NULL ? beside : "", &other);
    if (str_starts_with(*ret, STR("[")))
        *ret = r->kind->row->within != NULL ? *ret : first_of(*ret);
    if (str_starts_with(*ret, STR("{")) && other.len > 0)
        *ret = str_printf(r->scope.mem, "{\"%s\":%.*s,%.*s", beside, STR_ARG(other),
                          STR_ARG(str_slice(*ret, 1, ret->len)));
    return true;
}

static bool call_get(struct reading *r, struct item *ret, struct err *err)
{
    const struct ls_kind_row *row = r->kind->row;
    struct str text;
    TRY(call_text(r, row->by, r->name, &text, err));
    if (text.len == 0 && strcmp(row->at, row->items) == 0)
        return not_found(r, err);
    *ret = read_item(r->scope.mem, r->kind->kind, text);
    if (str_starts_with(ret->text, STR("{")))
        return true;
    fail(err, ERR_PROTOCOL, "the response to %s for '%.*s' has no %s", ls_op_name(row->get), STR_ARG(r->name),
         row->noun);
    ERR_SET(err, operation, str_c(ls_op_name(row->get)));
    return false;
}

/* The object among those of its container. *ret_others: all of them, named like this one. */
static bool call_get_within(struct reading *r, struct item *ret, struct item **ret_others, struct err *err)
{
    struct str container, name, list, ignored, text;
    if (!str_cut(r->name, ',', &container, &name))
        return not_found(r, err);
    TRY(call_text(r, r->kind->row->within, container, &list, err));
    for (struct json_walk walk = json_walk_begin(list); json_walk_next(&walk, &ignored, &text);) {
        struct item *item = arena_new_object(r->scope.mem, struct item);
        *item = read_item(r->scope.mem, r->kind->kind, text);
        item->name = str_printf(r->scope.mem, "%.*s,%.*s", STR_ARG(container), STR_ARG(item->name));
        item->next = *ret_others;
        *ret_others = item;
        if (str_eq(item->name, r->name))
            *ret = *item;
    }
    return ret->text.len > 0 || not_found(r, err);
}

/* Under the lock. */
static void keep_others(struct kind_view *kind, struct read_start start, const struct item *others)
{
    for (; others != NULL; others = others->next)
        view_objects_put(&kind->objects, start, others->name, others->text);
    kind->is_getting = false;
    pthread_cond_broadcast(&kind->changed);
}

/* Called and left with the lock held. */
static bool get_by_name(struct reading *r, struct err *err)
{
    struct kind_view *kind = r->kind;
    struct item item = {0}, *others = NULL;
    struct read_start start = {view_core_get_begins(&kind->core), clock_monotonic_ms()};
    kind->is_getting = kind->row->within != NULL;
    pthread_mutex_unlock(&kind->lock);
    bool found = kind->row->within != NULL ? call_get_within(r, &item, &others, err)
                                           : call_get(r, &item, err);
    pthread_mutex_lock(&kind->lock);
    r->result = (struct view_result){.start = start};
    r->text = item.text;
    if (kind->is_getting)
        keep_others(kind, start, others);
    if (r->core.is_refresh && (found || err->kind == ERR_NOT_FOUND))
        view_objects_put(&kind->objects, start, r->name, item.text);
    if (found)
        view_objects_put_arn(&kind->objects, item.arn, r->name);
    return found;
}

/* ---- a list -------------------------------------------------------------------------------------------- */

struct page {
    struct arena *mem;
    struct item *items;
    struct str token; /* of the next page; "": this is the last one */
};

static bool call_page(const struct reading *r, struct page *page, struct err *err)
{
    const struct ls_kind_row *row = r->kind->row;
    json_t *in = json_own(page->mem, json_object());
    struct str response, items, token, ignored, text, last = r->kind->token;
    if (last.len > 0)
        json_object_set_new(in, "pageToken", json_new_str(last));
    TRY(client_call_text(r->client, (struct aws_scope){page->mem, r->scope.deadline}, row->list, in,
                         &response, err));
    read_parts(response, row->items, &items, "nextPageToken", &token);
    page->token = token.len > 0 ? text_of(page->mem, token) : token;
    if ((last.len > 0 && str_eq(page->token, last)) || r->kind->pages >= MOST_PAGES)
        return fail(err, ERR_PROTOCOL, "%s returned an endless list of pages", ls_op_name(row->list));
    for (struct json_walk walk = json_walk_begin(items); json_walk_next(&walk, &ignored, &text);) {
        struct item *item = arena_new_object(page->mem, struct item);
        *item = read_item(page->mem, r->kind->kind, text);
        item->next = page->items;
        page->items = item;
    }
    return true;
}

/* Under the lock. An object that lacks a part serves no read. */
static void keep_page(struct kind_view *kind, const struct page *page)
{
    for (const struct item *item = page->items; item != NULL; item = item->next) {
        if (!kind->row->by_name) /* the text lacks a part */
            view_objects_put(&kind->objects, kind->list, item->name, item->text);
        view_objects_put_arn(&kind->objects, item->arn, item->name);
    }
    kind->token = str_copy(kind->list_mem, page->token);
    kind->pages++;
    if (page->token.len > 0 || kind->row->by_name)
        return;
    view_objects_forget_before(&kind->objects, kind->list.begun);
    kind->whole = kind->list;
}

/*
 * The list failed, or its leader's deadline has passed. True when the read can continue: without permission
 * for the list, objects are still read by name; and AWS may not accept the page token of a list that was
 * paused, then another list begins. Under the lock.
 */
static bool list_failed(struct kind_view *kind, bool has_rested, const struct err *err)
{
    if (err->kind == ERR_STOPPED || err->kind == ERR_TIMEOUT) { /* of the leader's deadline */
        view_core_leader_gave_up(&kind->core);
        return false; /* the list remains open for the thread that continues it */
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

/* Prepares the list that the core has opened, or continues it. Under the lock. */
static void open_list(struct kind_view *kind)
{
    if (kind->list.begun == kind->core.list.begun)
        return;
    arena_free(kind->list_mem);
    kind->list_mem = arena_new();
    kind->list = (struct read_start){kind->core.list.begun, clock_monotonic_ms()};
    kind->token = STR("");
    kind->pages = 0;
}

static bool is_known(const struct reading *r)
{
    const struct view_object *object = r->name.data != NULL ? view_objects_find(&r->kind->objects, r->name)
                                                            : NULL;
    return object != NULL && object->start.begun >= r->core.need;
}

/*
 * Reads the list to its end, or until more pages are not worth their calls. Called and left with the lock
 * held. False: this read has failed.
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

/* Waits until the list has changed, or the deadline has passed. */
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

static bool use_object(struct reading *r, const struct view_object *object, struct err *err)
{
    r->result = (struct view_result){.start = object->start};
    if (object->is_absent)
        return not_found(r, err);
    r->text = str_copy(r->scope.mem, object->text);
    return true;
}

/*
 * A complete list does not contain the object. A list of one page is consistent; between the pages of a
 * longer list, objects may move to another page.
 */
static bool confirm(struct reading *r, struct err *err)
{
    if (r->name.data == NULL)
        return not_found(r, err);
    if (!r->trusts_lists || r->kind->row->by_name)
        return get_by_name(r, err);
    r->result = (struct view_result){.start = r->kind->whole, .is_unconfirmed = r->kind->core.pages > 1};
    return not_found(r, err);
}

/* Called and left with the lock held. */
static bool read_locked(struct reading *r, struct err *err)
{
    struct kind_view *kind = r->kind;
    for (;;) {
        const struct view_object *object = r->name.data != NULL ? view_objects_find(&kind->objects, r->name)
                                                                : NULL;
        if (r->name.data == NULL && (r->text = view_objects_name_of_arn(&kind->objects, r->arn)).data != NULL)
            return true;
        switch (view_core_step(&kind->core, &r->core, object != NULL ? object->start.begun : 0)) {
        case VIEW_USE:
            return use_object(r, object, err);
        case VIEW_CONFIRM:
            return confirm(r, err);
        case VIEW_GET:
            if (!kind->is_getting)
                return get_by_name(r, err);
            TRY(wait_for_others(r, err));
            break;
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

static bool read_object(struct reading *r, enum ls_kind which, enum view_freshness freshness, uint64_t after,
                        struct err *err)
{
    struct kind_view *kind = &r->client->view->kinds[which];
    r->kind = kind;
    pthread_mutex_lock(&kind->lock);
    r->core = view_core_begin(&kind->core, freshness, after);
    r->core.must_list = r->name.data == NULL;
    bool ok = read_locked(r, err);
    view_core_done(&kind->core, &r->core);
    pthread_mutex_unlock(&kind->lock);
    return ok;
}

bool view_read(struct ls_client *client, struct aws_scope scope, enum ls_kind which, struct str name,
               enum view_freshness freshness, uint64_t after, bool trusts_lists, json_t **ret_object,
               struct view_result *ret_result, struct err *err)
{
    struct reading r = {.client = client, .scope = scope, .name = name, .trusts_lists = trusts_lists};
    bool ok = read_object(&r, which, freshness, after, err);
    *ret_result = r.result;
    return ok && json_parse(scope.mem, r.text, MOST_OBJECT_BYTES, ret_object, err);
}

bool ls_view_read(struct ls_client *client, struct aws_scope scope, enum ls_kind kind, struct str name,
                  enum ls_freshness freshness, json_t **ret_object, struct err *err)
{
    static const enum view_freshness how[] = {VIEW_KNOWN, VIEW_REFRESH, VIEW_NOW};
    struct ls_poll poll = client_lag_poll(client);
    struct view_result result = {0};
    for (;;) {
        bool found = view_read(client, scope, kind, name,
                               result.start.begun == 0 ? how[freshness] : VIEW_AFTER, result.start.begun,
                               false, ret_object, &result, err);
        if (!found && err->kind != ERR_NOT_FOUND)
            return false;
        switch (ledger_judge(client->ledger, kind, name, found ? *ret_object : NULL)) {
        case LEDGER_CURRENT:
            return found;
        case LEDGER_DELETED:
            return not_found(&(struct reading){.kind = &client->view->kinds[kind], .name = name}, err);
        case LEDGER_STALE:
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
        bool is_last = clock_monotonic_ms() >= end_ms; /* the read started after the lag had ended */
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
        if (read_object(&r, which, VIEW_NOW, 0, err)) {
            *ret_name = str_copy(scope.mem, r.text);
            return true;
        }
        if (err->kind != ERR_NOT_FOUND || is_last)
            return false;
        TRY(ls_poll_wait(&poll, &scope, err));
    }
}
