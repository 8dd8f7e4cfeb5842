/*
 * test_server.c — a server with made-up methods and a client in one process: concurrency, unknown methods,
 * and every way to end.
 */
#include "../testing.h"

#include <pthread.h>
#include <stdio.h>

#include "base/clock.h"
#include "plugin/server.h"
#include "plugin/socket.h"

/* The tests' gRPC client, compiled in: a unit test is one object. */
#include "../../client/channel.c"

enum { LIMIT_MS = 20 * 1000, SLOW_CALLS = 50 };

struct fixture {
    struct socket_place place;
    struct server *server;
    struct channel *channel;
    pthread_t thread;
    bool ran_to_end, is_joined;

    pthread_mutex_t lock;
    pthread_cond_t changed;
    int waiting, stops;
    bool open;      /* the slow handlers may go on */
    bool let_go;    /* the stubborn one, too */
    int sent;       /* messages that a stream's handler got rid of */
    bool was_ended; /* a stream's handler saw that it was cancelled */
};

/* ---- methods ---- */

static void echo(void *context, struct rpc *rpc)
{
    (void)context;
    rpc->body = str_copy(rpc->mem, rpc->request);
}

/* Which thread it is. */
static void say_thread(void *context, struct rpc *rpc)
{
    (void)context;
    pthread_t self = pthread_self();
    rpc->body = str_copy(rpc->mem, str_n((const char *)&self, sizeof self));
}

static void wait_for_stop(void *context, struct rpc *rpc)
{
    struct fixture *f = context;
    pthread_mutex_lock(&f->lock);
    f->waiting++;
    pthread_cond_broadcast(&f->changed);
    while (!f->open)
        pthread_cond_wait(&f->changed, &f->lock);
    f->waiting--;
    pthread_mutex_unlock(&f->lock);
    rpc->body = STR("stopped");
}

/* A request to AWS that was sent and must complete. */
static void wait_in_spite_of_stop(void *context, struct rpc *rpc)
{
    struct fixture *f = context;
    pthread_mutex_lock(&f->lock);
    f->waiting++;
    pthread_cond_broadcast(&f->changed);
    while (!f->let_go)
        pthread_cond_wait(&f->changed, &f->lock);
    pthread_mutex_unlock(&f->lock);
    rpc->body = STR("stopped");
}

static void stop(void *context)
{
    struct fixture *f = context;
    pthread_mutex_lock(&f->lock);
    f->stops++;
    f->open = true;
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->lock);
}

static void stop_by_call(void *context, struct rpc *rpc)
{
    stop(context);
    rpc->body = STR("");
}

static void refuse_call(void *context, struct rpc *rpc)
{
    (void)context;
    rpc->status = RPC_INVALID_ARGUMENT;
    rpc->message = STR("not like this");
}

static void say_nothing(void *context, struct rpc *rpc)
{
    (void)context;
    (void)rpc;
}

enum { MANY_MESSAGES = 4000, MESSAGE_BYTES = 64 * 1024 };

/* As many messages as the request has bytes; without any, far more than the transport buffers. */
static void stream_messages(void *context, struct rpc *rpc)
{
    struct fixture *f = context;
    int count = rpc->request.len > 0 ? (int)rpc->request.len : MANY_MESSAGES;
    char *bytes = arena_alloc(rpc->mem, MESSAGE_BYTES);
    bool open = true;
    for (int i = 0; open && i < count; i++) {
        bytes[0] = (char)i;
        open = rpc->stream->send(rpc, str_n(bytes, rpc->request.len > 0 ? 1 : MESSAGE_BYTES));
        pthread_mutex_lock(&f->lock);
        f->sent += open;
        pthread_mutex_unlock(&f->lock);
    }
    pthread_mutex_lock(&f->lock);
    f->was_ended = !open;
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->lock);
}

static void end_wait(void *argument)
{
    struct fixture *f = argument;
    pthread_mutex_lock(&f->lock);
    f->was_ended = true;
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->lock);
}

/* One message, then nothing until the client cancels or the server stops. */
static void stream_and_wait(void *context, struct rpc *rpc)
{
    struct fixture *f = context;
    rpc->stream->watch(rpc, end_wait, f);
    rpc->stream->send(rpc, STR("first"));
    pthread_mutex_lock(&f->lock);
    f->waiting++;
    pthread_cond_broadcast(&f->changed);
    while (!f->was_ended && !f->open)
        pthread_cond_wait(&f->changed, &f->lock);
    f->waiting--;
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->lock);
    rpc->stream->watch(rpc, NULL, NULL);
    rpc->stream->send(rpc, STR("last"));
}

