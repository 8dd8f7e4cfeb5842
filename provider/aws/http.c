/*
 * http.c — http.h implemented with libcurl. Knows connections, time limits and whether a request was sent;
 * must not know AWS errors, signatures or when to retry.
 *
 * Each pooled connection is a curl multi handle with one easy handle. So this file runs the event loop, a
 * stop is noticed within POLL_MS instead of curl's one second, and the multi handle keeps the TCP and TLS
 * connection for the next request.
 */
#include "aws/http.h"

#include "aws/trust.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    CONNECT_TIMEOUT_MS = 10 * 1000,
    REQUEST_TIMEOUT_MS = 60 * 1000,
    GRACE_MS = 5 * 1000,
    POLL_MS = 50,
    MOST_RESPONSE_BYTES = 32 * 1024 * 1024,
    MOST_SECRET_BYTES = 256 * 1024,
    MOST_IDLE = 64,
    /*
     * Servers close idle connections after a minute or less; a connection that is reused must be younger than
     * that.
     */
    MOST_IDLE_SECONDS = 30,
};

struct connection {
    struct connection *next;
    CURL *easy;
    CURLM *multi;
    char error_text[CURL_ERROR_SIZE];
};

struct http_pool {
    pthread_mutex_t lock; /* guards everything below except `options`, and `mem` for new connections */
    struct arena *mem;
    struct http_options options;
    struct connection *idle;  /* with handles; the most recently used one comes first */
    struct connection *spare; /* without handles */
    size_t idle_count;
    int64_t opened;
    struct trust trust; /* found when the first connection is opened */
    bool trust_known;
    CURLSH *share; /* resolved names and TLS sessions */
    pthread_mutex_t share_locks[CURL_LOCK_DATA_LAST];
};

/* ---- the library --------------------------------------------------------------------------------------- */

static void library_start(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        abort(); /* out of memory at the first request */
}

static void library_start_once(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, library_start);
}

static void share_lock(CURL *easy, curl_lock_data data, curl_lock_access access, void *context)
{
    (void)easy;
    (void)access;
    struct http_pool *pool = context;
    pthread_mutex_lock(&pool->share_locks[data]);
}

static void share_unlock(CURL *easy, curl_lock_data data, void *context)
{
    (void)easy;
    struct http_pool *pool = context;
    pthread_mutex_unlock(&pool->share_locks[data]);
}

/* ---- the pool ------------------------------------------------------------------------------------------ */

struct http_pool *http_pool_new(struct arena *mem, const struct http_options *options)
{
    struct http_pool *pool = arena_new_object(mem, struct http_pool);
    pool->mem = mem;
    if (options != NULL)
        pool->options = *options;
    struct http_options *o = &pool->options;
    o->ca_bundle = str_copy(mem, o->ca_bundle);
    o->connect_timeout_ms = o->connect_timeout_ms > 0 ? o->connect_timeout_ms : CONNECT_TIMEOUT_MS;
    o->request_timeout_ms = o->request_timeout_ms > 0 ? o->request_timeout_ms : REQUEST_TIMEOUT_MS;
    o->grace_ms = o->grace_ms > 0 ? o->grace_ms : GRACE_MS;
    o->most_response_bytes = o->most_response_bytes > 0 ? o->most_response_bytes : MOST_RESPONSE_BYTES;
    pthread_mutex_init(&pool->lock, NULL);
    for (size_t i = 0; i < CURL_LOCK_DATA_LAST; i++)
        pthread_mutex_init(&pool->share_locks[i], NULL);
    return pool;
}

static void connection_close(struct connection *connection)
{
    curl_easy_cleanup(connection->easy);
    curl_multi_cleanup(connection->multi);
    connection->easy = NULL;
    connection->multi = NULL;
}

void http_pool_close(struct http_pool *pool)
{
    for (struct connection *c = pool->idle; c != NULL; c = c->next)
        connection_close(c);
    pool->idle = NULL;
    if (pool->share != NULL)
        curl_share_cleanup(pool->share);
    pool->share = NULL;
    for (size_t i = 0; i < CURL_LOCK_DATA_LAST; i++)
        pthread_mutex_destroy(&pool->share_locks[i]);
    pthread_mutex_destroy(&pool->lock);
}

int64_t http_pool_connections_opened(struct http_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    int64_t opened = pool->opened;
    pthread_mutex_unlock(&pool->lock);
    return opened;
}

