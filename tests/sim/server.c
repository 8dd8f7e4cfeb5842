/*
 * server.c — HTTP: connections, headers, bodies, and the failures that faults.c chose. It must not know what
 * any operation does.
 */
#include "server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "call.h"
#include "clock.h"
#include "control.h"
#include "digest.h"
#include "dispatch.h"
#include "families.h"
#include "faults.h"
#include "limiter.h"
#include "machine_keys.h"
#include "memory.h"
#include "metrics.h"
#include "portal.h"
#include "requests.h"
#include "sigv4.h"
#include "token_service.h"

#define TARGET_PREFIX "Lightsail_20161128."
enum { BODY_MAXIMUM = 1 << 20, CONNECTIONS = 2000 };

struct server {
    struct MHD_Daemon *daemon;
    const struct options *options;
    char *pem;
};

/*
 * ---- responses
 * ---------------------------------------------------------------------------------------------------
 */

/* Passes the ownership of the text to the library. */
static enum MHD_Result answer(struct MHD_Connection *connection, unsigned status, const char *type,
                              const char *error_type, struct text *body)
{
    size_t length = body->length;
    struct MHD_Response *response = MHD_create_response_from_buffer(length, text_take(body),
                                                                    MHD_RESPMEM_MUST_FREE);
    if (!response)
        return MHD_NO;
    int64_t now_ms = clock_now_ms();
    char date[30], request_id[37];
    clock_print_http(now_ms, date);
    char *seed = memory_format("request/%p/%lld", (void *)response, (long long)now_ms);
    digest_uuid(seed, request_id);
    free(seed);
    MHD_add_response_header(response, "Content-Type", type);
    MHD_add_response_header(response, "Date", date);
    MHD_add_response_header(response, "x-amzn-RequestId", request_id);
    if (error_type)
        MHD_add_response_header(response, "x-amzn-ErrorType", error_type);
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static int socket_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

/*
 * Closing with this option sends RST instead of FIN. The library closes the connection when the handler
 * returns MHD_NO.
 */
static enum MHD_Result break_connection(struct MHD_Connection *connection)
{
    struct linger now = {.l_onoff = 1, .l_linger = 0};
    setsockopt(socket_of(connection), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    return MHD_NO;
}

/* ---- calls of the API -------------------------------------------------------------------------------------------- */

struct headers {
    struct header rows[64];
    size_t count;
};

static enum MHD_Result add_header(void *headers_pointer, enum MHD_ValueKind kind, const char *name,
                                  const char *value)
{
    (void)kind;
    struct headers *headers = headers_pointer;
    if (headers->count == sizeof headers->rows / sizeof headers->rows[0])
        return MHD_NO;
    headers->rows[headers->count++] = (struct header){memory_copy(name), memory_copy(value ? value : "")};
    return MHD_YES;
}

static void free_headers(struct headers *headers)
{
    for (size_t i = 0; i < headers->count; i++) {
        free(headers->rows[i].name);
        free(headers->rows[i].value);
    }
}

/* A fault in the form of a response of the service. */
static bool fail_by_fault(struct call *call, enum fault fault)
{
    switch (fault) {
    case FAULT_THROTTLE:
        return call_fail(call, FAILURE_THROTTLING, NULL, "Rate exceeded");
    case FAULT_ERROR500:
        return call_fail(call, FAILURE_SERVICE, "ServiceFailure",
                         "The service failed to process the request.");
    case FAULT_ERROR503:
        return call_fail(call, FAILURE_UNAVAILABLE, NULL, "Service is unable to handle request.");
    case FAULT_EXPIRED:
        return call_fail(call, FAILURE_EXPIRED_TOKEN, NULL,
                         "The security token included in the request is expired");
    case FAULT_DENIED:
        return call_fail(
            call, FAILURE_ACCESS_DENIED, "AccessDenied",
            "User: arn:aws:iam::123456789012:user/simulated is not authorized to perform: lightsail:%s on "
            "resource: * because no identity-based policy allows the lightsail:%s action",
            call->operation, call->operation);
    case FAULT_BUSY:
        return call_fail(call, FAILURE_OPERATION, "OperationFailure",
                         "The resource is busy with another operation. Please try again in a few minutes.");
    case FAULT_WAIT:
        return call_fail(call, FAILURE_OPERATION, "OperationFailure",
                         "An automatic snapshot of the resource is being created. "
                         "Please wait for it to complete before trying again.");
    case FAULT_ACCOUNT_SETUP:
        return call_fail(call, FAILURE_ACCOUNT_SETUP, "AccountSetupInProgress",
                         "Your account is still being set up. Please try again in a few minutes.");
    case FAULT_REGION_SETUP:
        return call_fail(
            call, FAILURE_REGION_SETUP, "RegionSetupInProgress",
            "The Region is still being set up for your account. Please try again in a few minutes.");
    case FAULT_NONE:
    case FAULT_RESET:
    case FAULT_LOST:
    case FAULT_HTML:
    case FAULT_HANG:
    case FAULT_FAILED:
    case FAULT_STUCK:
    case FAULT_DONE500:
    case FAULTS:
        break;
    }
    return true;
}

static bool read_input(struct call *call, const struct text *body, const char *content_type)
{
    if (!content_type || strncasecmp(content_type, "application/x-amz-json-1.1", 26) != 0)
        return call_fail(call, FAILURE_UNKNOWN_OPERATION, NULL,
                         "The content type must be application/x-amz-json-1.1");
    json_error_t error;
    call->input = json_loadb(body->data ? body->data : "", body->length, JSON_REJECT_DUPLICATES, &error);
    if (!call->input)
        return call_fail(call, FAILURE_SERIALIZATION, NULL, "The request body is not valid JSON: %s",
                         error.text);
    return true;
}

/* Signature, limit, fault; then the operation itself. */
static enum fault run(struct call *call, const struct signed_request *request, const struct text *body)
{
    const char *content_type = header_find(request->headers, request->header_count, "content-type");
    bool readable = read_input(call, body, content_type);
    enum failure unreadable = call->failure;
    /* An unreadable body is reported only to callers that could sign it. */
    call->failure = FAILURE_NONE;
    char *message = call->failure_message;
    call->failure_message = NULL;
    bool signed_well = sigv4_check(call, request);
    if (!signed_well)
        free(message);
    else {
        call->failure = unreadable;
        call->failure_message = message;
    }
    clock_sleep_latency();
    if (!signed_well || !readable)
        return FAULT_NONE;
    const struct api *api = families_find(call->operation);
    if (!api) {
        call_fail(call, FAILURE_UNKNOWN_OPERATION, NULL, "The simulator has no operation %s",
                  call->operation);
        return FAULT_NONE;
    }
    if (!limiter_take(call->options->rate_limit, call->options->rate_burst, clock_now_ms())) {
        call_fail(call, FAILURE_THROTTLING, NULL, "Rate exceeded");
        return FAULT_NONE;
    }
    enum fault fault = faults_choose(call->operation, dispatch_is_mutating(call->operation), call->input);
    if (!fail_by_fault(call, fault))
        return FAULT_NONE;
    if (fault == FAULT_RESET || fault == FAULT_HANG || fault == FAULT_HTML)
        return fault;
    call->end = fault == FAULT_FAILED ? END_FAILED : fault == FAULT_STUCK ? END_NEVER : END_WELL;
    if (dispatch_run(api, call) && fault == FAULT_DONE500)
        fail_by_fault(call, FAULT_ERROR500);
    return fault;
}

static enum MHD_Result act(struct MHD_Connection *connection, struct call *call, enum fault fault)
{
    if (fault == FAULT_RESET || fault == FAULT_LOST)
        return break_connection(connection);
    if (fault == FAULT_HANG) {
        clock_wait_for_hangup(socket_of(connection));
        return MHD_NO;
    }
    if (fault == FAULT_HTML) {
        struct text page = {0};
        text_add(&page,
                 "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>\n");
        return answer(connection, 502, "text/html", NULL, &page);
    }
    if (call->failure != FAILURE_NONE) {
        struct text failure = {0};
        call_print_failure(call, &failure);
        return answer(connection, failure_status(call->failure), "application/x-amz-json-1.1",
                      failure_type(call->failure), &failure);
    }
    return answer(connection, 200, "application/x-amz-json-1.1", NULL, &call->out);
}

static const char *name_outcome(const struct call *call, enum fault fault)
{
    static const char *const broken[FAULTS] = {
        [FAULT_RESET] = "(reset)", [FAULT_LOST] = "(lost)", [FAULT_HANG] = "(hang)", [FAULT_HTML] = "(html)"};
    if (broken[fault])
        return broken[fault];
    return call->failure == FAILURE_NONE ? NULL : failure_type(call->failure);
}

static struct signed_request make_request(const char *path, const char *method, const struct headers *headers,
                                          const struct text *body)
{
    return (struct signed_request){method,         path,       "",           headers->rows,
                                   headers->count, body->data, body->length, "lightsail"};
}

static enum MHD_Result handle_call(const struct server *server, struct MHD_Connection *connection,
                                   const char *path, const char *method, const struct text *body)
{
    struct headers headers = {.count = 0};
    MHD_get_connection_values(connection, MHD_HEADER_KIND, add_header, &headers);
    const char *target = header_find(headers.rows, headers.count, "x-amz-target");
    const char *user_agent = header_find(headers.rows, headers.count, "user-agent");
    bool has_query = MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, NULL, NULL) > 0;
    bool ours = target && !strncmp(target, TARGET_PREFIX, sizeof TARGET_PREFIX - 1) &&
                !strcmp(method, "POST") && !strcmp(path, "/") && !has_query;
    struct call call = {.options = server->options,
                        .operation = ours ? target + sizeof TARGET_PREFIX - 1 : "Unknown"};
    struct signed_request request = make_request(path, method, &headers, body);

    metrics_begin(dispatch_name(call.operation));
    enum fault fault = FAULT_NONE;
    if (ours)
        fault = run(&call, &request, body);
    else
        call_fail(&call, FAILURE_UNKNOWN_OPERATION, NULL,
                  "Calls are POST requests to / with the header X-Amz-Target: " TARGET_PREFIX "Operation");
    const char *outcome = name_outcome(&call, fault);
    requests_add(call.operation, call.region_name, user_agent, call.input,
                 call.failure == FAILURE_NONE ? 200 : failure_status(call.failure), outcome, clock_now_ms());
    /* Counted before the response is sent: a client that has the response finds it in the metrics. */
    metrics_end(outcome);
    enum MHD_Result result = act(connection, &call, fault);
    call_free(&call);
    free_headers(&headers);
    return result;
}

/*
 * ---- sources of credentials
 * --------------------------------------------------------------------------------------
 */

/* MHD_NO also when the request belongs to another service; ret_ours is false then. */
static enum MHD_Result handle_credentials(const struct server *server, struct MHD_Connection *connection,
                                          const char *path, const char *method, const struct text *body,
                                          bool *ret_ours)
{
    struct headers headers = {.count = 0};
    MHD_get_connection_values(connection, MHD_HEADER_KIND, add_header, &headers);
    const char *content_type = header_find(headers.rows, headers.count, "content-type");
    const char *target = header_find(headers.rows, headers.count, "x-amz-target");
    const char *user_agent = header_find(headers.rows, headers.count, "user-agent");
    struct signed_request request = make_request(path, method, &headers, body);
    struct text out = {0};
    enum fault fault = FAULT_NONE;
    enum MHD_Result result = MHD_NO;
    *ret_ours = true;
    if (token_service_is_meant(path, method, content_type, target)) {
        unsigned status = token_service_answer(server->options, &request, user_agent, &out, &fault);
        bool broken = fault == FAULT_RESET || fault == FAULT_LOST;
        result = broken ? break_connection(connection) : answer(connection, status, "text/xml", NULL, &out);
    } else if (machine_keys_is_meant(path)) {
        unsigned status = machine_keys_answer(server->options, &request, user_agent, &out);
        result = answer(connection, status, "text/plain", NULL, &out);
    } else if (portal_is_meant(path)) {
        const struct portal_request ours = {
            path,
            method,
            MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "account_id"),
            MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "role_name"),
            header_find(headers.rows, headers.count, "x-amz-sso_bearer_token"),
            user_agent,
            body};
        unsigned status = portal_answer(server->options, &ours, &out);
        result = answer(connection, status, "application/json", NULL, &out);
    } else {
        *ret_ours = false;
    }
    text_free(&out);
    free_headers(&headers);
    return result;
}

