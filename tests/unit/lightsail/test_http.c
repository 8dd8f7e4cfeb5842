/*
 * test_http.c — libcurl with a real socket on this machine: reuse, lost responses, limits, stops, many
 * threads.
 */
#include "aws/http.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fakes.h"

/* ---- a server with one behaviour ----------------------------------------------------------------------- */

enum behaviour {
    ANSWERS,          /* and keeps the connection */
    HANGS_UP,         /* after it read the request */
    HANGS_UP_LATER,   /* responds to the first request of a connection, closes it after reading the second */
    SAYS_NOTHING,     /* until the other side gives up */
    ANSWERS_ON_SIGN,  /* as soon as the test allows it */
    ANSWERS_HALF,     /* and closes the connection */
    ANSWERS_TOO_MUCH, /* 64 KiB */
};

struct server {
    int listener;
    struct str url;
    char url_text[64];
    enum behaviour behaviour;
    pthread_t thread;
    sem_t got_request, may_answer;
    _Atomic int requests, connections;
};

struct visit {
    struct server *server;
    int fd;
};

/* Reads one request; false when the other side is gone. */
static bool read_request(int fd)
{
    char text[16384];
    size_t len = 0;
    for (;;) {
        ssize_t got = recv(fd, text + len, sizeof text - 1 - len, 0);
        if (got <= 0)
            return false;
        len += (size_t)got;
        text[len] = '\0';
        const char *end = strstr(text, "\r\n\r\n"), *length = strcasestr(text, "Content-Length:");
        if (end != NULL && length != NULL &&
            len >= (size_t)(end + 4 - text) + (size_t)strtol(length + 15, NULL, 10))
            return true;
    }
}

static void say(int fd, const char *text)
{
    ssize_t sent = send(fd, text, strlen(text), MSG_NOSIGNAL);
    (void)sent; /* the other side may have closed the connection, which some tests want */
}

static const char good_answer[] =
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nx-amzn-RequestId: r-1\r\n"
    "X-Amzn-ErrorType:  Some#Type \r\nDate: Mon, 01 Jan 2024 00:00:07 GMT\r\n\r\n{}";

/* False when the connection ends here. */
static bool serve(struct server *server, int fd, int request_on_connection)
{
    char much[64 * 1024 + 1];
    char unused;
    switch (server->behaviour) {
    case HANGS_UP_LATER:
        if (request_on_connection > 1)
            return false;
        say(fd, good_answer);
        return true;
    case ANSWERS_ON_SIGN:
        sem_wait(&server->may_answer);
        say(fd, good_answer);
        return true;
    case ANSWERS:
        say(fd, good_answer);
        return true;
    case SAYS_NOTHING:
        while (recv(fd, &unused, 1, 0) > 0)
            continue;
        return false;
    case ANSWERS_HALF:
        say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":");
        return false;
    case ANSWERS_TOO_MUCH:
        memset(much, 'x', sizeof much - 1);
        much[sizeof much - 1] = '\0';
        say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 65536\r\n\r\n");
        say(fd, much);
        return false;
    case HANGS_UP:
        return false;
    }
    return false;
}

static void *visit_run(void *context)
{
    struct visit *visit = context;
    struct server *server = visit->server;
    for (int i = 1; read_request(visit->fd); i++) {
        atomic_fetch_add(&server->requests, 1);
        sem_post(&server->got_request);
        if (!serve(server, visit->fd, i))
            break;
    }
    close(visit->fd);
    free(visit);
    return NULL;
}

/* A thread for each connection, all ended with the server. */
static void *server_run(void *context)
{
    enum { MOST = 64 };
    struct server *server = context;
    pthread_t visits[MOST];
    int count = 0, fd;
    while (count < MOST && (fd = accept(server->listener, NULL, NULL)) >= 0) {
        atomic_fetch_add(&server->connections, 1);
        struct visit *visit = calloc(1, sizeof *visit);
        *visit = (struct visit){server, fd};
        pthread_create(&visits[count++], NULL, visit_run, visit);
    }
    for (int i = 0; i < count; i++)
        pthread_join(visits[i], NULL);
    return NULL;
}