/* Under the lock. */
static void share_begin(struct http_pool *pool)
{
    if (pool->share != NULL)
        return;
    pool->share = curl_share_init();
    if (pool->share == NULL)
        abort();
    curl_share_setopt(pool->share, CURLSHOPT_LOCKFUNC, share_lock);
    curl_share_setopt(pool->share, CURLSHOPT_UNLOCKFUNC, share_unlock);
    curl_share_setopt(pool->share, CURLSHOPT_USERDATA, pool);
    curl_share_setopt(pool->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
    curl_share_setopt(pool->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
}

static struct connection *connection_take(struct http_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    share_begin(pool);
    if (!pool->trust_known)
        pool->trust = trust_find(pool->mem, "", pool->options.ca_bundle);
    pool->trust_known = true;
    struct connection *connection = pool->idle;
    if (connection != NULL) {
        pool->idle = connection->next;
        pool->idle_count--;
    } else if (pool->spare != NULL) {
        connection = pool->spare;
        pool->spare = connection->next;
    } else {
        connection = arena_new_object(pool->mem, struct connection);
    }
    pthread_mutex_unlock(&pool->lock);

    if (connection->easy == NULL)
        connection->easy = curl_easy_init();
    if (connection->multi == NULL)
        connection->multi = curl_multi_init();
    if (connection->easy == NULL || connection->multi == NULL)
        abort();
    return connection;
}

static void connection_give_back(struct http_pool *pool, struct connection *connection, long opened)
{
    pthread_mutex_lock(&pool->lock);
    pool->opened += opened;
    bool keep = pool->idle_count < MOST_IDLE;
    struct connection **list = keep ? &pool->idle : &pool->spare;
    if (!keep)
        connection_close(connection);
    pool->idle_count += keep;
    connection->next = *list;
    *list = connection;
    pthread_mutex_unlock(&pool->lock);
}

/* ---- one transfer -------------------------------------------------------------------------------------- */

struct transfer {
    const struct http_pool *pool;
    const struct http_request *request;
    struct arena *mem;
    size_t body_sent; /* bytes of the body that curl has taken */
    bool ever_sent;   /* at least a part of the body was sent */
    bool too_large;
    bool tried_ipv4, tried_ipv6; /* address families to which a connection was attempted */
    int ipv6_problem;            /* an errno: this machine has no such sockets */
    struct buf body;
    struct http_response response;
};

static size_t give_body(char *out, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    struct str rest = str_slice(transfer->request->body, transfer->body_sent, transfer->request->body.len);
    size_t len = rest.len < size * count ? rest.len : size * count;
    if (len > 0) {
        memcpy(out, rest.data, len);
        transfer->body_sent += len;
        transfer->ever_sent = true;
    }
    return len;
}

/*
 * curl calls this when it wants to send the body again: an idle connection was closed under the request, and
 * curl opens a new one by itself. The server may have acted before it closed the connection, so only
 * repeatable requests may be sent again.
 */
static int rewind_body(void *context, curl_off_t offset, int origin)
{
    struct transfer *transfer = context;
    if (origin != SEEK_SET || offset != 0 || !transfer->request->repeatable)
        return CURL_SEEKFUNC_FAIL;
    transfer->body_sent = 0;
    return CURL_SEEKFUNC_OK;
}

static size_t take_body(char *data, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    buf_add(&transfer->body, str_n(data, size * count));
    if (!transfer->body.overflowed)
        return size * count;
    transfer->too_large = true;
    return 0;
}

static size_t take_header(char *data, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    struct http_response *response = &transfer->response;
    struct str line = str_n(data, size * count), name, value;
    if (!str_cut(line, ':', &name, &value))
        return line.len;
    const struct {
        struct str name;
        struct str *field;
    } wanted[] = {
        {STR("x-amzn-errortype"), &response->error_type}, {STR("x-amzn-requestid"), &response->request_id},
        {STR("x-amz-request-id"), &response->request_id}, {STR("date"), &response->date},
        {STR("retry-after"), &response->retry_after},     {STR("content-type"), &response->content_type},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        if (str_eq_nocase(name, wanted[i].name))
            *wanted[i].field = str_copy(transfer->mem, str_trim(value));
    }
    return line.len;
}

/* Addresses are tried one after the other until one connects. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    (void)purpose;
    struct transfer *transfer = context;
    transfer->tried_ipv6 = transfer->tried_ipv6 || address->family == AF_INET6;
    transfer->tried_ipv4 = transfer->tried_ipv4 || address->family == AF_INET;
    int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (fd < 0 && address->family == AF_INET6)
        transfer->ipv6_problem = errno;
    return fd;
}

/* Header lines may contain a session token: they are wiped before curl frees them. */
static void wipe_lines(struct curl_slist *lines)
{
    for (struct curl_slist *line = lines; line != NULL; line = line->next)
        explicit_bzero(line->data, strlen(line->data));
    curl_slist_free_all(lines);
}

static struct curl_slist *append_line(struct curl_slist *lines, const char *line)
{
    struct curl_slist *longer = curl_slist_append(lines, line);
    if (longer == NULL)
        abort();
    return longer;
}

static struct curl_slist *header_lines(const struct http_request *request)
{
    struct curl_slist *lines = NULL;
    for (size_t i = 0; i < request->header_count; i++) {
        const struct http_header *header = &request->headers[i];
        struct arena *mem = arena_new();
        size_t size = header->name.len + header->value.len + 3;
        char *line = arena_alloc_secret(mem, size);
        memcpy(line, header->name.data, header->name.len);
        memcpy(line + header->name.len, ": ", 2);
        if (header->value.len > 0)
            memcpy(line + header->name.len + 2, header->value.data, header->value.len);
        lines = append_line(lines, line);
        arena_free(mem);
    }
    return append_line(lines, "Expect:"); /* curl would wait for "100 Continue" before a large body */
}

static void set_method(CURL *easy, struct transfer *transfer)
{
    const struct http_request *request = transfer->request;
    if (str_eq(request->method, STR("GET"))) {
        curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
        return;
    }
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    if (request->method.len > 0)
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, str_z(transfer->mem, request->method));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_body);
    curl_easy_setopt(easy, CURLOPT_READDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, rewind_body);
    curl_easy_setopt(easy, CURLOPT_SEEKDATA, transfer);
}