static const struct method methods[] = {
    {"/t/Echo", METHOD_WORK, echo, NULL},
    {"/t/Quick", METHOD_QUICK, say_thread, NULL},
    {"/t/Slow", METHOD_WORK, wait_for_stop, NULL},
    {"/t/Stubborn", METHOD_WORK, wait_in_spite_of_stop, NULL},
    {"/t/Refuse", METHOD_WORK, refuse_call, NULL},
    {"/t/Messages", METHOD_STREAM, stream_messages, NULL},
    {"/t/Wait", METHOD_STREAM, stream_and_wait, NULL},
    {"/t/RefuseStream", METHOD_STREAM, refuse_call, NULL},
    {"/t/Stop", METHOD_AT_ONCE, stop_by_call, NULL},
    {"/t/Shutdown", METHOD_SHUTDOWN, say_nothing, NULL},
    {"/t/Stdio", METHOD_LIFELINE, NULL, NULL},
    {"/t/Hold", METHOD_HOLD, NULL, NULL},
    {"/t/Missing", METHOD_MISSING, NULL, "for a reason"},
};

/* ---- the frame ---- */

static void *serve(void *argument)
{
    struct fixture *f = argument;
    f->ran_to_end = server_run(f->server);
    return NULL;
}

static struct fixture *begin(bool end_with_client)
{
    struct fixture *f = calloc(1, sizeof *f);
    pthread_mutex_init(&f->lock, NULL);
    pthread_cond_init(&f->changed, NULL);
    struct err err;
    assert_true(socket_place_new(STR(""), STR(""), &f->place, &err));
    char address[256];
    snprintf(address, sizeof address, "unix:%s", f->place.path);
    f->server = server_new(&(struct server_options){
        .methods = methods,
        .method_count = sizeof methods / sizeof methods[0],
        .context = f,
        .stop = stop,
        .end_with_client = end_with_client,
        .max_workers = SLOW_CALLS + 2,
        .worker_idle_ms = 1000,
    });
    assert_true(server_listen(f->server, address, NULL, NULL, &err));
    server_start(f->server);
    assert_int_equal(pthread_create(&f->thread, NULL, serve, f), 0);
    f->channel = channel_new(&(struct channel_options){.target = address});
    return f;
}

/* After the server was asked to end. */
static void finish(struct fixture *f)
{
    if (!f->is_joined)
        pthread_join(f->thread, NULL);
    assert_true(f->ran_to_end);
    server_free(f->server);
    if (f->channel != NULL)
        channel_free(f->channel);
    socket_place_remove(&f->place);
    pthread_cond_destroy(&f->changed);
    pthread_mutex_destroy(&f->lock);
    free(f);
}

static int status_of(struct fixture *f, const char *path)
{
    struct answer answer = channel_call(f->channel, path, "", 0, LIMIT_MS);
    int status = answer.status;
    answer_free(&answer);
    return status;
}

struct slow_call {
    struct fixture *fixture;
    const char *path;
    pthread_t thread;
    struct answer answer;
};

static void *call_slowly(void *argument)
{
    struct slow_call *call = argument;
    call->answer = channel_call(call->fixture->channel, call->path, "", 0, LIMIT_MS);
    return NULL;
}

static void begin_calls(struct fixture *f, const char *path, struct slow_call *calls, int count)
{
    for (int i = 0; i < count; i++) {
        calls[i].fixture = f;
        calls[i].path = path;
        assert_int_equal(pthread_create(&calls[i].thread, NULL, call_slowly, &calls[i]), 0);
    }
    pthread_mutex_lock(&f->lock);
    while (f->waiting < count)
        pthread_cond_wait(&f->changed, &f->lock);
    pthread_mutex_unlock(&f->lock);
}

static void end_slow_calls(struct slow_call *calls, int count)
{
    for (int i = 0; i < count; i++) {
        pthread_join(calls[i].thread, NULL);
        assert_int_equal(calls[i].answer.status, 0);
        assert_int_equal(calls[i].answer.len, 7);
        answer_free(&calls[i].answer);
    }
}

/* ---- tests ---- */