static void server_begin(struct server *server, enum behaviour behaviour)
{
    *server = (struct server){.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0),
                              .behaviour = behaviour};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    assert_int_equal(bind(server->listener, (struct sockaddr *)&address, len), 0);
    assert_int_equal(listen(server->listener, 64), 0);
    assert_int_equal(getsockname(server->listener, (struct sockaddr *)&address, &len), 0);
    snprintf(server->url_text, sizeof server->url_text, "http://127.0.0.1:%d/", ntohs(address.sin_port));
    server->url = str_c(server->url_text);
    sem_init(&server->got_request, 0, 0);
    sem_init(&server->may_answer, 0, 0);
    pthread_create(&server->thread, NULL, server_run, server);
}

static void server_end(struct server *server)
{
    shutdown(server->listener, SHUT_RDWR); /* wakes accept */
    pthread_join(server->thread, NULL);
    close(server->listener);
    sem_destroy(&server->got_request);
    sem_destroy(&server->may_answer);
}

/* ---- a client to it ------------------------------------------------------------------------------------ */

static const struct http_header some_headers[] = {{STR("Content-Type"), STR("application/x-amz-json-1.1")}};

struct visitor {
    struct server server;
    struct arena *mem;
    struct http_pool *pool;
    struct http http;
    struct http_request request;
    struct deadline deadline;
    struct http_response answer;
    struct err err;
};

static void visitor_begin(struct visitor *v, enum behaviour behaviour, const struct http_options *options)
{
    *v = (struct visitor){.mem = arena_new()};
    server_begin(&v->server, behaviour);
    v->pool = http_pool_new(v->mem, options);
    v->http = http_pool_http(v->pool);
    v->request = (struct http_request){.url = v->server.url,
                                       .headers = some_headers,
                                       .header_count = 1,
                                       .body = STR("{\"a\":1}"),
                                       .repeatable = true,
                                       .loopback = true};
    v->deadline = deadline_begin(NULL, 30 * 1000);
}

static void visitor_end(struct visitor *v)
{
    http_pool_close(v->pool);
    arena_free(v->mem);
    server_end(&v->server);
}

static bool visit(struct visitor *v)
{
    v->err = (struct err){0};
    return v->http.send(v->http.context, v->mem, &v->request, &v->deadline, &v->answer, &v->err);
}

static void test_response_and_reuse(void **state)
{
    (void)state;
    struct visitor v;
    visitor_begin(&v, ANSWERS, NULL);
    for (int i = 0; i < 5; i++) {
        assert_true(visit(&v));
        assert_int_equal(v.answer.status, 200);
        assert_str_equal(v.answer.body, STR("{}"));
        assert_str_equal(v.answer.request_id, STR("r-1"));
        assert_str_equal(v.answer.error_type, STR("Some#Type"));
        assert_str_equal(v.answer.date, STR("Mon, 01 Jan 2024 00:00:07 GMT"));
        assert_int_equal(v.answer.retry_after.len, 0);
    }
    assert_int_equal(atomic_load(&v.server.requests), 5);
    assert_int_equal(atomic_load(&v.server.connections), 1);
    assert_int_equal(http_pool_connections_opened(v.pool), 1);
    visitor_end(&v);
}

static void test_lost_response(void **state)
{
    (void)state;
    struct visitor v;
    visitor_begin(&v, HANGS_UP, NULL);
    assert_false(visit(&v));
    assert_int_equal(v.err.kind, ERR_NETWORK);
    assert_true(v.err.retryable);
    assert_true(v.err.maybe_done);
    assert_int_equal(atomic_load(&v.server.requests), 1);
    visitor_end(&v);
}

static void test_incomplete_response(void **state)
{
    (void)state;
    struct visitor v;
    visitor_begin(&v, ANSWERS_HALF, NULL);
    assert_false(visit(&v));
    assert_int_equal(v.err.kind, ERR_NETWORK);
    assert_true(v.err.maybe_done);
    visitor_end(&v);
}

/*
 * The second request uses the idle connection, and the server closes it after reading the request. curl would
 * send it again by itself, which must not happen to a request that is not repeatable.
 */
