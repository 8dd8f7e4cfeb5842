/*
 * server.c — the completion queue and the states of each call. Must not know which methods there are.
 *
 * Every call has at most one pending batch of operations, whose tag is `record->batch`; its `stage`
 * identifies it. A call belongs to the polling thread, except between pool_submit and its response, when it
 * belongs to a worker. A call that streams has a second batch from its start to its end, `record->close`,
 * which notifies the polling thread when the client cancels.
 *
 * The order of the shutdown matters. A queue that is shut down while a call is running aborts the process,
 * and a connection that is closed directly after a response can lose the response. So: refuse new calls, wait
 * for those that run, end the held streams, send GOAWAY and wait until the clients have received everything,
 * wait until every call has ended and gRPC reports that the server is shut down, and only then shut down the
 * queue.
 */
#include "plugin/server.h"

#include <grpc/byte_buffer.h>
#include <grpc/byte_buffer_reader.h>
#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <grpc/slice.h>
#include <grpc/support/log.h>
#include <grpc/support/time.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/log.h"
#include "plugin/pool.h"

/*
 * After Shutdown Terraform waits two seconds and then kills this process; it sends that call only when no
 * other is running. After the client has disconnected no result can be used, but a request that was sent to
 * AWS should complete.
 */
enum { SHUTDOWN_TIMEOUT_MS = 1500, ORPHAN_TIMEOUT_MS = 60 * 1000, CHECK_EVERY_MS = 100 };

/*
 * How long an inactive client may keep its connection after the last response. An active client closes it
 * within a millisecond.
 */
enum { FAREWELL_MS = 500 };

/* The largest request of a METHOD_QUICK that the polling thread handles itself: well under a millisecond. */
enum { QUICK_REQUEST_BYTES = 64 * 1024 };

enum stage { STAGE_ACCEPT, STAGE_RECEIVE, STAGE_REPLY, STAGE_HOLD, STAGE_SEND, STAGE_CLOSE };

struct call_record;

/* What a tag points to. */
struct batch {
    struct call_record *record;
    _Atomic(enum stage) stage;
};

/* The state of a stream; `lock` guards all but `has_headers`, which belongs to the worker. */
struct stream {
    pthread_mutex_t lock;
    pthread_cond_t was_sent;
    bool is_sending, send_failed, is_cancelled;
    void (*cancelled)(void *argument);
    void *argument;
    bool has_headers;
};

struct call_record {
    struct job job; /* must be first: a job pointer is converted to its record */
    struct rpc rpc;
    struct server *server;
    struct batch batch, close;
    struct call_record *previous_held, *next_held; /* used by the polling thread while the stream is held */
    size_t batches_left;                           /* pending batches; freed at 0 by the polling thread */
    struct stream *stream;                         /* METHOD_STREAM, after the request was read */
    const struct method *method;                   /* NULL: unknown */
    grpc_call *call;
    grpc_call_details details;
    grpc_metadata_array metadata;
    grpc_byte_buffer *received;
    grpc_slice request, status_message;
    int cancelled;
};

struct server {
    struct arena *mem;
    struct server_options options;
    grpc_server *grpc;
    grpc_completion_queue *queue;
    struct pool *pool;
    /* Listens on no address. Its shutdown is the only event that another thread can cause at any time. */
    grpc_server *bell;
    /* Used by the polling thread only. */
    size_t calls;             /* records that exist */
    size_t at_work;           /* calls between acceptance and the end of their response */
    struct call_record *held; /* the first of them */
    bool is_closing;          /* GOAWAY was sent to the clients */
    bool is_shut_down;        /* gRPC has reported it */
    bool has_rung;

    pthread_mutex_t lock; /* guards the two members below */
    bool stopping;
    int64_t give_up_ms; /* monotonic */
};

/* ---- creation ------------------------------------------------------------------------------------------ */

/* gRPC's own messages go through the log, because every line on stderr must be JSON. */
static void log_of_grpc(gpr_log_func_args *args)
{
    enum log_level level = args->severity == GPR_LOG_SEVERITY_ERROR  ? LOG_WARN
                           : args->severity == GPR_LOG_SEVERITY_INFO ? LOG_DEBUG
                                                                     : LOG_TRACE;
    LOG(level, "grpc", LOG_TEXT(LOG_KEY_ERROR, str_c(args->message)));
}