static void messages_come_back_whole(void **state)
{
    (void)state;
    struct fixture *f = begin(true);
    enum { SIZE = 16 * 1024 * 1024 }; /* four times gRPC's default limit */
    unsigned char *bytes = malloc(SIZE);
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (unsigned char)(i * 7);
    struct answer answer = channel_call(f->channel, "/t/Echo", bytes, SIZE, LIMIT_MS);
    assert_int_equal(answer.status, 0);
    assert_int_equal(answer.len, SIZE);
    assert_memory_equal(answer.bytes, bytes, SIZE);
    answer_free(&answer);
    answer = channel_call(f->channel, "/t/Echo", "", 0, LIMIT_MS);
    assert_int_equal(answer.status, 0);
    assert_int_equal(answer.len, 0);
    answer_free(&answer);
    free(bytes);
    server_stop(f->server, LIMIT_MS);
    finish(f);
}

static void what_is_unknown_is_unimplemented_at_once(void **state)
{
    (void)state;
    struct fixture *f = begin(true);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(status_of(f, "/t/NoSuch"), RPC_UNIMPLEMENTED);
        assert_int_equal(status_of(f, "/x.Y/Z"), RPC_UNIMPLEMENTED);
        assert_int_equal(status_of(f, "/t/Missing"), RPC_UNIMPLEMENTED);
    }
    struct answer answer = channel_call(f->channel, "/t/Missing", "", 0, LIMIT_MS);
    assert_string_equal(answer.message, "for a reason");
    answer_free(&answer);
    answer = channel_call(f->channel, "/t/Refuse", "", 0, LIMIT_MS);
    assert_int_equal(answer.status, RPC_INVALID_ARGUMENT);
    assert_string_equal(answer.message, "not like this");
    answer_free(&answer);
    assert_int_equal(status_of(f, "/t/Echo"), RPC_OK);
    server_stop(f->server, LIMIT_MS);
    finish(f);
}

/* A METHOD_QUICK is handled by the polling thread, unless it is so large that others would wait for it. */
static void a_small_quick_call_needs_no_worker(void **state)
{
    (void)state;
    struct fixture *f = begin(true);
    static const struct {
        size_t len;
        bool by_poller;
    } rows[] = {{0, true}, {64 * 1024, true}, {64 * 1024 + 1, false}, {4 * 1024 * 1024, false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *bytes = calloc(1, rows[i].len + 1);
        struct answer answer = channel_call(f->channel, "/t/Quick", bytes, rows[i].len, LIMIT_MS);
        pthread_t thread;
        assert_int_equal(answer.status, 0);
        assert_int_equal(answer.len, sizeof thread);
        memcpy(&thread, answer.bytes, sizeof thread);
        assert_int_equal(pthread_equal(thread, f->thread) != 0, rows[i].by_poller);
        answer_free(&answer);
        free(bytes);
    }
    server_stop(f->server, LIMIT_MS);
    finish(f);
}

static void a_stop_is_received_beside_fifty_blocking_calls(void **state)
{
    (void)state;
    struct fixture *f = begin(true);
    struct slow_call calls[SLOW_CALLS];
    begin_calls(f, "/t/Slow", calls, SLOW_CALLS);
    struct answer answer = channel_call(f->channel, "/t/Stop", "", 0, LIMIT_MS);
    assert_int_equal(answer.status, 0);
    assert_true(answer.took_ms < LIMIT_MS / 2);
    answer_free(&answer);
    end_slow_calls(calls, SLOW_CALLS);
    assert_int_equal(status_of(f, "/t/Echo"), RPC_OK); /* the process goes on */
    assert_int_equal(status_of(f, "/t/Shutdown"), RPC_OK);
    finish(f);
}

static void shutdown_ends_the_server_under_open_streams(void **state)
{
    (void)state;
    struct fixture *f = begin(true);
    channel_open_stream(f->channel, "/t/Stdio", true);
    channel_open_stream(f->channel, "/t/Hold", false);
    assert_int_equal(status_of(f, "/t/Echo"), RPC_OK);
    int64_t begin_ms = clock_monotonic_ms();
    assert_int_equal(status_of(f, "/t/Shutdown"), RPC_OK);
    pthread_join(f->thread, NULL);
    assert_true(clock_monotonic_ms() - begin_ms < LIMIT_MS / 2);
    f->is_joined = true;
    finish(f);
}

static void running_calls_are_interrupted_and_get_a_response(void **state)
{
    (void)state;
    struct fixture *f = begin(true);
    struct slow_call calls[3];
    begin_calls(f, "/t/Slow", calls, 3);
    server_stop(f->server, LIMIT_MS);
    end_slow_calls(calls, 3);
    assert_int_equal(f->stops, 1);
    finish(f);
}

static void an_ending_server_refuses_new_calls_and_completes_running_ones(void **state)
{
    (void)state;
    struct fixture *f = begin(true);
    channel_open_stream(f->channel, "/t/Stdio", true);
    struct slow_call call;
    begin_calls(f, "/t/Stubborn", &call, 1);
    server_stop(f->server, LIMIT_MS);
    struct answer answer = channel_call(f->channel, "/t/Echo", "", 0, LIMIT_MS);
    assert_int_equal(answer.status, RPC_UNAVAILABLE);
    assert_string_equal(answer.message, "the provider is shutting down");
    answer_free(&answer);
    assert_int_equal(status_of(f, "/t/Hold"), RPC_UNAVAILABLE);
    assert_int_equal(status_of(f, "/t/Stop"), RPC_OK);
    assert_int_equal(status_of(f, "/t/NoSuch"), RPC_UNIMPLEMENTED);
    assert_int_equal(status_of(f, "/t/Shutdown"), RPC_OK);
    pthread_mutex_lock(&f->lock);
    f->let_go = true;
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->lock);
    end_slow_calls(&call, 1);
    finish(f);
}

