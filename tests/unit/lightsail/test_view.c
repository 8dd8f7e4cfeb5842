/*
 * test_view.c — shared reads with a service made of threads: which call serves a read, what a failure costs,
 * which reader continues. Knows the functions that replace parts of a client; must not know how the view
 * decides (test_view_core.c).
 */
#include <pthread.h>

#include "lightsail/view.h"
#include "lightsail/view_parts.h"

#include "fakes.h"

enum { NODES = 12, PAGE_SIZE = 5, PAGES = 3, READERS = 12 };

/* An account with node-0 … node-11, each showing its version at the time of the call. */
struct service {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct arena *mem;
    int version, gets, lists, missing; /* missing: the number of a node that is gone */
    bool lists_wait;                   /* a page is sent when this is over */
    int waiting;
    int lists_to_fail, tokens_to_forget, page_size;
    int first_pages, absent_gets; /* absent_gets: responses NotFound */
    int slips_at;                 /* the only list that misses node-3, which is there; 0: none */
    bool lists_denied, answers_something_else;
    const char *state;
    const char *operation_status; /* of the only operation */
    int operation_looks;
};

static struct str node_text(struct arena *mem, const struct service *service, int i)
{
    return str_printf(mem,
                      "{\"name\":\"node-%d\",\"arn\":\"arn:%d\",\"version\":%d,\"state\":{\"name\":\"%s\"}}",
                      i, i, service->version, service->state);
}

static bool answer_get(struct service *service, struct arena *mem, struct str body, struct http_response *ret)
{
    json_t *in;
    struct err err;
    service->gets++;
    int64_t number = -1;
    if (!json_parse(mem, body, 10000, &in, &err))
        return false;
    struct str name = json_member_text(in, "instanceName"), before, digits;
    ret->body = STR("{\"instance\":\"node\"}");
    if (service->answers_something_else)
        return true;
    bool is_node = str_cut(name, '-', &before, &digits) && str_to_int64(digits, &number) && number < NODES;
    ret->status = is_node && number != service->missing ? 200 : 400;
    service->absent_gets += ret->status != 200;
    ret->body = ret->status == 200
                    ? str_printf(mem, "{\"instance\":%.*s}", STR_ARG(node_text(mem, service, (int)number)))
                    : STR("{\"__type\":\"NotFoundException\",\"message\":\"no such instance\"}");
    return true;
}

static bool answer_list(struct service *service, struct arena *mem, struct str body,
                        const struct deadline *deadline, struct http_response *ret, struct err *err)
{
    json_t *in;
    if (!json_parse(mem, body, 10000, &in, err))
        return false;
    service->lists++;
    service->waiting++;
    pthread_cond_broadcast(&service->changed);
    while (service->lists_wait) {
        struct timespec soon;
        clock_gettime(CLOCK_REALTIME, &soon);
        soon.tv_nsec += 2000000;
        soon.tv_sec += soon.tv_nsec / 1000000000;
        soon.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&service->changed, &service->lock, &soon);
        if (deadline_stopped(deadline)) {
            service->waiting--;
            return fail(err, ERR_STOPPED, "stopped");
        }
    }
    service->waiting--;
    int64_t first = 0;
    if (!str_to_int64(json_member_text(in, "pageToken"), &first))
        first = 0;
    if (first > 0 && service->tokens_to_forget > 0) {
        service->tokens_to_forget--;
        ret->status = 400;
        ret->body = STR(
            "{\"__type\":\"InvalidInputException\",\"message\":\"The page token is not valid.\"}");
        return true;
    }
    if (service->lists_denied || service->lists_to_fail > 0) {
        service->lists_to_fail--;
        ret->status = 400;
        ret->body = str_c(service->lists_denied
                              ? "{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}"
                              : "{\"__type\":\"InvalidInputException\",\"message\":\"broken\"}");
        return true;
    }
    service->first_pages += first == 0;
    int missing = service->slips_at > 0 && service->first_pages == service->slips_at ? 3 : service->missing;
    struct buf out = buf_new(mem, 100000);
    buf_printf(&out, "{\"instances\":[");
    bool is_first = true;
    for (int i = (int)first; i < NODES && i < first + service->page_size; i++) {
        if (i != missing)
            buf_printf(&out, "%s%.*s", is_first ? "" : ",", STR_ARG(node_text(mem, service, i)));
        is_first = is_first && i == missing;
    }
    buf_printf(&out, "]");
    if (first + service->page_size < NODES)
        buf_printf(&out, ",\"nextPageToken\":\"%d\"", (int)first + service->page_size);
    buf_printf(&out, "}");
    ret->status = 200;
    ret->body = buf_str(&out);
    return true;
}

