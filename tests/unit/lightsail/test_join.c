/*
 * test_join.c — creations with a service made of threads: which callers share a request, and the result of
 * each. Knows the functions that replace parts of a client; must not know when requests are joined
 * (test_join_core.c).
 */
#include <pthread.h>

#include "lightsail/join.h"

#include "fakes.h"

enum { CALLERS = 8 };

/* What happens to requests. */
struct service {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool is_held; /* requests wait until this is over */
    int waiting, requests, most_names;
    const char *taken;   /* this name is refused */
    int throttles, lost; /* so many requests are */
    bool is_silent;      /* the response names no object of the request */
    int created[CALLERS];
};

static void hold_here(struct service *service)
{
    service->waiting++;
    pthread_cond_broadcast(&service->changed);
    while (service->is_held)
        pthread_cond_wait(&service->changed, &service->lock);
    service->waiting--;
}

static bool is_refused(const struct service *service, const json_t *names)
{
    for (size_t i = 0; service->taken != NULL && i < json_array_size(names); i++) {
        if (str_eqc(json_text(json_array_get(names, i)), service->taken))
            return true;
    }
    return false;
}

static struct str create(struct service *service, struct arena *mem, const json_t *names)
{
    struct buf out = buf_new(mem, 10000);
    buf_printf(&out, "{\"operations\":[");
    for (size_t i = 0; i < json_array_size(names); i++) {
        struct str name = json_text(json_array_get(names, i));
        service->created[name.data[name.len - 1] - '0']++;
        if (!service->is_silent)
            buf_printf(&out, "%s{\"id\":\"op-%.*s\",\"resourceName\":\"%.*s\",\"status\":\"Started\"}",
                       i > 0 ? "," : "", STR_ARG(name), STR_ARG(name));
    }
    buf_printf(&out, "]}");
    return buf_str(&out);
}

static bool serve(void *context, struct arena *mem, const struct http_request *request,
                  const struct deadline *deadline, struct http_response *ret, struct err *err)
{
    (void)deadline;
    struct service *service = context;
    json_t *in;
    if (!json_parse(mem, request->body, 10000, &in, err))
        return false;
    const json_t *names = json_object_get(in, "instanceNames");
    *ret = (struct http_response){.status = 400};
    pthread_mutex_lock(&service->lock);
    hold_here(service);
    service->requests++;
    if ((int)json_array_size(names) > service->most_names)
        service->most_names = (int)json_array_size(names);
    bool ok = true;
    if (service->throttles-- > 0) {
        ret->body = STR("{\"__type\":\"ThrottlingException\",\"message\":\"slower\"}");
    } else if (is_refused(service, names)) {
        ret->body = STR(
            "{\"__type\":\"InvalidInputException\",\"message\":\"Some names are already in use: x\"}");
    } else {
        *ret = (struct http_response){.status = 200, .body = create(service, mem, names)};
        if (service->lost-- > 0) {
            ok = fail(err, ERR_NETWORK, "the line is dead");
            err->retryable = err->maybe_done = true;
        }
    }
    pthread_mutex_unlock(&service->lock);
    return ok;
}

/* ---- the service and the callers ----------------------------------------------------------------------------- */

struct world {
    struct service service;
    struct ls_client *client;
};

/* One caller in a thread of its own. */
struct caller {
    struct world *world;
    pthread_t thread;
    struct stop stop;
    struct deadline deadline;
    struct arena *mem;
    char name[32];
    const char *bundle;
    bool ok;
    struct str operation;
    struct err err;
};

static void *ask(void *context)
{
    struct caller *c = context;
    json_t *in = json_own(c->mem, json_object()), *names = json_array(), *out = NULL;
    json_array_append_new(names, json_string(c->name));
    json_object_set_new(in, "instanceNames", names);
    json_object_set_new(in, "bundleId", json_string(c->bundle));
    c->ok = ls_call_joined(c->world->client, (struct aws_scope){c->mem, &c->deadline}, OP_CREATE_INSTANCES,
                           in, &out, &c->err);
    if (c->ok)
        c->operation = json_member_text(json_array_get(json_object_get(out, "operations"), 0), "id");
    return NULL;
}

static void caller_begin(struct caller *c, struct world *w, int number, const char *bundle)
{
    *c = (struct caller){.world = w, .mem = arena_new(), .bundle = bundle};
    snprintf(c->name, sizeof c->name, "node-%d", number);
    stop_init(&c->stop);
    c->deadline = deadline_begin(&c->stop, 20 * 1000);
    assert_int_equal(pthread_create(&c->thread, NULL, ask, c), 0);
}