struct server *server_new(const struct server_options *options)
{
    gpr_set_log_function(log_of_grpc);
    grpc_init();
    struct arena *mem = arena_new();
    struct server *server = arena_new_object(mem, struct server);
    server->mem = mem;
    server->options = *options;
    pthread_mutex_init(&server->lock, NULL);

    grpc_arg args[] = {
        {.type = GRPC_ARG_INTEGER,
         .key = (char[]){GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH},
         .value.integer = SERVER_MAX_MESSAGE_BYTES},
        {.type = GRPC_ARG_INTEGER, .key = (char[]){GRPC_ARG_MAX_SEND_MESSAGE_LENGTH}, .value.integer = -1},
        {.type = GRPC_ARG_INTEGER,
         .key = (char[]){GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS},
         .value.integer = SERVER_HANDSHAKE_MS},
    };
    grpc_channel_args channel_args = {.num_args = sizeof args / sizeof args[0], .args = args};
    server->grpc = grpc_server_create(&channel_args, NULL);
    server->queue = grpc_completion_queue_create_for_next(NULL);
    grpc_server_register_completion_queue(server->grpc, server->queue, NULL);
    server->bell = grpc_server_create(NULL, NULL);
    grpc_server_register_completion_queue(server->bell, server->queue, NULL);
    server->pool = pool_new(options->max_workers, options->worker_idle_ms);
    return server;
}

static grpc_server_credentials *credentials_new(const struct tls_identity *identity)
{
    if (identity == NULL)
        return grpc_insecure_server_credentials_create();
    grpc_ssl_pem_key_cert_pair pair = {identity->key_pem, identity->certificate_pem};
    grpc_ssl_server_certificate_config *config = grpc_ssl_server_certificate_config_create(
        identity->client_pem, &pair, 1);
    grpc_ssl_server_credentials_options *options = grpc_ssl_server_credentials_create_options_using_config(
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY, config);
    return grpc_ssl_server_credentials_create_with_options(options); /* takes ownership of both */
}

bool server_listen(struct server *server, const char *address, const struct tls_identity *identity,
                   int *ret_port, struct err *err)
{
    grpc_server_credentials *credentials = credentials_new(identity);
    int port = grpc_server_add_http2_port(server->grpc, address, credentials);
    grpc_server_credentials_release(credentials);
    if (port <= 0)
        return fail(err, ERR_USER, "cannot listen on '%s'", address);
    if (ret_port != NULL)
        *ret_port = port;
    return true;
}

/* ---- accepting ----------------------------------------------------------------------------------------- */

static bool is_stopping(struct server *server, int64_t *ret_give_up_ms)
{
    pthread_mutex_lock(&server->lock);
    bool stopping = server->stopping;
    *ret_give_up_ms = server->give_up_ms;
    pthread_mutex_unlock(&server->lock);
    return stopping;
}

static void record_free(struct call_record *record)
{
    record->server->calls--;
    if (record->received != NULL)
        grpc_byte_buffer_destroy(record->received);
    grpc_slice_unref(record->request);
    grpc_slice_unref(record->status_message);
    grpc_call_details_destroy(&record->details);
    grpc_metadata_array_destroy(&record->metadata);
    if (record->call != NULL)
        grpc_call_unref(record->call);
    if (record->stream != NULL) {
        pthread_mutex_destroy(&record->stream->lock);
        pthread_cond_destroy(&record->stream->was_sent);
    }
    arena_free(record->rpc.mem);
}

/* Gives gRPC the memory for the next call. */
static void accept_next(struct server *server)
{
    struct arena *mem = arena_new();
    struct call_record *record = arena_new_object(mem, struct call_record);
    record->server = server;
    record->rpc.mem = mem;
    record->batches_left = 1;
    record->batch.record = record->close.record = record;
    record->request = grpc_empty_slice();
    record->status_message = grpc_empty_slice();
    grpc_call_details_init(&record->details);
    grpc_metadata_array_init(&record->metadata);
    atomic_store(&record->batch.stage, STAGE_ACCEPT);
    server->calls++;
    if (grpc_server_request_call(server->grpc, &record->call, &record->details, &record->metadata,
                                 server->queue, server->queue, &record->batch) != GRPC_CALL_OK)
        record_free(record);
}