static void answer_operation(struct service *service, struct arena *mem, struct http_response *ret)
{
    service->operation_looks++;
    ret->body = str_printf(mem,
                           "{\"operation\":{\"id\":\"op\",\"operationType\":\"CreateInstance\","
                           "\"resourceName\":\"node-2\",\"status\":\"%s\",\"errorCode\":\"NoRoom\"}}",
                           service->operation_status);
    if (service->operation_looks == 2)
        service->missing = -1;
}

static bool serve(void *context, struct arena *mem, const struct http_request *request,
                  const struct deadline *deadline, struct http_response *ret, struct err *err)
{
    struct service *service = context;
    struct str target = fake_header(request, "X-Amz-Target");
    bool ok = true;
    *ret = (struct http_response){.status = 200, .body = STR("{}")};
    pthread_mutex_lock(&service->lock);
    if (str_eqc(target, "Lightsail_20161128.GetInstance"))
        ok = answer_get(service, mem, request->body, ret);
    else if (str_eqc(target, "Lightsail_20161128.GetInstances"))
        ok = answer_list(service, mem, request->body, deadline, ret, err);
    else if (str_eqc(target, "Lightsail_20161128.GetOperation"))
        answer_operation(service, mem, ret);
    else
        service->version++;
    pthread_mutex_unlock(&service->lock);
    return ok;
}

/* ---- the service and the readers ----------------------------------------------------------------------------- */

struct world {
    struct service service;
    struct ls_client *client;
    struct stop stop;
    struct arena *mem;
    struct deadline deadline;
    struct err err;
};

static void world_begin(struct world *w)
{
    *w = (struct world){.mem = arena_new()};
    struct aws_config config = plain_config();
    clean_environment();
    pthread_mutex_init(&w->service.lock, NULL);
    pthread_cond_init(&w->service.changed, NULL);
    w->service.mem = w->mem;
    w->service.missing = -1;
    w->service.page_size = PAGE_SIZE;
    w->service.state = "running";
    stop_init(&w->stop);
    w->deadline = deadline_begin(&w->stop, 20 * 1000);
    assert_true(ls_client_new(&config, &w->client, &w->err));
    ls_client_use_http(w->client, (struct http){serve, &w->service});
}

static void world_end(struct world *w)
{
    ls_client_free(w->client);
    stop_destroy(&w->stop);
    pthread_cond_destroy(&w->service.changed);
    pthread_mutex_destroy(&w->service.lock);
    arena_free(w->mem);
}

static struct aws_scope scope_of(struct world *w)
{
    return (struct aws_scope){w->mem, &w->deadline};
}

/* The version that a read shows; -1: NotFound, -2: another error. */
static int version_of(struct world *w, const char *name, enum ls_freshness freshness)
{
    json_t *object;
    w->err = (struct err){0};
    if (!ls_view_read(w->client, scope_of(w), LS_KIND_INSTANCE, str_c(name), freshness, &object, &w->err))
        return w->err.kind == ERR_NOT_FOUND ? -1 : -2;
    assert_str_equal(json_member_text(object, "name"), str_c(name));
    return (int)json_integer_value(json_object_get(object, "version"));
}

static void change(struct world *w)
{
    json_t *out;
    assert_true(ls_call(w->client, scope_of(w), OP_PUT_INSTANCE_PUBLIC_PORTS, NULL, &out, &w->err));
}

static int calls_of(struct world *w)
{
    pthread_mutex_lock(&w->service.lock);
    int calls = w->service.gets + w->service.lists;
    w->service.gets = w->service.lists = 0;
    pthread_mutex_unlock(&w->service.lock);
    return calls;
}

