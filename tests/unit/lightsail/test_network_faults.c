/*
 * test_network_faults.c — each kind of network failure, with a real socket: its message, whether the request
 * may have been seen, and whether it is retryable.
 */
#include "aws/http.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fakes.h"

/* ---- a server that sends given bytes and closes the connection ------------------------------------------- */

struct server {
    int listener;
    int port;
    bool ipv6, resets, before_reading;
    const char *answer;
    pthread_t thread;
    _Atomic int requests;
};

static void read_request(int fd)
{
    char text[8192];
    size_t len = 0;
    const char *end = NULL, *length = NULL;
    do {
        ssize_t got = recv(fd, text + len, sizeof text - 1 - len, 0);
        if (got <= 0)
            return;
        len += (size_t)got;
        text[len] = '\0';
        end = strstr(text, "\r\n\r\n");
        length = strcasestr(text, "Content-Length:");
    } while (end == NULL ||
             (length != NULL && len < (size_t)(end + 4 - text) + (size_t)strtol(length + 15, NULL, 10)));
}

static void *server_run(void *context)
{
    struct server *server = context;
    for (int fd; (fd = accept(server->listener, NULL, NULL)) >= 0;) {
        atomic_fetch_add(&server->requests, 1);
        if (!server->before_reading)
            read_request(fd);
        if (server->answer != NULL && send(fd, server->answer, strlen(server->answer), MSG_NOSIGNAL) < 0)
            atomic_fetch_add(&server->requests, 1000); /* no connection is aborted in these tests */
        const struct linger now = {.l_onoff = server->resets, .l_linger = 0};
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        close(fd);
    }
    return NULL;
}

static void server_begin(struct server *server)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct sockaddr *address = server->ipv6 ? (struct sockaddr *)&v6 : (struct sockaddr *)&v4;
    socklen_t len = server->ipv6 ? sizeof v6 : sizeof v4;
    server->listener = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(server->listener, address, len) != 0) {
        close(server->listener);
        server->listener = -1; /* no IPv6 on this machine */
        return;
    }
    assert_int_equal(listen(server->listener, 16), 0);
    assert_int_equal(getsockname(server->listener, address, &len), 0);
    server->port = ntohs(server->ipv6 ? v6.sin6_port : v4.sin_port);
    pthread_create(&server->thread, NULL, server_run, server);
}

static void server_end(struct server *server)
{
    shutdown(server->listener, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->listener);
}

/* ---- one request ------------------------------------------------------------------------------------------ */

struct visit {
    struct arena *mem;
    struct http_pool *pool;
    struct http_response answer;
    struct err err;
};

static bool visit(struct visit *v, const char *url, const struct http_options *options)
{
    *v = (struct visit){.mem = arena_new()};
    v->pool = http_pool_new(v->mem, options);
    struct http http = http_pool_http(v->pool);
    const struct http_request request = {
        .url = str_c(url), .body = STR("{}"), .mutates = true, .loopback = true, .timeout_ms = 5000};
    struct deadline deadline = deadline_begin(NULL, 20 * 1000);
    return http.send(http.context, v->mem, &request, &deadline, &v->answer, &v->err);
}

static void visit_end(struct visit *v)
{
    http_pool_close(v->pool);
    arena_free(v->mem);
}

static void expect(const char *url, const struct http_options *options, enum err_kind kind, const char *words,
                   bool retryable, bool maybe_done)
{
    struct visit v;
    if (visit(&v, url, options))
        fail_msg("%s came back where '%s' was expected", url, words);
    if (v.err.kind != kind || strstr(v.err.text, words) == NULL)
        fail_msg("kind %d, '%s' instead of kind %d, '%s'", (int)v.err.kind, v.err.text, (int)kind, words);
    if (v.err.retryable != retryable || v.err.maybe_done != maybe_done)
        fail_msg("'%s': retryable %d, maybe done %d", v.err.text, v.err.retryable, v.err.maybe_done);
    visit_end(&v);
}

static void expect_of_server(struct server *server, const char *scheme, const struct http_options *options,
                             enum err_kind kind, const char *words, bool retryable, bool maybe_done)
{
    char url[64];
    server_begin(server);
    snprintf(url, sizeof url, "%s://127.0.0.1:%d/", scheme, server->port);
    expect(url, options, kind, words, retryable, maybe_done);
    server_end(server);
}

static void test_unknown_name(void **state)
{
    (void)state;
    char url[128]; /* a label of 70 letters is refused without a DNS query */
    snprintf(url, sizeof url, "http://%070d.example/", 0);
    expect(url, NULL, ERR_NETWORK, "annot resolve the host name of", true, false);
}

static void test_no_listener(void **state)
{
    (void)state;
    struct server server = {.port = 0};
    server_begin(&server);
    server_end(&server);
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%d/", server.port);
    expect(url, NULL, ERR_NETWORK, "cannot connect to", true, false);
}