static void the_end_of_the_client_is_the_end_of_the_server(void **state)
{
    (void)state;
    struct fixture *f = begin(true);
    channel_open_stream(f->channel, "/t/Hold", false);
    channel_open_stream(f->channel, "/t/Stdio", true);
    channel_free(f->channel);
    f->channel = NULL;
    finish(f);
}

static void in_debug_mode_clients_come_and_go(void **state)
{
    (void)state;
    struct fixture *f = begin(false);
    char address[256];
    snprintf(address, sizeof address, "unix:%s", f->place.path);
    for (int i = 0; i < 3; i++) {
        channel_open_stream(f->channel, "/t/Stdio", true);
        assert_int_equal(status_of(f, "/t/Echo"), RPC_OK);
        channel_free(f->channel);
        f->channel = channel_new(&(struct channel_options){.target = address});
    }
    assert_int_equal(status_of(f, "/t/Echo"), RPC_OK);
    server_stop(f->server, LIMIT_MS);
    finish(f);
}

/* ---- streams of responses ---- */

/* Reads to the end: the number of messages; `ret_status` and the last message's bytes. */
static int read_all(struct reading *reading, int *ret_status, char *last, size_t size)
{
    struct answer answer;
    int count = 0;
    while (reading_next(reading, &answer)) {
        snprintf(last, size, "%.*s", (int)answer.len, (const char *)answer.bytes);
        count++;
        answer_free(&answer);
    }
    *ret_status = answer.status;
    answer_free(&answer);
    return count;
}

static void messages_of_a_stream_come_in_order_and_it_ends(void **state)
{
    (void)state;
    struct fixture *f = begin(true);
    struct reading *reading = reading_new(f->channel, "/t/Messages", "abc", 3, LIMIT_MS);
    struct answer answer;
    for (int i = 0; i < 3; i++) {
        assert_true(reading_next(reading, &answer));
        assert_int_equal(answer.len, 1);
        assert_int_equal(answer.bytes[0], i);
        answer_free(&answer);
    }
    assert_false(reading_next(reading, &answer));
    assert_int_equal(answer.status, RPC_OK);
    answer_free(&answer);
    reading_free(reading);

    int status;
    char last[16] = "";
    reading = reading_new(f->channel, "/t/RefuseStream", "", 0, LIMIT_MS);
    assert_int_equal(read_all(reading, &status, last, sizeof last), 0);
    assert_int_equal(status, RPC_INVALID_ARGUMENT);
    reading_free(reading);
    assert_int_equal(status_of(f, "/t/Shutdown"), RPC_OK);
    finish(f);
}

/* A client that does not read blocks the handler; one that cancels ends it. */
static void a_stream_goes_no_faster_than_it_is_read(void **state)
{
    (void)state;
    struct fixture *f = begin(true);
    struct reading *reading = reading_new(f->channel, "/t/Messages", "", 0, LIMIT_MS);
    struct answer answer;
    assert_true(reading_next(reading, &answer));
    assert_int_equal(answer.len, MESSAGE_BYTES);
    answer_free(&answer);
    for (int i = 0; i < 20; i++) /* time enough to send all of it, if nothing held it up */
        assert_int_equal(status_of(f, "/t/Echo"), RPC_OK);
    reading_cancel(reading);
    pthread_mutex_lock(&f->lock);
    while (!f->was_ended)
        pthread_cond_wait(&f->changed, &f->lock);
    assert_true(f->sent > 0 && f->sent < MANY_MESSAGES / 2);
    pthread_mutex_unlock(&f->lock);
    int status;
    char last[16];
    read_all(reading, &status, last, sizeof last);
    assert_int_equal(status, 1); /* CANCELLED, as the client's library reports it */
    reading_free(reading);
    server_stop(f->server, LIMIT_MS);
    finish(f);
}