/* One reader in a thread of its own. */
struct reader {
    struct world *world;
    pthread_t thread;
    struct stop stop;
    struct deadline deadline;
    struct arena *mem;
    char name[32];
    enum ls_freshness freshness;
    int version; /* as version_of */
    struct err err;
};

static void *read_it(void *context)
{
    struct reader *r = context;
    json_t *object;
    bool ok = ls_view_read(r->world->client, (struct aws_scope){r->mem, &r->deadline}, LS_KIND_INSTANCE,
                           str_c(r->name), r->freshness, &object, &r->err);
    r->version = ok                             ? (int)json_integer_value(json_object_get(object, "version"))
                 : r->err.kind == ERR_NOT_FOUND ? -1
                                                : -2;
    return NULL;
}

static void reader_begin(struct reader *r, struct world *w, int node, enum ls_freshness freshness)
{
    *r = (struct reader){.world = w, .mem = arena_new(), .freshness = freshness};
    snprintf(r->name, sizeof r->name, "node-%d", node);
    stop_init(&r->stop);
    r->deadline = deadline_begin(&r->stop, 20 * 1000);
    assert_int_equal(pthread_create(&r->thread, NULL, read_it, r), 0);
}

static int reader_end(struct reader *r)
{
    pthread_join(r->thread, NULL);
    stop_destroy(&r->stop);
    arena_free(r->mem);
    return r->version;
}

static void hold_lists(struct world *w, bool hold)
{
    pthread_mutex_lock(&w->service.lock);
    w->service.lists_wait = hold;
    pthread_cond_broadcast(&w->service.changed);
    pthread_mutex_unlock(&w->service.lock);
}

/* Waits until a held list is being read. */
static void await_list(struct world *w)
{
    pthread_mutex_lock(&w->service.lock);
    while (w->service.waiting == 0)
        pthread_cond_wait(&w->service.changed, &w->service.lock);
    pthread_mutex_unlock(&w->service.lock);
}

/* ---- tests ----------------------------------------------------------------------------------------------------- */

static void many_refreshes_share_one_list(void **state)
{
    (void)state;
    struct world w;
    struct reader readers[READERS];
    world_begin(&w);
    for (int i = 0; i < READERS; i++)
        reader_begin(&readers[i], &w, i % NODES, LS_REFRESH);
    for (int i = 0; i < READERS; i++)
        assert_int_equal(reader_end(&readers[i]), 0);
    assert_true(calls_of(&w) <= PAGES + 1);
    assert_int_equal(version_of(&w, "node-11", LS_REFRESH), 0);
    assert_int_equal(calls_of(&w), 0);
    world_end(&w);
}

static void a_change_makes_refreshes_read_again(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w);
    assert_int_equal(version_of(&w, "node-1", LS_REFRESH), 0);
    assert_int_equal(version_of(&w, "node-1", LS_REFRESH), 0);
    assert_int_equal(calls_of(&w), 1);
    change(&w);
    assert_int_equal(version_of(&w, "node-1", LS_REFRESH), 1);
    assert_int_equal(version_of(&w, "node-2", LS_REFRESH), 1);
    assert_int_equal(calls_of(&w), 1 + PAGES);
    change(&w);
    assert_int_equal(version_of(&w, "node-2", LS_REFRESH), 2);
    world_end(&w);
}

static void now_is_now(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w);
    assert_int_equal(version_of(&w, "node-1", LS_NOW), 0);
    w.service.version = 7; /* another process did it */
    assert_int_equal(version_of(&w, "node-1", LS_REFRESH), 7);
    w.service.version = 8;
    assert_int_equal(version_of(&w, "node-1", LS_REFRESH), 7);
    assert_int_equal(version_of(&w, "node-1", LS_NOW), 8);
    assert_int_equal(calls_of(&w), 3);
    world_end(&w);
}

static void an_object_missing_from_a_list_is_read_by_name(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w);
    w.service.missing = 3;
    assert_int_equal(version_of(&w, "node-0", LS_REFRESH), 0);
    assert_int_equal(version_of(&w, "node-1", LS_REFRESH), 0);
    calls_of(&w);
    assert_int_equal(version_of(&w, "node-3", LS_REFRESH), -1);
    assert_int_equal(version_of(&w, "node-3", LS_REFRESH), -1); /* AWS has reported it once */
    assert_int_equal(calls_of(&w), 1);
    assert_int_equal(version_of(&w, "else", LS_REFRESH), -1);
    assert_int_equal(calls_of(&w), 1);
    /* The list has missed it, but it exists. */
    w.service.missing = -1;
    change(&w);
    assert_int_equal(version_of(&w, "node-3", LS_REFRESH), 1);
    world_end(&w);
}