static void set_options(struct connection *connection, struct transfer *transfer, struct curl_slist *lines)
{
    const struct http_pool *pool = transfer->pool;
    const struct http_request *request = transfer->request;
    CURL *easy = connection->easy;
    curl_easy_reset(easy); /* keeps connections and caches */
    curl_easy_setopt(easy, CURLOPT_URL, str_z(transfer->mem, request->url));
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, lines);
    set_method(easy, transfer);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, connection->error_text);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, (long)MOST_IDLE_SECONDS);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)pool->options.connect_timeout_ms);
    int64_t timeout_ms = request->timeout_ms > 0 ? request->timeout_ms : pool->options.request_timeout_ms;
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
    curl_easy_setopt(easy, CURLOPT_SHARE, pool->share);
    if (request->loopback)
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
    if (pool->trust.file != NULL || pool->trust.folder != NULL) {
        /* NULL disables the default location that was compiled into curl. */
        curl_easy_setopt(easy, CURLOPT_CAINFO, pool->trust.file);
        curl_easy_setopt(easy, CURLOPT_CAPATH, pool->trust.folder);
    }
    connection->error_text[0] = '\0';
}

enum ending { ENDED, ENDED_BY_STOP, ENDED_BY_DEADLINE };

/* Runs until the response is complete, an error occurs, or the deadline has passed. */
static enum ending run(struct connection *connection, const struct transfer *transfer,
                       const struct deadline *deadline, CURLcode *ret_code)
{
    int64_t abort_at_ms = INT64_MAX;
    int running = 1;
    *ret_code = CURLE_OK;
    while (curl_multi_perform(connection->multi, &running) == CURLM_OK && running > 0) {
        int64_t now_ms = clock_monotonic_ms();
        bool stopped = deadline_stopped(deadline);
        if (abort_at_ms == INT64_MAX && (stopped || deadline_left_ms(deadline) == 0)) {
            /*
             * After the deadline the caller does not need the response, but a change that was already sent
             * gets a few seconds, so that its result is known.
             */
            bool worth_waiting = transfer->request->mutates && transfer->ever_sent;
            abort_at_ms = now_ms + (worth_waiting ? transfer->pool->options.grace_ms : 0);
        }
        if (now_ms >= abort_at_ms)
            return stopped ? ENDED_BY_STOP : ENDED_BY_DEADLINE;
        curl_multi_poll(connection->multi, NULL, 0, POLL_MS, NULL);
    }
    int left;
    for (CURLMsg *message; (message = curl_multi_info_read(connection->multi, &left)) != NULL;) {
        if (message->msg == CURLMSG_DONE)
            *ret_code = message->data.result;
    }
    return ENDED;
}