static struct reading *begin_waiting_stream(struct fixture *f)
{
    struct reading *reading = reading_new(f->channel, "/t/Wait", "", 0, LIMIT_MS);
    struct answer answer;
    assert_true(reading_next(reading, &answer));
    assert_int_equal(answer.len, 5);
    answer_free(&answer);
    pthread_mutex_lock(&f->lock);
    while (f->waiting == 0)
        pthread_cond_wait(&f->changed, &f->lock);
    pthread_mutex_unlock(&f->lock);
    return reading;
}

static void cancelling_a_stream_wakes_its_handler(void **state)
{
    (void)state;
    struct fixture *f = begin(true);
    struct reading *reading = begin_waiting_stream(f);
    reading_cancel(reading);
    pthread_mutex_lock(&f->lock);
    while (f->waiting > 0)
        pthread_cond_wait(&f->changed, &f->lock);
    assert_true(f->was_ended);
    assert_int_equal(f->stops, 0);
    pthread_mutex_unlock(&f->lock);
    reading_free(reading);
    assert_int_equal(status_of(f, "/t/Echo"), RPC_OK);
    assert_int_equal(status_of(f, "/t/Shutdown"), RPC_OK);
    finish(f);
}

static void a_stream_at_work_is_finished_before_the_end(void **state)
{
    (void)state;
    struct fixture *f = begin(true);
    struct reading *reading = begin_waiting_stream(f);
    server_stop(f->server, LIMIT_MS);
    int status;
    char last[16] = "";
    assert_int_equal(read_all(reading, &status, last, sizeof last), 1);
    assert_string_equal(last, "last");
    assert_int_equal(status, RPC_OK);
    assert_false(f->was_ended);
    reading_free(reading);
    finish(f);
}

static void a_client_that_goes_away_ends_its_streams(void **state)
{
    (void)state;
    struct fixture *f = begin(true);
    struct reading *flood = reading_new(f->channel, "/t/Messages", "", 0, LIMIT_MS);
    struct answer answer;
    assert_true(reading_next(flood, &answer));
    answer_free(&answer);
    channel_open_stream(f->channel, "/t/Stdio", true);
    reading_free(flood);
    channel_free(f->channel);
    f->channel = NULL;
    finish(f);
}

static void a_server_that_never_ran_can_be_freed(void **state)
{
    (void)state;
    struct server *server = server_new(&(struct server_options){
        .methods = methods, .method_count = 1, .stop = stop, .max_workers = 1, .worker_idle_ms = 1});
    struct err err;
    assert_false(server_listen(server, "unix:/does/not/exist/socket", NULL, NULL, &err));
    assert_int_equal(err.kind, ERR_USER);
    server_free(server);
}

static void tcp_gives_a_port(void **state)
{
    (void)state;
    struct server *server = server_new(&(struct server_options){
        .methods = methods, .method_count = 1, .stop = stop, .max_workers = 1, .worker_idle_ms = 1});
    struct err err;
    int port = 0;
    assert_true(server_listen(server, "127.0.0.1:0", NULL, &port, &err));
    assert_true(port > 0);
    server_free(server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_come_back_whole),
        cmocka_unit_test(what_is_unknown_is_unimplemented_at_once),
        cmocka_unit_test(a_small_quick_call_needs_no_worker),
        cmocka_unit_test(a_stop_is_received_beside_fifty_blocking_calls),
        cmocka_unit_test(shutdown_ends_the_server_under_open_streams),
        cmocka_unit_test(running_calls_are_interrupted_and_get_a_response),
        cmocka_unit_test(an_ending_server_refuses_new_calls_and_completes_running_ones),
        cmocka_unit_test(the_end_of_the_client_is_the_end_of_the_server),
        cmocka_unit_test(in_debug_mode_clients_come_and_go),
        cmocka_unit_test(messages_of_a_stream_come_in_order_and_it_ends),
        cmocka_unit_test(a_stream_goes_no_faster_than_it_is_read),
        cmocka_unit_test(cancelling_a_stream_wakes_its_handler),
        cmocka_unit_test(a_stream_at_work_is_finished_before_the_end),
        cmocka_unit_test(a_client_that_goes_away_ends_its_streams),
        cmocka_unit_test(a_server_that_never_ran_can_be_freed),
        cmocka_unit_test(tcp_gives_a_port),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    grpc_init(); /* for good: after a write that had to wait, the last grpc_shutdown may wait for a poller of gRPC's own, for ten seconds */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