/* A page for each node, and readers that come alone: the list is paused after seven pages, the tenth call. */
static void begin_a_list_that_rests(struct world *w)
{
    world_begin(w);
    w->service.page_size = 1;
    assert_int_equal(version_of(w, "node-11", LS_REFRESH), 0);
    assert_int_equal(version_of(w, "node-10", LS_REFRESH), 0);
    assert_int_equal(w->service.lists, 7);
    assert_int_equal(version_of(w, "node-9", LS_REFRESH), 0);
    assert_int_equal(calls_of(w), 1 + 7 + 1 + 1);
}

static void a_list_that_rests_is_gone_on_with(void **state)
{
    (void)state;
    struct world w;
    begin_a_list_that_rests(&w);
    w.service.version = 1;
    assert_int_equal(version_of(&w, "node-8", LS_REFRESH), 1);
    assert_int_equal(calls_of(&w), 2);
    for (int i = 0; i < 8; i++)
        assert_int_equal(version_of(&w, str_printf(w.mem, "node-%d", i).data, LS_REFRESH), i == 7);
    assert_int_equal(calls_of(&w), 0);
    assert_int_equal(version_of(&w, "else", LS_REFRESH), -1);
    assert_int_equal(w.service.lists, NODES - 9); /* each page was fetched once */
    assert_int_equal(calls_of(&w), NODES - 9 + 1);
    world_end(&w);
}

/* The list's pages are older than the change, and the missing page must not make them newer. */
static void a_paused_list_ends_with_a_change(void **state)
{
    (void)state;
    struct world w;
    begin_a_list_that_rests(&w);
    change(&w);
    for (int i = 0; i < 4; i++)
        assert_int_equal(version_of(&w, str_printf(w.mem, "node-%d", i).data, LS_REFRESH), 1);
    assert_int_equal(version_of(&w, "node-8", LS_REFRESH), 1);
    assert_int_equal(w.service.lists, 0);
    assert_int_equal(version_of(&w, "node-8", LS_NOW), 1);
    world_end(&w);
}

static void a_place_that_the_service_has_forgotten_is_no_error(void **state)
{
    (void)state;
    struct world w;
    begin_a_list_that_rests(&w);
    w.service.tokens_to_forget = 1;
    assert_int_equal(version_of(&w, "node-8", LS_REFRESH), 0);
    assert_int_equal(calls_of(&w), 2);
    assert_int_equal(version_of(&w, "node-3", LS_REFRESH), 0); /* what it has brought is as good as before */
    assert_int_equal(calls_of(&w), 0);
    /* In a list that has not been paused it is one. */
    change(&w);
    w.service.tokens_to_forget = 1;
    int version = 1;
    for (int i = 0; i < NODES && version == 1; i++)
        version = version_of(&w, str_printf(w.mem, "node-%d", i).data, LS_REFRESH);
    assert_int_equal(version, -2);
    world_end(&w);
}

/* JSON, but not what was asked for. */
static void a_response_without_the_object_is_an_error(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w);
    w.service.answers_something_else = true;
    assert_int_equal(version_of(&w, "node-1", LS_NOW), -2);
    assert_int_equal(w.err.kind, ERR_PROTOCOL);
    assert_string_equal(w.err.text, "the response to GetInstance for 'node-1' has no instance");
    assert_string_equal(w.err.operation, "GetInstance");
    world_end(&w);
}

static void an_error_is_returned_to_all_waiting_reads_only(void **state)
{
    (void)state;
    struct world w;
    struct reader readers[4];
    world_begin(&w);
    hold_lists(&w, true);
    w.service.lists_to_fail = 1;
    assert_int_equal(version_of(&w, "node-0", LS_REFRESH), 0);
    for (int i = 0; i < 4; i++) {
        reader_begin(&readers[i], &w, i + 1, LS_REFRESH);
        await_list(&w);
    }
    hold_lists(&w, false);
    int failed = 0;
    for (int i = 0; i < 4; i++)
        failed += reader_end(&readers[i]) == -2;
    assert_true(failed >= 1);
    assert_int_equal(version_of(&w, "node-4", LS_REFRESH), 0);
    world_end(&w);
}