/* ---- what went wrong ----------------------------------------------------------------------------------- */

/* The last row is for all other errors: a problem on the network path, which may be temporary. */
static const struct failure {
    CURLcode code;
    bool may_pass; /* the same request may succeed later */
    const char *what, *hint;
} failures[] = {
    {CURLE_COULDNT_RESOLVE_HOST, true, "cannot resolve the host name of",
     "check the region, the endpoint, and this machine's network and DNS"},
    {CURLE_COULDNT_RESOLVE_PROXY, true, "cannot resolve the host name of the proxy for",
     "check HTTPS_PROXY and NO_PROXY"},
    {CURLE_COULDNT_CONNECT, true, "cannot connect to",
     "check that the endpoint is correct and reachable from this machine"},
    {CURLE_OPERATION_TIMEDOUT, true, "timeout while waiting for a response from", NULL},
    {CURLE_SEND_ERROR, true, "the connection was closed before the request was sent to", NULL},
    {CURLE_RECV_ERROR, true, "the connection was closed before the response arrived from", NULL},
    {CURLE_GOT_NOTHING, true, "the connection was closed without a response by", NULL},
    {CURLE_PARTIAL_FILE, true, "incomplete response from", NULL},
    {CURLE_SSL_CONNECT_ERROR, true, "cannot negotiate a TLS connection with",
     "TLS 1.2 or later is required; check that the endpoint uses https and that no proxy interferes with "
     "TLS"},
    {CURLE_PEER_FAILED_VERIFICATION, false, "cannot verify the certificate of",
     "if a proxy or a private endpoint uses its own certificates, set AWS_CA_BUNDLE or the provider's "
     "'custom_ca_bundle' to a file with the trusted authorities"},
    {CURLE_SSL_ISSUER_ERROR, false, "cannot verify the certificate of",
     "set AWS_CA_BUNDLE or the provider's 'custom_ca_bundle' to a file with the trusted authorities"},
    {CURLE_SSL_CACERT_BADFILE, false, "cannot use the file of trusted certificates for",
     "AWS_CA_BUNDLE or 'custom_ca_bundle' must name a file with certificates in PEM format"},
    {CURLE_UNSUPPORTED_PROTOCOL, false, "not an HTTP response:", NULL},
    {CURLE_WEIRD_SERVER_REPLY, true, "not an HTTP response from",
     "check that the endpoint is "
     "correct"},
    {CURLE_URL_MALFORMAT, false, "invalid URL:", NULL},
    {CURLE_NOT_BUILT_IN, false, "the system's libcurl cannot reach", NULL},
    {CURLE_OK, true, "no response from", NULL},
};

static const struct failure *find_failure(CURLcode code)
{
    const struct failure *failure = failures;
    while (failure->code != code && failure->code != CURLE_OK)
        failure++;
    return failure;
}

static struct str shown(const struct http_request *request)
{
    return request->shown.len > 0 ? request->shown : request->url;
}

/* Only IPv6 addresses, and no IPv6 route from this machine: retrying does not help. */
static bool lacks_ipv6(const struct connection *connection, const struct transfer *transfer, CURLcode code)
{
    long problem = transfer->ipv6_problem;
    if (problem == 0)
        curl_easy_getinfo(connection->easy, CURLINFO_OS_ERRNO, &problem);
    return code == CURLE_COULDNT_CONNECT && transfer->tried_ipv6 && !transfer->tried_ipv4 &&
           (problem == ENETUNREACH || problem == EADDRNOTAVAIL || problem == EAFNOSUPPORT);
}

/* On a kernel without IPv6, curl does not even resolve such addresses. */
static bool has_no_ipv6(void)
{
    int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd >= 0)
        close(fd);
    return fd < 0 && errno == EAFNOSUPPORT;
}