static void test_connection_reset(void **state)
{
    (void)state;
    struct server server = {.resets = true};
    expect_of_server(&server, "http", NULL, ERR_NETWORK,
                     "the connection was closed before the response arrived", true, true);
}

static void test_closed_without_a_response(void **state)
{
    (void)state;
    struct server server = {.answer = NULL};
    expect_of_server(&server, "http", NULL, ERR_NETWORK, "closed without a response", true, true);
}

static void test_half_a_body(void **state)
{
    (void)state;
    struct server sized = {.answer = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\""};
    expect_of_server(&sized, "http", NULL, ERR_NETWORK, "incomplete response", true, true);
    struct server chunked = {.answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n{\"a\""};
    expect_of_server(&chunked, "http", NULL, ERR_NETWORK, "incomplete response", true, true);
}

static void test_too_large_a_body(void **state)
{
    (void)state;
    struct server server = {
        .answer = "HTTP/1.1 200 OK\r\n\r\n{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":1}"};
    expect_of_server(&server, "http", &(struct http_options){.most_response_bytes = 20}, ERR_PROTOCOL,
                     "larger than 20 bytes", false, true);
}

static void test_no_tls_there(void **state)
{
    (void)state;
    struct server plain = {.answer = "HTTP/1.1 400 Bad Request\r\n\r\n", .before_reading = true};
    expect_of_server(&plain, "https", NULL, ERR_NETWORK, "cannot negotiate a TLS connection", true, false);
}

static void test_wrong_certificates(void **state)
{
    (void)state;
    struct server server = {.before_reading = true};
    expect_of_server(&server, "https", &(struct http_options){.ca_bundle = STR("/dev/null/none")},
                     ERR_NETWORK, "annot use the file of trusted certificates", false, false);
}

static void test_no_http(void **state)
{
    (void)state;
    struct server server = {.answer = "SSH-2.0-OpenSSH_9.2\r\n"};
    expect_of_server(&server, "http", NULL, ERR_NETWORK, "not an HTTP response", false, true);
    expect("ftp://127.0.0.1:9/", NULL, ERR_NETWORK, "not an HTTP response", false, false);
}

static void test_ipv6(void **state)
{
    (void)state;
    struct server server = {.ipv6 = true, .answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"};
    server_begin(&server);
    if (server.listener < 0)
        skip();
    char url[64];
    snprintf(url, sizeof url, "http://[::1]:%d/", server.port);
    struct visit v;
    if (!visit(&v, url, NULL))
        fail_msg("%s", v.err.text);
    assert_str_equal(v.answer.body, STR("{}"));
    visit_end(&v);
    server_end(&server);
}

/* ---- invalid responses and the client --------------------------------------------------------------------- */

static void expect_call(enum ls_op op, const char *body, const char *words, enum err_kind kind,
                        bool maybe_done)
{
    struct aws_config config = plain_config();
    config.max_retries = 0;
    const struct fake_response answers[] = {{.status = 200, .body = body}};
    struct fixture f;
    json_t *out;
    fixture_begin(&f, &config, answers, 1);
    assert_false(ls_call(f.client, scope_of_test(&f), op, NULL, &out, &f.err));
    /* A web page remains until the user acts; an incomplete response may be temporary. */
    if (f.err.kind != kind || strstr(f.err.text, words) == NULL ||
        f.err.retryable != (kind == ERR_PROTOCOL) || f.err.maybe_done != maybe_done)
        fail_msg("'%s': kind %d, retryable %d, maybe done %d", f.err.text, (int)f.err.kind, f.err.retryable,
                 f.err.maybe_done);
    fixture_end(&f);
}

static void test_invalid_responses(void **state)
{
    (void)state;
    expect_call(OP_GET_INSTANCES, "<html>please log in</html>", "instead of Lightsail", ERR_NETWORK, false);
    expect_call(OP_CREATE_INSTANCES, "<html>please log in</html>", "instead of Lightsail", ERR_NETWORK, true);
    expect_call(OP_GET_INSTANCES, "{\"instances\":[", "not JSON", ERR_PROTOCOL, false);
    expect_call(OP_GET_INSTANCES, "\"text\"", "not an object", ERR_PROTOCOL, false);
    expect_call(OP_CREATE_INSTANCES, "[]", "not an object", ERR_PROTOCOL, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unknown_name),      cmocka_unit_test(test_no_listener),
        cmocka_unit_test(test_connection_reset),  cmocka_unit_test(test_closed_without_a_response),
        cmocka_unit_test(test_half_a_body),       cmocka_unit_test(test_too_large_a_body),
        cmocka_unit_test(test_no_tls_there),      cmocka_unit_test(test_wrong_certificates),
        cmocka_unit_test(test_no_http),           cmocka_unit_test(test_ipv6),
        cmocka_unit_test(test_invalid_responses),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("network_faults", tests, NULL, NULL);
}