static void another_reader_goes_on_when_the_leader_is_stopped(void **state)
{
    (void)state;
    struct world w;
    struct reader leader, other;
    world_begin(&w);
    hold_lists(&w, true);
    assert_int_equal(version_of(&w, "node-0", LS_REFRESH), 0);
    reader_begin(&leader, &w, 1, LS_REFRESH);
    await_list(&w);
    reader_begin(&other, &w, 11, LS_REFRESH);
    stop_fire(&leader.stop);
    assert_int_equal(reader_end(&leader), -2);
    hold_lists(&w, false);
    assert_int_equal(reader_end(&other), 0);
    world_end(&w);
}

static void a_read_that_waits_for_a_list_can_be_stopped_alone(void **state)
{
    (void)state;
    struct world w;
    struct reader leader, other;
    world_begin(&w);
    hold_lists(&w, true);
    assert_int_equal(version_of(&w, "node-0", LS_REFRESH), 0);
    reader_begin(&leader, &w, 11, LS_REFRESH);
    await_list(&w);
    reader_begin(&other, &w, 10, LS_REFRESH);
    stop_fire(&other.stop);
    reader_end(&other);
    hold_lists(&w, false);
    assert_int_equal(reader_end(&leader), 0);
    world_end(&w);
}

static void without_permission_to_list_everything_is_read_by_name(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w);
    w.service.lists_denied = true;
    for (int i = 0; i < 6; i++) {
        char name[32];
        snprintf(name, sizeof name, "node-%d", i);
        assert_int_equal(version_of(&w, name, LS_REFRESH), 0);
    }
    assert_int_equal(calls_of(&w), 7);
    struct str name;
    assert_false(ls_view_name_of_arn(w.client, scope_of(&w), LS_KIND_INSTANCE, STR("arn:9"), &name, &w.err));
    assert_int_equal(w.err.kind, ERR_DENIED);
    world_end(&w);
}

static void an_arn_is_known_from_any_earlier_result(void **state)
{
    (void)state;
    struct world w;
    struct str name;
    world_begin(&w);
    assert_int_equal(version_of(&w, "node-5", LS_NOW), 0);
    calls_of(&w);
    assert_true(ls_view_name_of_arn(w.client, scope_of(&w), LS_KIND_INSTANCE, STR("arn:5"), &name, &w.err));
    assert_str_equal(name, STR("node-5"));
    assert_int_equal(calls_of(&w), 0);
    assert_true(ls_view_name_of_arn(w.client, scope_of(&w), LS_KIND_INSTANCE, STR("arn:11"), &name, &w.err));
    assert_str_equal(name, STR("node-11"));
    assert_int_equal(calls_of(&w), PAGES);
    assert_false(ls_view_name_of_arn(w.client, scope_of(&w), LS_KIND_INSTANCE, STR("arn:99"), &name, &w.err));
    assert_int_equal(w.err.kind, ERR_NOT_FOUND);
    assert_int_equal(calls_of(&w), PAGES);
    world_end(&w);
}

/* ---- waiting ----------------------------------------------------------------------------------------------------- */

static bool until_version(void *context, const json_t *object, bool *ret_reached, struct err *err)
{
    const int *wanted = context;
    if (object == NULL)
        return fail(err, ERR_FAILED, "it is gone");
    *ret_reached = json_integer_value(json_object_get(object, "version")) >= *wanted;
    return true;
}

struct waiter {
    struct world *world;
    pthread_t thread;
    char name[32];
    int wanted;
    bool ok;
    struct err err;
};

static void *wait_for_it(void *context)
{
    struct waiter *waiter = context;
    struct arena *mem = arena_new();
    struct deadline deadline = deadline_begin(&waiter->world->stop, 20 * 1000);
    waiter->ok = ls_view_wait(waiter->world->client, (struct aws_scope){mem, &deadline}, LS_KIND_INSTANCE,
                              str_c(waiter->name), "instance ready", json_own(mem, json_object()),
                              until_version, &waiter->wanted, NULL, &waiter->err);
    arena_free(mem);
    return NULL;
}