static void test_dying_connection(void **state)
{
    (void)state;
    struct visitor v;
    visitor_begin(&v, HANGS_UP_LATER, NULL);
    v.request.mutates = true;
    v.request.repeatable = false;
    assert_true(visit(&v));
    assert_false(visit(&v));
    assert_int_equal(v.err.kind, ERR_NETWORK);
    assert_true(v.err.maybe_done);
    assert_int_equal(atomic_load(&v.server.requests), 2);
    v.request.repeatable = true;
    assert_true(visit(&v));
    assert_true(visit(&v)); /* the server closes this connection; the request is sent again */
    assert_int_equal(atomic_load(&v.server.requests), 5);
    visitor_end(&v);
}

static void test_no_listener(void **state)
{
    (void)state;
    struct visitor v;
    visitor_begin(&v, ANSWERS, NULL);
    int unused = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    assert_int_equal(bind(unused, (struct sockaddr *)&address, len), 0); /* bound, but no process listens */
    assert_int_equal(getsockname(unused, (struct sockaddr *)&address, &len), 0);
    v.request.url = str_printf(v.mem, "http://127.0.0.1:%d/", ntohs(address.sin_port));
    v.request.mutates = true;
    assert_false(visit(&v));
    assert_int_equal(v.err.kind, ERR_NETWORK);
    assert_true(v.err.retryable);
    assert_false(v.err.maybe_done);
    assert_non_null(strstr(v.err.text, "127.0.0.1"));
    close(unused);
    visitor_end(&v);
}

/* In a network of its own, which has nothing at all, because this machine may well have IPv6. */
static void test_ipv6_alone_without_ipv6(void **state)
{
    (void)state;
    struct visitor v;
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
        skip();
    visitor_begin(&v, ANSWERS, NULL);
    v.request.url = STR("https://[2001:db8::1]/secret-path");
    v.request.shown = STR("lightsail.example");
    assert_false(visit(&v));
    assert_int_equal(v.err.kind, ERR_NETWORK);
    assert_false(v.err.retryable);
    assert_true(str_starts_with(str_c(v.err.text), STR("cannot connect to lightsail.example: ")));
    assert_null(strstr(v.err.text, "secret-path"));
    assert_non_null(strstr(v.err.hint, "this machine has no IPv6"));
    /* An IPv4 address does not need IPv6. */
    v.request.url = STR("https://192.0.2.1/");
    assert_false(visit(&v));
    assert_null(strstr(v.err.hint, "IPv6"));
    visitor_end(&v);
}

static void test_time_limit_of_a_request(void **state)
{
    (void)state;
    struct visitor v;
    visitor_begin(&v, SAYS_NOTHING, &(struct http_options){.request_timeout_ms = 100});
    assert_false(visit(&v));
    assert_int_equal(v.err.kind, ERR_NETWORK);
    assert_true(v.err.retryable);
    assert_true(v.err.maybe_done);
    visitor_end(&v);
}

static void test_deadline_ends(void **state)
{
    (void)state;
    struct visitor v;
    visitor_begin(&v, SAYS_NOTHING, &(struct http_options){.grace_ms = 100});
    v.deadline = deadline_begin(NULL, 80);
    assert_false(visit(&v));
    assert_int_equal(v.err.kind, ERR_TIMEOUT);
    v.request.mutates = true;
    v.deadline = deadline_begin(NULL, 80);
    int64_t begun_ms = clock_monotonic_ms();
    assert_false(visit(&v));
    assert_int_equal(v.err.kind, ERR_TIMEOUT);
    assert_true(v.err.maybe_done);
    assert_true(clock_monotonic_ms() - begun_ms >= 80 + 100);
    visitor_end(&v);
}

static void test_limit_of_size(void **state)
{
    (void)state;
    struct visitor v;
    visitor_begin(&v, ANSWERS_TOO_MUCH, &(struct http_options){.most_response_bytes = 1000});
    assert_false(visit(&v));
    assert_int_equal(v.err.kind, ERR_PROTOCOL);
    assert_non_null(strstr(v.err.text, "1000 bytes"));
    assert_true(v.err.maybe_done);
    visitor_end(&v);
}

/*
 * Fires the stop once the server has received a request; the server responds afterwards when the test wants
 * it.
 */
struct stopper {
    struct server *server;
    struct stop *stop;
    bool then_answer;
};