/* ---- requests ---------------------------------------------------------------------------------------------------- */

static enum MHD_Result handle_control(const struct server *server, struct MHD_Connection *connection,
                                      const char *path, const char *method, const struct text *body)
{
    struct control_request request = {
        .method = method,
        .path = path,
        .limit = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "limit"),
        .operation = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "operation"),
        .body = body->data ? body->data : "",
        .body_length = body->length,
    };
    struct text out = {0};
    unsigned status = control_handle(server->options, &request, &out);
    text_add(&out, "\n");
    return answer(connection, status, "application/json", NULL, &out);
}

/* The library calls this when the headers are complete, for each piece of the body, and at its end. */
static enum MHD_Result handle(void *server, struct MHD_Connection *connection, const char *path,
                              const char *method, const char *version, const char *piece,
                              size_t *piece_length, void **state)
{
    (void)version;
    struct text *body = *state;
    if (!body) {
        *state = memory_new(1, sizeof *body);
        return MHD_YES;
    }
    if (*piece_length) {
        if (body->length + *piece_length > BODY_MAXIMUM)
            return MHD_NO;
        text_add_bytes(body, piece, *piece_length);
        *piece_length = 0;
        return MHD_YES;
    }
    if (!strncmp(path, "/_sim/", 6))
        return handle_control(server, connection, path, method, body);
    bool ours;
    enum MHD_Result result = handle_credentials(server, connection, path, method, body, &ours);
    return ours ? result : handle_call(server, connection, path, method, body);
}