static void waits_share_their_reads(void **state)
{
    (void)state;
    struct world w;
    struct waiter waiters[READERS];
    world_begin(&w);
    for (int i = 0; i < READERS; i++) {
        waiters[i] = (struct waiter){.world = &w, .wanted = 1};
        snprintf(waiters[i].name, sizeof waiters[i].name, "node-%d", i % NODES);
        assert_int_equal(pthread_create(&waiters[i].thread, NULL, wait_for_it, &waiters[i]), 0);
    }
    /* Ten rounds of reads, then the result that they wait for. */
    for (;;) {
        pthread_mutex_lock(&w.service.lock);
        bool enough = w.service.lists >= 10 * PAGES;
        w.service.version = enough;
        pthread_mutex_unlock(&w.service.lock);
        if (enough)
            break;
        sched_yield();
    }
    for (int i = 0; i < READERS; i++) {
        pthread_join(waiters[i].thread, NULL);
        assert_true(waiters[i].ok);
    }
    assert_true(w.service.gets < 3 * READERS);
    world_end(&w);
}

static bool until_gone(void *context, const json_t *object, bool *ret_reached, struct err *err)
{
    (void)context;
    (void)err;
    *ret_reached = object == NULL;
    return true;
}

/* Waits for the deletion of node-3 while others wait for something else, so all reads use lists. */
static bool wait_for_the_end(struct world *w, int64_t most_ms)
{
    enum { OTHERS = 4 };
    struct waiter others[OTHERS];
    for (int i = 0; i < OTHERS; i++) {
        others[i] = (struct waiter){.world = w, .wanted = 1};
        snprintf(others[i].name, sizeof others[i].name, "node-%d", 4 + i);
        assert_int_equal(pthread_create(&others[i].thread, NULL, wait_for_it, &others[i]), 0);
    }
    for (bool is_listed = false; !is_listed; sched_yield()) {
        pthread_mutex_lock(&w->service.lock);
        is_listed = w->service.lists > 2 * PAGES;
        pthread_mutex_unlock(&w->service.lock);
    }
    struct deadline deadline = deadline_begin(&w->stop, most_ms);
    bool ok = ls_view_wait(w->client, (struct aws_scope){w->mem, &deadline}, LS_KIND_INSTANCE, STR("node-3"),
                           "gone", NULL, until_gone, NULL, NULL, &w->err);
    pthread_mutex_lock(&w->service.lock);
    w->service.version = 1;
    pthread_mutex_unlock(&w->service.lock);
    for (int i = 0; i < OTHERS; i++)
        pthread_join(others[i].thread, NULL);
    return ok;
}

static void a_deletion_is_seen_by_lists(void **state)
{
    (void)state;
    for (int page_size = PAGE_SIZE; page_size <= NODES; page_size += NODES - PAGE_SIZE) {
        struct world w;
        world_begin(&w);
        w.service.page_size = page_size;
        w.service.missing = 3;
        assert_true(wait_for_the_end(&w, 400 * 1000));
        assert_int_equal(w.service.absent_gets, 0);
        world_end(&w);
    }
}

static void what_slips_through_a_list_is_not_at_its_end(void **state)
{
    (void)state;
    for (int list = 3; list <= 6; list++) {
        struct world w;
        world_begin(&w);
        w.service.slips_at = list;
        assert_false(wait_for_the_end(&w, 50 * 1000));
        assert_int_equal(w.err.kind, ERR_TIMEOUT);
        assert_true(w.service.first_pages >= list);
        world_end(&w);
    }
}

static void a_wait_ends_with_what_the_judge_says(void **state)
{
    (void)state;
    struct world w;
    json_t *last;
    int wanted = 5;
    world_begin(&w);
    w.service.missing = 2;
    assert_false(ls_view_wait(w.client, scope_of(&w), LS_KIND_INSTANCE, STR("node-2"), "x", NULL,
                              until_version, &wanted, &last, &w.err));
    assert_int_equal(w.err.kind, ERR_FAILED);
    assert_null(last);
    w.deadline = deadline_begin(&w.stop, 50);
    assert_false(ls_view_wait(w.client, scope_of(&w), LS_KIND_INSTANCE, STR("node-1"), "x", NULL,
                              until_version, &wanted, &last, &w.err));
    assert_int_equal(w.err.kind, ERR_TIMEOUT);
    assert_str_equal(json_member_text(last, "name"), STR("node-1"));
    world_end(&w);
}