void server_start(struct server *server)
{
    grpc_server_start(server->grpc);
    accept_next(server);
}

static const struct method *find_method(const struct server *server, struct str path)
{
    for (size_t i = 0; i < server->options.method_count; i++) {
        if (str_eqc(path, server->options.methods[i].path))
            return &server->options.methods[i];
    }
    return NULL;
}

static struct str slice_view(const grpc_slice *slice)
{
    return str_n((const char *)GRPC_SLICE_START_PTR(*slice), GRPC_SLICE_LENGTH(*slice));
}

/* ---- one call: receive, handle, respond ---------------------------------------------------------------- */

/*
 * When gRPC refuses a batch, the order of operations here is wrong; no response to the call is possible any
 * more.
 */
static void start(struct batch *batch, const grpc_op *ops, size_t count, enum stage stage)
{
    atomic_store(&batch->stage, stage);
    grpc_call_error error = grpc_call_start_batch(batch->record->call, ops, count, batch, NULL);
    if (error != GRPC_CALL_OK) {
        LOG(LOG_ERROR, "gRPC refused a batch",
            LOG_TEXT(LOG_KEY_ERROR, str_c(grpc_call_error_to_string(error))));
        abort();
    }
}

static void receive(struct call_record *record)
{
    grpc_op op = {.op = GRPC_OP_RECV_MESSAGE, .data.recv_message.recv_message = &record->received};
    start(&record->batch, &op, 1, STAGE_RECEIVE);
}

static grpc_op close_op(struct call_record *record)
{
    return (grpc_op){.op = GRPC_OP_RECV_CLOSE_ON_SERVER,
                     .data.recv_close_on_server.cancelled = &record->cancelled};
}

/* Held streams end when the client closes or cancels them, or disconnects, and with the server. */
static void hold(struct call_record *record)
{
    struct server *server = record->server;
    record->next_held = server->held;
    if (server->held != NULL)
        server->held->previous_held = record;
    server->held = record;
    grpc_op ops[] = {
        {.op = GRPC_OP_SEND_INITIAL_METADATA},
        close_op(record),
    };
    start(&record->batch, ops, 2, STAGE_HOLD);
}

static grpc_byte_buffer *buffer_new(struct str bytes)
{
    grpc_slice slice = grpc_slice_from_copied_buffer(bytes.len > 0 ? bytes.data : "", bytes.len);
    grpc_byte_buffer *buffer = grpc_raw_byte_buffer_create(&slice, 1);
    grpc_slice_unref(slice);
    return buffer;
}

/*
 * The end of a call: sends the headers, body and status that were not sent yet. A stream already waits for
 * the client's end.
 */
static void reply(struct call_record *record)
{
    struct rpc *rpc = &record->rpc;
    record->status_message = grpc_slice_from_copied_buffer(rpc->message.len > 0 ? rpc->message.data : "",
                                                           rpc->message.len);
    grpc_op ops[4] = {
        {.op = GRPC_OP_SEND_STATUS_FROM_SERVER,
         .data.send_status_from_server = {.status = (grpc_status_code)rpc->status,
                                          .status_details = &record->status_message}},
    };
    size_t count = 1;
    grpc_byte_buffer *body = NULL;
    if (record->stream == NULL)
        ops[count++] = close_op(record);
    if (record->stream == NULL || !record->stream->has_headers)
        ops[count++] = (grpc_op){.op = GRPC_OP_SEND_INITIAL_METADATA};
    if (record->stream == NULL && rpc->status == RPC_OK) {
        body = buffer_new(rpc->body);
        ops[count++] = (grpc_op){.op = GRPC_OP_SEND_MESSAGE, .data.send_message.send_message = body};
    }
    start(&record->batch, ops, count, STAGE_REPLY);
    if (body != NULL)
        grpc_byte_buffer_destroy(body);
}