static void caller_free(struct caller *c)
{
    stop_destroy(&c->stop);
    arena_free(c->mem);
}

static void hold(struct world *w, bool is_held)
{
    pthread_mutex_lock(&w->service.lock);
    w->service.is_held = is_held;
    pthread_cond_broadcast(&w->service.changed);
    pthread_mutex_unlock(&w->service.lock);
}

static void await_requests(struct world *w, int count)
{
    pthread_mutex_lock(&w->service.lock);
    while (w->service.waiting < count)
        pthread_cond_wait(&w->service.changed, &w->service.lock);
    pthread_mutex_unlock(&w->service.lock);
}

static void world_begin(struct world *w)
{
    *w = (struct world){0};
    struct aws_config config = plain_config();
    struct err err;
    clean_environment();
    pthread_mutex_init(&w->service.lock, NULL);
    pthread_cond_init(&w->service.changed, NULL);
    assert_true(ls_client_new(&config, &w->client, &err));
    ls_client_use_http(w->client, (struct http){serve, &w->service});
}

static void world_end(struct world *w)
{
    ls_client_free(w->client);
    pthread_cond_destroy(&w->service.changed);
    pthread_mutex_destroy(&w->service.lock);
}

/* The first caller's request is held until a second one, with all the others, is there: JOIN_LONGEST_MS at most. */
static void everybody_asks(struct world *w, struct caller callers[static CALLERS])
{
    hold(w, true);
    caller_begin(&callers[0], w, 0, "nano");
    await_requests(w, 1);
    for (int i = 1; i < CALLERS; i++)
        caller_begin(&callers[i], w, i, "nano");
    await_requests(w, 2);
    hold(w, false);
    for (int i = 0; i < CALLERS; i++)
        pthread_join(callers[i].thread, NULL);
}

static void everybody_ends(struct world *w, struct caller callers[static CALLERS])
{
    for (int i = 0; i < CALLERS; i++)
        caller_free(&callers[i]);
    world_end(w);
}

/* ---- tests ----------------------------------------------------------------------------------------------------- */

static void one_request_for_all_and_an_operation_for_each(void **state)
{
    (void)state;
    struct world w;
    struct caller callers[CALLERS];
    world_begin(&w);
    everybody_asks(&w, callers);
    for (int i = 0; i < CALLERS; i++) {
        assert_true(callers[i].ok);
        assert_int_equal(w.service.created[i], 1);
        assert_int_equal(callers[i].operation.data[callers[i].operation.len - 1], '0' + i);
    }
    assert_true(w.service.requests < CALLERS);
    assert_true(w.service.most_names > 1);
    everybody_ends(&w, callers);
}

static void a_refusal_is_reported_for_its_own_name_only(void **state)
{
    (void)state;
    struct world w;
    struct caller callers[CALLERS];
    world_begin(&w);
    w.service.taken = "node-5";
    everybody_asks(&w, callers);
    for (int i = 0; i < CALLERS; i++) {
        assert_int_equal(callers[i].ok, i != 5);
        assert_int_equal(w.service.created[i], i != 5);
    }
    assert_int_equal(callers[5].err.kind, ERR_CONFLICT);
    assert_false(callers[5].err.maybe_done);
    everybody_ends(&w, callers);
}

static void a_lost_response_is_lost_for_all_callers(void **state)
{
    (void)state;
    struct world w;
    struct caller callers[CALLERS];
    world_begin(&w);
    w.service.lost = CALLERS;
    everybody_asks(&w, callers);
    for (int i = 0; i < CALLERS; i++) {
        assert_false(callers[i].ok);
        assert_true(callers[i].err.maybe_done);
        assert_int_equal(w.service.created[i], 1);
    }
    everybody_ends(&w, callers);
}

static void a_response_without_a_name_is_an_error(void **state)
{
    (void)state;
    struct world w;
    struct caller callers[CALLERS];
    world_begin(&w);
    w.service.is_silent = true;
    everybody_asks(&w, callers);
    int silent = 0;
    for (int i = 0; i < CALLERS; i++) {
        silent += !callers[i].ok;
        assert_true(callers[i].ok || callers[i].err.maybe_done);
    }
    assert_true(silent > 1);
    everybody_ends(&w, callers);
}