static void forget(void *server, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode code)
{
    (void)server;
    (void)connection;
    (void)code;
    if (*state)
        text_free(*state);
    free(*state);
    *state = NULL;
}

/* Certificate and key in one text; NULL after an explanation. */
static char *read_pem(const char *path)
{
    struct text pem = {0};
    char part[4096];
    FILE *file = fopen(path, "rb");
    if (!file) {
        fprintf(stderr, "lightsail-sim: --tls %s: %s\n", path, strerror(errno));
        return NULL;
    }
    for (size_t got; (got = fread(part, 1, sizeof part, file)) > 0;)
        text_add_bytes(&pem, part, got);
    fclose(file);
    return text_take(&pem);
}

struct server *server_start(const struct options *options)
{
    struct server *server = memory_new(1, sizeof *server);
    server->options = options;
    server->pem = options->tls_file ? read_pem(options->tls_file) : NULL;
    if (options->tls_file && !server->pem) {
        free(server);
        return NULL;
    }
    /*
     * The library copies nothing: the text must live as long as the server. Without it the list of options
     * ends here.
     */
    struct MHD_OptionItem tls[] = {{MHD_OPTION_HTTPS_MEM_CERT, 0, server->pem},
                                   {MHD_OPTION_HTTPS_MEM_KEY, 0, server->pem},
                                   {MHD_OPTION_END, 0, NULL}};
    if (!server->pem)
        tls[0] = tls[2];
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(options->port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    /*
     * A thread for each connection: a waiting request delays no other one. The Date header is set by this
     * program.
     */
    server->daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION |
                                          MHD_USE_POLL | MHD_USE_ITC | MHD_USE_SUPPRESS_DATE_NO_CLOCK |
                                          (server->pem ? MHD_USE_TLS : 0),
                                      options->port, NULL, NULL, handle, server, MHD_OPTION_SOCK_ADDR,
                                      &address, MHD_OPTION_NOTIFY_COMPLETED, forget, server,
                                      MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS,
                                      MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_ARRAY, tls,
                                      MHD_OPTION_END);
    if (server->daemon)
        return server;
    fprintf(stderr, "lightsail-sim: cannot listen on 127.0.0.1:%u: %s\n", options->port, strerror(errno));
    free(server->pem);
    free(server);
    return NULL;
}

uint16_t server_port(const struct server *server)
{
    return MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

void server_stop(struct server *server)
{
    MHD_stop_daemon(server->daemon);
    free(server->pem);
    free(server);
}