static void refuse(struct call_record *record, enum rpc_status status, struct str message)
{
    record->rpc.status = status;
    record->rpc.message = message;
    reply(record);
}

static void handle(struct call_record *record)
{
    struct rpc *rpc = &record->rpc;
    int64_t begin_ms = clock_monotonic_ms();
    record->method->handle(record->server->options.context, rpc);
    LOG(LOG_DEBUG, rpc->status == RPC_OK ? "responded" : "refused", LOG_TEXT(LOG_KEY_RPC, rpc->method),
        LOG_TEXT(LOG_KEY_RESOURCE_TYPE, rpc->type_name),
        LOG_NUMBER(LOG_KEY_DURATION, clock_monotonic_ms() - begin_ms));
}

static void work(struct job *job)
{
    struct call_record *record = (struct call_record *)job;
    handle(record);
    reply(record);
}

/* The bytes in one piece; they live until the record is freed. */
static bool read_request(struct call_record *record)
{
    grpc_byte_buffer_reader reader;
    if (record->received == NULL || !grpc_byte_buffer_reader_init(&reader, record->received))
        return false;
    record->request = grpc_byte_buffer_reader_readall(&reader);
    grpc_byte_buffer_reader_destroy(&reader);
    record->rpc.request = slice_view(&record->request);
    return true;
}

/* ---- streams: a worker sends messages, and the polling thread gets their results ------------------------- */

static struct call_record *record_of(struct rpc *rpc)
{
    return (struct call_record *)((char *)rpc - offsetof(struct call_record, rpc));
}

static bool stream_send(struct rpc *rpc, struct str message)
{
    struct call_record *record = record_of(rpc);
    struct stream *stream = record->stream;
    pthread_mutex_lock(&stream->lock);
    bool is_cancelled = stream->is_cancelled;
    stream->is_sending = !is_cancelled;
    pthread_mutex_unlock(&stream->lock);
    if (is_cancelled)
        return false;

    grpc_byte_buffer *body = buffer_new(message);
    grpc_op ops[] = {
        {.op = GRPC_OP_SEND_MESSAGE, .data.send_message.send_message = body},
        {.op = GRPC_OP_SEND_INITIAL_METADATA},
    };
    start(&record->batch, ops, stream->has_headers ? 1 : 2, STAGE_SEND);
    stream->has_headers = true;
    grpc_byte_buffer_destroy(body);

    pthread_mutex_lock(&stream->lock);
    while (stream->is_sending)
        pthread_cond_wait(&stream->was_sent, &stream->lock);
    bool done = !stream->send_failed && !stream->is_cancelled;
    pthread_mutex_unlock(&stream->lock);
    return done;
}

static void on_sent(struct call_record *record, bool success)
{
    struct stream *stream = record->stream;
    pthread_mutex_lock(&stream->lock);
    stream->is_sending = false;
    stream->send_failed = stream->send_failed || !success;
    pthread_cond_signal(&stream->was_sent);
    pthread_mutex_unlock(&stream->lock);
}

static void stream_watch(struct rpc *rpc, void (*cancelled)(void *argument), void *argument)
{
    struct call_record *record = record_of(rpc);
    struct stream *stream = record->stream;
    pthread_mutex_lock(&stream->lock);
    stream->cancelled = cancelled;
    stream->argument = argument;
    if (cancelled != NULL && stream->is_cancelled)
        cancelled(argument);
    pthread_mutex_unlock(&stream->lock);
}

static const struct rpc_stream stream_functions = {.send = stream_send, .watch = stream_watch};

/*
 * The handler may be running: its wait is ended under the lock, so that the handler cannot return meanwhile.
 */
static void report_cancelled(struct stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    stream->is_cancelled = true;
    if (stream->cancelled != NULL)
        stream->cancelled(stream->argument);
    pthread_mutex_unlock(&stream->lock);
}