/* ---- what was accepted ----------------------------------------------------------------------------------------- */

static json_t *accepted_answer(struct world *w)
{
    return json_own(w->mem, json_pack("{s:[{s:s, s:s, s:s, s:s}]}", "operations", "id", "op", "operationType",
                                      "CreateInstance", "resourceName", "node-2", "status", "Started"));
}

static bool wait_for_node_2(struct world *w, int wanted)
{
    json_t *last;
    w->err = (struct err){0};
    return ls_view_wait(w->client, scope_of(w), LS_KIND_INSTANCE, STR("node-2"), "node ready",
                        accepted_answer(w), until_version, &wanted, &last, &w->err);
}

static void no_operation_is_read_when_the_object_shows_the_result(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w);
    w.service.operation_status = "Started";
    w.service.version = 5;
    assert_true(wait_for_node_2(&w, 5));
    assert_int_equal(w.service.operation_looks, 0);
    world_end(&w);
}

static void what_is_not_there_yet_may_come(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w);
    w.service.operation_status = "Started";
    w.service.version = 5;
    w.service.missing = 2; /* until the operation is read again */
    assert_true(wait_for_node_2(&w, 5));
    assert_int_equal(w.service.operation_looks, 2);
    world_end(&w);
}

static void the_operation_shows_that_a_creation_failed(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w);
    w.service.operation_status = "Failed";
    w.service.missing = 2;
    assert_false(wait_for_node_2(&w, 5));
    assert_int_equal(w.err.kind, ERR_FAILED);
    assert_string_equal(w.err.code, "NoRoom");
    /* The operation succeeded, but there is no object: then the read is right. */
    w.service.operation_status = "Succeeded";
    w.service.operation_looks = 2;
    assert_false(wait_for_node_2(&w, 5));
    assert_int_equal(w.err.kind, ERR_FAILED);
    assert_string_equal(w.err.code, "");
    world_end(&w);
}

/* The object exists and does not change: after some seconds its operation is read. */
static void a_long_wait_reads_its_operation(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w);
    w.service.operation_status = "Failed";
    assert_false(wait_for_node_2(&w, 5));
    assert_int_equal(w.err.kind, ERR_FAILED);
    assert_int_equal(w.service.operation_looks, 1);
    world_end(&w);
}

int main(void)
{
    run_fast(100);
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_refreshes_share_one_list),
        cmocka_unit_test(a_change_makes_refreshes_read_again),
        cmocka_unit_test(now_is_now),
        cmocka_unit_test(an_object_missing_from_a_list_is_read_by_name),
        cmocka_unit_test(a_list_that_rests_is_gone_on_with),
        cmocka_unit_test(a_paused_list_ends_with_a_change),
        cmocka_unit_test(a_place_that_the_service_has_forgotten_is_no_error),
        cmocka_unit_test(a_response_without_the_object_is_an_error),
        cmocka_unit_test(an_error_is_returned_to_all_waiting_reads_only),
        cmocka_unit_test(another_reader_goes_on_when_the_leader_is_stopped),
        cmocka_unit_test(a_read_that_waits_for_a_list_can_be_stopped_alone),
        cmocka_unit_test(without_permission_to_list_everything_is_read_by_name),
        cmocka_unit_test(an_arn_is_known_from_any_earlier_result),
        cmocka_unit_test(waits_share_their_reads),
        cmocka_unit_test(a_deletion_is_seen_by_lists),
        cmocka_unit_test(what_slips_through_a_list_is_not_at_its_end),
        cmocka_unit_test(a_wait_ends_with_what_the_judge_says),
        cmocka_unit_test(no_operation_is_read_when_the_object_shows_the_result),
        cmocka_unit_test(what_is_not_there_yet_may_come),
        cmocka_unit_test(the_operation_shows_that_a_creation_failed),
        cmocka_unit_test(a_long_wait_reads_its_operation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