static void *stopper_run(void *context)
{
    struct stopper *stopper = context;
    sem_wait(&stopper->server->got_request);
    stop_fire(stopper->stop);
    if (stopper->then_answer)
        sem_post(&stopper->server->may_answer);
    return NULL;
}

static bool visit_and_stop(struct visitor *v, bool then_answer)
{
    struct stop stop;
    stop_init(&stop);
    v->deadline = deadline_begin(&stop, 30 * 1000);
    struct stopper stopper = {&v->server, &stop, then_answer};
    pthread_t thread;
    pthread_create(&thread, NULL, stopper_run, &stopper);
    bool ok = visit(v);
    pthread_join(thread, NULL);
    stop_destroy(&stop);
    return ok;
}

static void test_stop_ends_a_read_at_once(void **state)
{
    (void)state;
    struct visitor v;
    visitor_begin(&v, SAYS_NOTHING, &(struct http_options){.grace_ms = 20 * 1000});
    int64_t begun_ms = clock_monotonic_ms();
    assert_false(visit_and_stop(&v, false));
    assert_int_equal(v.err.kind, ERR_STOPPED);
    assert_true(clock_monotonic_ms() - begun_ms < 18 * 1000);
    visitor_end(&v);
}

/* A change whose response arrives within the grace time is known to be done, also after a stop. */
static void test_stop_lets_a_change_come_back(void **state)
{
    (void)state;
    struct visitor v;
    visitor_begin(&v, ANSWERS_ON_SIGN, &(struct http_options){.grace_ms = 20 * 1000});
    v.request.mutates = true;
    assert_true(visit_and_stop(&v, true));
    assert_int_equal(v.answer.status, 200);
    visitor_end(&v);
}

static void test_stop_gives_up_a_change_after_the_grace(void **state)
{
    (void)state;
    struct visitor v;
    visitor_begin(&v, SAYS_NOTHING, &(struct http_options){.grace_ms = 50});
    v.request.mutates = true;
    assert_false(visit_and_stop(&v, false));
    assert_int_equal(v.err.kind, ERR_STOPPED);
    assert_true(v.err.maybe_done);
    visitor_end(&v);
}

enum { THREADS = 8, CALLS = 25 };

static void *many_calls(void *context)
{
    struct ls_client *client = context;
    intptr_t good = 0;
    for (int i = 0; i < CALLS; i++) {
        struct arena *mem = arena_new();
        struct deadline deadline = deadline_begin(NULL, 30 * 1000);
        struct err err;
        json_t *out;
        good += ls_call(client, (struct aws_scope){mem, &deadline}, OP_GET_INSTANCES, NULL, &out, &err);
        arena_free(mem);
    }
    return (void *)good;
}

/* A whole client, used by all threads at once: no more connections than threads. */
static void test_many_threads(void **state)
{
    (void)state;
    struct server server;
    server_begin(&server, ANSWERS);
    clean_environment();
    struct aws_config config = plain_config();
    config.endpoint = server.url;
    struct ls_client *client;
    struct err err;
    assert_true(ls_client_new(&config, &client, &err));
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, many_calls, client);
    intptr_t good = 0;
    for (int i = 0; i < THREADS; i++) {
        void *result;
        pthread_join(threads[i], &result);
        good += (intptr_t)result;
    }
    assert_int_equal(good, THREADS * CALLS);
    assert_int_equal(atomic_load(&server.requests), THREADS * CALLS);
    assert_in_range(atomic_load(&server.connections), 1, THREADS);
    ls_client_free(client);
    server_end(&server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_response_and_reuse),
        cmocka_unit_test(test_lost_response),
        cmocka_unit_test(test_incomplete_response),
        cmocka_unit_test(test_dying_connection),
        cmocka_unit_test(test_no_listener),
        cmocka_unit_test(test_time_limit_of_a_request),
        cmocka_unit_test(test_deadline_ends),
        cmocka_unit_test(test_limit_of_size),
        cmocka_unit_test(test_stop_ends_a_read_at_once),
        cmocka_unit_test(test_stop_lets_a_change_come_back),
        cmocka_unit_test(test_stop_gives_up_a_change_after_the_grace),
        cmocka_unit_test(test_many_threads),
        cmocka_unit_test(test_ipv6_alone_without_ipv6), /* the last: there is no network afterwards */
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