static void a_throttle_is_repeated_for_all(void **state)
{
    (void)state;
    struct world w;
    struct caller callers[CALLERS];
    world_begin(&w);
    w.service.throttles = 3;
    everybody_asks(&w, callers);
    for (int i = 0; i < CALLERS; i++) {
        assert_true(callers[i].ok);
        assert_int_equal(w.service.created[i], 1);
    }
    assert_true(w.service.requests < CALLERS + 3);
    everybody_ends(&w, callers);
}

static void different_arguments_are_never_joined(void **state)
{
    (void)state;
    struct world w;
    struct caller callers[3];
    static const char *const bundles[] = {"nano", "micro", "small"};
    world_begin(&w);
    hold(&w, true);
    for (int i = 0; i < 3; i++)
        caller_begin(&callers[i], &w, i, bundles[i]);
    await_requests(&w, 3);
    hold(&w, false);
    for (int i = 0; i < 3; i++) {
        pthread_join(callers[i].thread, NULL);
        assert_true(callers[i].ok);
        caller_free(&callers[i]);
    }
    assert_int_equal(w.service.most_names, 1);
    world_end(&w);
}

/*
 * The first request is in flight; the second caller waits to send and is stopped. The third is not affected.
 */
static void a_stopped_caller_does_not_affect_the_others(void **state)
{
    (void)state;
    struct world w;
    struct caller first, second, third;
    world_begin(&w);
    hold(&w, true);
    caller_begin(&first, &w, 1, "nano");
    await_requests(&w, 1);
    caller_begin(&second, &w, 2, "nano");
    caller_begin(&third, &w, 3, "nano");
    stop_fire(&second.stop);
    pthread_join(second.thread, NULL);
    hold(&w, false);
    pthread_join(first.thread, NULL);
    pthread_join(third.thread, NULL);
    assert_true(first.ok && third.ok);
    /* The stop may have come before the caller joined, or after its request was sent. */
    assert_true(second.ok || second.err.kind == ERR_STOPPED);
    assert_true(second.ok || second.err.maybe_done || w.service.created[2] == 0);
    assert_int_equal(w.service.created[1] + w.service.created[3], 2);
    caller_free(&first);
    caller_free(&second);
    caller_free(&third);
    world_end(&w);
}

/* A throttle delays the sender; it is stopped meanwhile, and another caller sends for those that remain. */
static void a_leader_that_is_stopped_hands_over(void **state)
{
    (void)state;
    struct world w;
    struct caller leader, other;
    world_begin(&w);
    w.service.throttles = 1;
    hold(&w, true);
    caller_begin(&leader, &w, 1, "nano");
    await_requests(&w, 1);
    stop_fire(&leader.stop);
    caller_begin(&other, &w, 2, "nano");
    hold(&w, false);
    pthread_join(leader.thread, NULL);
    pthread_join(other.thread, NULL);
    assert_false(leader.ok);
    assert_int_equal(leader.err.kind, ERR_STOPPED);
    assert_false(leader.err.maybe_done);
    assert_true(other.ok);
    assert_int_equal(w.service.created[1], 0);
    assert_int_equal(w.service.created[2], 1);
    caller_free(&leader);
    caller_free(&other);
    world_end(&w);
}

static void what_takes_no_list_is_a_plain_call(void **state)
{
    (void)state;
    FIXTURE(f, NULL, {.status = 200, .body = "{\"operations\":[]}"});
    json_t *out, *in = json_own(f.mem, json_object());
    json_object_set_new(in, "staticIpName", json_string("address"));
    assert_true(ls_call_joined(f.client, scope_of_test(&f), OP_ALLOCATE_STATIC_IP, in, &out, &f.err));
    fixture_end(&f);
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_request_for_all_and_an_operation_for_each),
        cmocka_unit_test(a_refusal_is_reported_for_its_own_name_only),
        cmocka_unit_test(a_lost_response_is_lost_for_all_callers),
        cmocka_unit_test(a_response_without_a_name_is_an_error),
        cmocka_unit_test(a_throttle_is_repeated_for_all),
        cmocka_unit_test(different_arguments_are_never_joined),
        cmocka_unit_test(a_stopped_caller_does_not_affect_the_others),
        cmocka_unit_test(a_leader_that_is_stopped_hands_over),
        cmocka_unit_test(what_takes_no_list_is_a_plain_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