static void stream_begin(struct call_record *record)
{
    struct stream *stream = arena_new_object(record->rpc.mem, struct stream);
    pthread_mutex_init(&stream->lock, NULL);
    pthread_cond_init(&stream->was_sent, NULL);
    record->stream = stream;
    record->rpc.stream = &stream_functions;
    record->batches_left++;
    grpc_op op = close_op(record);
    start(&record->close, &op, 1, STAGE_CLOSE);
}

/* ---- events -------------------------------------------------------------------------------------------- */

static void on_accepted(struct call_record *record, bool success)
{
    struct server *server = record->server;
    if (!success) { /* the server is shutting down */
        record_free(record);
        return;
    }
    if (!server->is_closing)
        accept_next(server);

    struct str path = slice_view(&record->details.method);
    record->method = find_method(server, path);
    size_t slash = path.len;
    while (slash > 0 && path.data[slash - 1] != '/')
        slash--;
    record->rpc.method = str_slice(path, slash, path.len);
    const struct method *method = record->method;
    bool is_held = method != NULL && (method->kind == METHOD_HOLD || method->kind == METHOD_LIFELINE);
    int64_t give_up_ms;
    bool stopping = is_stopping(server, &give_up_ms);
    if (is_held && !stopping) {
        hold(record);
        return;
    }
    server->at_work++;
    if (stopping &&
        (is_held || (method != NULL && (method->kind == METHOD_WORK || method->kind == METHOD_STREAM)))) {
        refuse(record, RPC_UNAVAILABLE, STR("the provider is shutting down"));
        return;
    }
    if (method == NULL || method->kind == METHOD_MISSING) {
        LOG(LOG_DEBUG, "not implemented", LOG_TEXT(LOG_KEY_RPC, record->rpc.method));
        refuse(record, RPC_UNIMPLEMENTED, method != NULL ? str_c(method->reason) : STR("unknown method"));
        return;
    }
    receive(record);
}

/* Handing a call to a worker costs as much as handling most calls; a large state would delay StopProvider. */
static bool is_for_poller(const struct call_record *record)
{
    enum method_kind kind = record->method->kind;
    return kind == METHOD_QUICK ? record->rpc.request.len <= QUICK_REQUEST_BYTES : kind != METHOD_WORK;
}

static void on_received(struct call_record *record, bool success)
{
    if (!success || !read_request(record)) {
        refuse(record, RPC_INVALID_ARGUMENT, STR("the request has no message"));
        return;
    }
    if (record->method->kind == METHOD_STREAM)
        stream_begin(record);
    else if (is_for_poller(record)) {
        handle(record);
        reply(record);
        return;
    }
    record->job.run = work;
    if (!pool_submit(record->server->pool, &record->job))
        refuse(record, RPC_RESOURCE_EXHAUSTED, STR("the provider cannot start a thread"));
}

static void release(struct call_record *record)
{
    if (--record->batches_left == 0)
        record_free(record);
}

static void on_replied(struct call_record *record)
{
    struct server *server = record->server;
    bool ends_server = record->method != NULL && record->method->kind == METHOD_SHUTDOWN;
    server->at_work--;
    release(record);
    if (ends_server)
        server_stop(server, SHUTDOWN_TIMEOUT_MS);
}

/* The client has received everything, or has cancelled. */
static void on_closed(struct call_record *record)
{
    if (record->cancelled)
        report_cancelled(record->stream);
    release(record);
}

static void on_released(struct call_record *record)
{
    struct server *server = record->server;
    bool ends_server = record->method->kind == METHOD_LIFELINE && server->options.end_with_client;
    if (record->previous_held != NULL)
        record->previous_held->next_held = record->next_held;
    else
        server->held = record->next_held;
    if (record->next_held != NULL)
        record->next_held->previous_held = record->previous_held;
    record_free(record);
    if (ends_server)
        server_stop(server, ORPHAN_TIMEOUT_MS);
}