static bool explain(const struct connection *connection, const struct transfer *transfer, CURLcode code,
                    struct err *err)
{
    struct str url = shown(transfer->request);
    if (transfer->too_large)
        return fail(err, ERR_PROTOCOL, "the response from %.*s is larger than %zu bytes", STR_ARG(url),
                    transfer->body.max_bytes);
    long proxy_status = 0;
    curl_easy_getinfo(connection->easy, CURLINFO_HTTP_CONNECTCODE, &proxy_status);
    if (proxy_status >= 300) {
        fail(err, ERR_NETWORK, "the proxy refused a tunnel to %.*s with HTTP status %ld", STR_ARG(url),
             proxy_status);
        err->retryable = proxy_status >= 500;
        return fail_hint(err, "check HTTPS_PROXY (with user and password, if required) and NO_PROXY");
    }
    const char *detail = connection->error_text[0] != '\0' ? connection->error_text
                                                           : curl_easy_strerror(code);
    struct str text = str_printable(transfer->mem, str_c(detail), 400);
    const struct failure *failure = find_failure(code);
    fail(err, ERR_NETWORK, "%s %.*s: %.*s", failure->what, STR_ARG(url), STR_ARG(text));
    err->retryable = failure->may_pass;
    err->timed_out = failure->code == CURLE_OPERATION_TIMEDOUT;
    if (lacks_ipv6(connection, transfer, code)) {
        err->retryable = false;
        return fail_hint(err, "this machine has no IPv6, and the endpoint has only IPv6 addresses: use an "
                              "endpoint that also has IPv4 (see endpoint and use_dualstack_endpoint), or "
                              "enable IPv6 on this machine");
    }
    if (code == CURLE_COULDNT_RESOLVE_HOST && has_no_ipv6())
        return fail_hint(err,
                         "%s; without IPv6, a name that has only IPv6 addresses is not resolved either "
                         "(see endpoint and use_dualstack_endpoint)",
                         failure->hint);
    return failure->hint != NULL ? fail_hint(err, "%s", failure->hint) : false;
}

static bool finish(const struct connection *connection, struct transfer *transfer, enum ending ending,
                   CURLcode code, struct http_response *ret_response, struct err *err)
{
    if (ending == ENDED && code == CURLE_OK) {
        long status = 0;
        curl_easy_getinfo(connection->easy, CURLINFO_RESPONSE_CODE, &status);
        transfer->response.status = (int)status;
        transfer->response.body = buf_str(&transfer->body);
        *ret_response = transfer->response;
        return true;
    }
    if (ending == ENDED_BY_STOP)
        fail(err, ERR_STOPPED, "interrupted while waiting for a response from %.*s",
             STR_ARG(shown(transfer->request)));
    else if (ending == ENDED_BY_DEADLINE)
        fail(err, ERR_TIMEOUT, "the time limit was reached while waiting for a response from %.*s",
             STR_ARG(shown(transfer->request)));
    else
        explain(connection, transfer, code, err);
    err->maybe_done = transfer->ever_sent;
    return false;
}

static bool pool_send(void *context, struct arena *mem, const struct http_request *request,
                      const struct deadline *deadline, struct http_response *ret_response, struct err *err)
{
    struct http_pool *pool = context;
    library_start_once();
    struct connection *connection = connection_take(pool);
    size_t most_bytes = pool->options.most_response_bytes;
    struct transfer transfer = {.pool = pool, .request = request, .mem = mem};
    transfer.body = request->secret_response ? buf_new_secret(mem, MOST_SECRET_BYTES)
                                             : buf_new(mem, most_bytes);
    struct curl_slist *lines = header_lines(request);
    set_options(connection, &transfer, lines);

    CURLcode code;
    curl_multi_add_handle(connection->multi, connection->easy);
    enum ending ending = run(connection, &transfer, deadline, &code);
    bool ok = finish(connection, &transfer, ending, code, ret_response, err);
    long opened = 0;
    curl_easy_getinfo(connection->easy, CURLINFO_NUM_CONNECTS, &opened);
    curl_multi_remove_handle(connection->multi,
                             connection->easy); /* closes a transfer that has not finished */
    curl_easy_reset(connection->easy);          /* closes an unfinished transfer */
    wipe_lines(lines);
    connection_give_back(pool, connection, opened);
    return ok;
}

int64_t http_time_ms(const struct http_response *response, int64_t otherwise_ms)
{
    char text[64];
    snprintf(text, sizeof text, "%.*s", STR_ARG(response->date));
    time_t theirs = text[0] != '\0' ? curl_getdate(text, NULL) : -1;
    return theirs > 0 ? (int64_t)theirs * 1000 : otherwise_ms;
}

struct http http_pool_http(struct http_pool *pool)
{
    return (struct http){.send = pool_send, .context = pool};
}