static void on_event(struct server *server, const grpc_event *event)
{
    if (event->tag == server) {
        server->is_shut_down = true;
        return;
    }
    if (event->tag == &server->bell) {
        server->has_rung = true;
        return;
    }
    struct batch *batch = event->tag;
    struct call_record *record = batch->record;
    switch (atomic_load(&batch->stage)) {
    case STAGE_ACCEPT:
        on_accepted(record, event->success != 0);
        break;
    case STAGE_RECEIVE:
        on_received(record, event->success != 0);
        break;
    case STAGE_REPLY:
        on_replied(record);
        break;
    case STAGE_HOLD:
        on_released(record);
        break;
    case STAGE_SEND:
        on_sent(record, event->success != 0);
        break;
    case STAGE_CLOSE:
        on_closed(record);
        break;
    }
}

/* ---- shutdown ------------------------------------------------------------------------------------------ */

void server_stop(struct server *server, int64_t deadline_ms)
{
    int64_t give_up_ms = clock_monotonic_ms() + deadline_ms;
    pthread_mutex_lock(&server->lock);
    bool is_first = !server->stopping;
    server->stopping = true;
    if (is_first || give_up_ms < server->give_up_ms)
        server->give_up_ms = give_up_ms;
    pthread_mutex_unlock(&server->lock);
    if (is_first) {
        server->options.stop(server->options.context);
        grpc_server_shutdown_and_notify(server->bell, server->queue, &server->bell);
    }
}

/*
 * All responses were sent. gRPC sends GOAWAY and a ping after the responses, and closes a connection without
 * streams when the ping returns: by then the client has read them. If the shutdown were started earlier, gRPC
 * would close the connection directly after the last response, and a client that writes at that moment would
 * lose the response with the connection.
 */
static void send_goaway(struct server *server)
{
    server->is_closing = true;
    for (struct call_record *record = server->held; record != NULL; record = record->next_held)
        grpc_call_cancel_with_status(record->call, GRPC_STATUS_UNAVAILABLE, "the provider ends", NULL);
    grpc_server_shutdown_and_notify(server->grpc, server->queue, server);
}

static gpr_timespec wake_time(bool stopping)
{
    if (!stopping)
        return gpr_inf_future(GPR_CLOCK_MONOTONIC);
    return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_millis(CHECK_EVERY_MS, GPR_TIMESPAN));
}

static void drain_queue(struct server *server)
{
    grpc_completion_queue_shutdown(server->queue);
    while (grpc_completion_queue_next(server->queue, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL).type !=
           GRPC_QUEUE_SHUTDOWN)
        ;
}

bool server_run(struct server *server)
{
    int64_t farewell_until_ms = INT64_MAX;
    while (!server->is_shut_down || server->calls > 0 || !server->has_rung) {
        int64_t give_up_ms;
        bool stopping = is_stopping(server, &give_up_ms);
        grpc_event event = grpc_completion_queue_next(server->queue, wake_time(stopping), NULL);
        if (event.type == GRPC_OP_COMPLETE)
            on_event(server, &event);
        if (!is_stopping(server, &give_up_ms))
            continue;
        int64_t now_ms = clock_monotonic_ms();
        if (!server->is_closing && server->at_work == 0) {
            send_goaway(server);
            farewell_until_ms = now_ms + FAREWELL_MS;
        }
        if (now_ms > farewell_until_ms) {
            farewell_until_ms = INT64_MAX;
            grpc_server_cancel_all_calls(server->grpc);
        }
        if (now_ms > give_up_ms)
            return false;
    }
    drain_queue(server);
    return true;
}

void server_free(struct server *server)
{
    pool_free(server->pool);
    if (!server->is_shut_down) { /* server_run was never called */
        grpc_server_shutdown_and_notify(server->bell, server->queue, &server->bell);
        send_goaway(server);
        grpc_server_cancel_all_calls(server->grpc);
        while (!server->is_shut_down || server->calls > 0 || !server->has_rung) {
            grpc_event event = grpc_completion_queue_next(server->queue, gpr_inf_future(GPR_CLOCK_MONOTONIC),
                                                          NULL);
            on_event(server, &event);
        }
        drain_queue(server);
    }
    grpc_server_destroy(server->bell);
    grpc_server_destroy(server->grpc);
    grpc_completion_queue_destroy(server->queue);
    grpc_shutdown();
    pthread_mutex_destroy(&server->lock);
    arena_free(server->mem);
}
