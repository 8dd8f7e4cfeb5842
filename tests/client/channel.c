/*
 * channel.c — C-core, one completion queue per call. Must not know what the bytes mean.
 */
#include "channel.h"

#include <grpc/byte_buffer.h>
#include <grpc/byte_buffer_reader.h>
#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <grpc/slice.h>
#include <grpc/support/time.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_STREAMS = 8 };

/*
 * C-core reads a connection while a call waits on it, and otherwise every five seconds. Terraform always
 * reads, and the end of a server depends on that: it sends GOAWAY and a ping and waits for the
 * acknowledgement.
 */
__attribute__((constructor)) static void read_always(void)
{
    setenv("GRPC_CLIENT_CHANNEL_BACKUP_POLL_INTERVAL_MS", "10", 0);
}

/* An open stream and the variables for the end that gRPC reports. */
struct stream {
    grpc_call *call;
    grpc_metadata_array initial, trailing;
    grpc_status_code status;
    grpc_slice message;
};

struct channel {
    grpc_channel *grpc;
    grpc_completion_queue *streams_queue;
    struct stream streams[MAX_STREAMS];
    size_t stream_count;
};

static grpc_channel_credentials *credentials_new(const struct channel_options *options)
{
    if (options->server_pem == NULL)
        return grpc_insecure_credentials_create();
    grpc_ssl_pem_key_cert_pair pair = {options->client_key_pem, options->client_pem};
    return grpc_ssl_credentials_create(options->server_pem, options->client_pem != NULL ? &pair : NULL, NULL,
                                       NULL);
}

struct channel *channel_new(const struct channel_options *options)
{
    grpc_init();
    struct channel *channel = calloc(1, sizeof *channel);
    grpc_arg args[] = {
        {.type = GRPC_ARG_INTEGER, .key = (char[]){GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH}, .value.integer = -1},
        {.type = GRPC_ARG_INTEGER, .key = (char[]){GRPC_ARG_MAX_SEND_MESSAGE_LENGTH}, .value.integer = -1},
        {.type = GRPC_ARG_INTEGER, .key = (char[]){GRPC_ARG_ENABLE_HTTP_PROXY}, .value.integer = 0},
        {.type = GRPC_ARG_STRING,
         .key = (char[]){GRPC_SSL_TARGET_NAME_OVERRIDE_ARG},
         .value.string = (char[]){"localhost"}},
    };
    grpc_channel_args channel_args = {
        .num_args = sizeof args / sizeof args[0] - (options->server_pem == NULL),
        .args = args,
    };
    grpc_channel_credentials *credentials = credentials_new(options);
    channel->grpc = grpc_channel_create(options->target, credentials, &channel_args);
    grpc_channel_credentials_release(credentials);
    channel->streams_queue = grpc_completion_queue_create_for_next(NULL);
    return channel;
}

static void queue_free(grpc_completion_queue *queue)
{
    grpc_completion_queue_shutdown(queue);
    while (grpc_completion_queue_next(queue, gpr_inf_future(GPR_CLOCK_REALTIME), NULL).type !=
           GRPC_QUEUE_SHUTDOWN)
        ;
    grpc_completion_queue_destroy(queue);
}

void channel_free(struct channel *channel)
{
    for (size_t i = 0; i < channel->stream_count; i++)
        grpc_call_cancel(channel->streams[i].call, NULL);
    grpc_completion_queue_shutdown(channel->streams_queue);
    while (
        grpc_completion_queue_next(channel->streams_queue, gpr_inf_future(GPR_CLOCK_REALTIME), NULL).type !=
        GRPC_QUEUE_SHUTDOWN)
        ;
    for (size_t i = 0; i < channel->stream_count; i++) {
        struct stream *stream = &channel->streams[i];
        grpc_metadata_array_destroy(&stream->initial);
        grpc_metadata_array_destroy(&stream->trailing);
        grpc_slice_unref(stream->message);
        grpc_call_unref(stream->call);
    }
    grpc_completion_queue_destroy(channel->streams_queue);
    grpc_channel_destroy(channel->grpc);
    free(channel);
    grpc_shutdown();
}

static grpc_byte_buffer *buffer_new(const void *bytes, size_t len)
{
    grpc_slice slice = grpc_slice_from_copied_buffer(len > 0 ? bytes : "", len);
    grpc_byte_buffer *buffer = grpc_raw_byte_buffer_create(&slice, 1);
    grpc_slice_unref(slice);
    return buffer;
}

static void take_bytes(grpc_byte_buffer *received, struct answer *answer)
{
    grpc_byte_buffer_reader reader;
    if (received == NULL || !grpc_byte_buffer_reader_init(&reader, received))
        return;
    grpc_slice slice = grpc_byte_buffer_reader_readall(&reader);
    grpc_byte_buffer_reader_destroy(&reader);
    answer->len = GRPC_SLICE_LENGTH(slice);
    answer->bytes = malloc(answer->len + 1);
    memcpy(answer->bytes, GRPC_SLICE_START_PTR(slice), answer->len);
    grpc_slice_unref(slice);
}

struct answer channel_call(struct channel *channel, const char *path, const void *bytes, size_t len,
                           int64_t timeout_ms)
{
    gpr_timespec start = gpr_now(GPR_CLOCK_MONOTONIC);
    gpr_timespec deadline = gpr_time_add(start, gpr_time_from_millis(timeout_ms, GPR_TIMESPAN));
    grpc_completion_queue *queue = grpc_completion_queue_create_for_next(NULL);
    grpc_slice method = grpc_slice_from_copied_string(path);
    grpc_call *call = grpc_channel_create_call(channel->grpc, NULL, GRPC_PROPAGATE_DEFAULTS, queue, method,
                                               NULL, deadline, NULL);
    grpc_metadata_array initial, trailing;
    grpc_metadata_array_init(&initial);
    grpc_metadata_array_init(&trailing);
    grpc_byte_buffer *sent = buffer_new(bytes, len), *received = NULL;
    grpc_status_code status = GRPC_STATUS_UNKNOWN;
    grpc_slice message = grpc_empty_slice();
    grpc_op ops[] = {
        {.op = GRPC_OP_SEND_INITIAL_METADATA},
        {.op = GRPC_OP_SEND_MESSAGE, .data.send_message.send_message = sent},
        {.op = GRPC_OP_SEND_CLOSE_FROM_CLIENT},
        {.op = GRPC_OP_RECV_INITIAL_METADATA, .data.recv_initial_metadata.recv_initial_metadata = &initial},
        {.op = GRPC_OP_RECV_MESSAGE, .data.recv_message.recv_message = &received},
        {.op = GRPC_OP_RECV_STATUS_ON_CLIENT,
         .data.recv_status_on_client = {.trailing_metadata = &trailing,
                                        .status = &status,
                                        .status_details = &message}},
    };
    grpc_call_start_batch(call, ops, sizeof ops / sizeof ops[0], call, NULL);
    grpc_completion_queue_next(queue, gpr_inf_future(GPR_CLOCK_REALTIME),
                               NULL); /* the call has the deadline */

    struct answer answer = {
        .status = (int)status,
        .message = strndup((const char *)GRPC_SLICE_START_PTR(message), GRPC_SLICE_LENGTH(message)),
        .took_ms = gpr_time_to_millis(gpr_time_sub(gpr_now(GPR_CLOCK_MONOTONIC), start)),
    };
    take_bytes(received, &answer);
    if (received != NULL)
        grpc_byte_buffer_destroy(received);
    grpc_byte_buffer_destroy(sent);
    grpc_slice_unref(message);
    grpc_slice_unref(method);
    grpc_metadata_array_destroy(&initial);
    grpc_metadata_array_destroy(&trailing);
    grpc_call_unref(call);
    queue_free(queue);
    return answer;
}

void answer_free(struct answer *answer)
{
    free(answer->message);
    free(answer->bytes);
}

/* ---- responses of several messages --------------------------------------------------------------------- */

struct reading {
    grpc_completion_queue *queue;
    grpc_call *call;
    grpc_metadata_array initial, trailing;
    grpc_byte_buffer *received;
    grpc_status_code status;
    grpc_slice message;
    gpr_timespec start;
    bool is_over;
};

struct reading *reading_new(struct channel *channel, const char *path, const void *bytes, size_t len,
                            int64_t timeout_ms)
{
    struct reading *reading = calloc(1, sizeof *reading);
    reading->start = gpr_now(GPR_CLOCK_MONOTONIC);
    reading->queue = grpc_completion_queue_create_for_next(NULL);
    reading->message = grpc_empty_slice();
    grpc_metadata_array_init(&reading->initial);
    grpc_metadata_array_init(&reading->trailing);
    grpc_slice method = grpc_slice_from_copied_string(path);
    gpr_timespec deadline = gpr_time_add(reading->start, gpr_time_from_millis(timeout_ms, GPR_TIMESPAN));
    reading->call = grpc_channel_create_call(channel->grpc, NULL, GRPC_PROPAGATE_DEFAULTS, reading->queue,
                                             method, NULL, deadline, NULL);
    grpc_slice_unref(method);
    grpc_byte_buffer *sent = buffer_new(bytes, len);
    grpc_op sends[] = {
        {.op = GRPC_OP_SEND_INITIAL_METADATA},
        {.op = GRPC_OP_SEND_MESSAGE, .data.send_message.send_message = sent},
        {.op = GRPC_OP_SEND_CLOSE_FROM_CLIENT},
        {.op = GRPC_OP_RECV_INITIAL_METADATA,
         .data.recv_initial_metadata.recv_initial_metadata = &reading->initial},
    };
    grpc_op end = {.op = GRPC_OP_RECV_STATUS_ON_CLIENT,
                   .data.recv_status_on_client = {.trailing_metadata = &reading->trailing,
                                                  .status = &reading->status,
                                                  .status_details = &reading->message}};
    grpc_call_start_batch(reading->call, sends, sizeof sends / sizeof sends[0], NULL, NULL);
    grpc_call_start_batch(reading->call, &end, 1, reading, NULL);
    grpc_byte_buffer_destroy(sent);
    return reading;
}

/* Waits for the event of this tag; the call has a deadline, so every batch ends. */
static void await(struct reading *reading, const void *tag)
{
    grpc_event event;
    do {
        event = grpc_completion_queue_next(reading->queue, gpr_inf_future(GPR_CLOCK_REALTIME), NULL);
        reading->is_over = reading->is_over || event.tag == reading;
    } while (event.tag != tag);
}

bool reading_next(struct reading *reading, struct answer *ret_answer)
{
    *ret_answer = (struct answer){.status = 0};
    grpc_op op = {.op = GRPC_OP_RECV_MESSAGE, .data.recv_message.recv_message = &reading->received};
    grpc_call_start_batch(reading->call, &op, 1, &reading->received, NULL);
    await(reading, &reading->received);
    ret_answer->took_ms = gpr_time_to_millis(gpr_time_sub(gpr_now(GPR_CLOCK_MONOTONIC), reading->start));
    if (reading->received != NULL) {
        take_bytes(reading->received, ret_answer);
        grpc_byte_buffer_destroy(reading->received);
        reading->received = NULL;
        return true;
    }
    if (!reading->is_over)
        await(reading, reading);
    ret_answer->status = (int)reading->status;
    ret_answer->message = strndup((const char *)GRPC_SLICE_START_PTR(reading->message),
                                  GRPC_SLICE_LENGTH(reading->message));
    return false;
}

void reading_cancel(struct reading *reading)
{
    grpc_call_cancel(reading->call, NULL);
}

void reading_free(struct reading *reading)
{
    reading_cancel(reading);
    queue_free(reading->queue);
    grpc_metadata_array_destroy(&reading->initial);
    grpc_metadata_array_destroy(&reading->trailing);
    grpc_slice_unref(reading->message);
    grpc_call_unref(reading->call);
    free(reading);
}

void channel_open_stream(struct channel *channel, const char *path, bool sends_request)
{
    if (channel->stream_count == MAX_STREAMS)
        return;
    struct stream *stream = &channel->streams[channel->stream_count++];
    grpc_slice method = grpc_slice_from_copied_string(path);
    stream->call = grpc_channel_create_call(channel->grpc, NULL, GRPC_PROPAGATE_DEFAULTS,
                                            channel->streams_queue, method, NULL,
                                            gpr_inf_future(GPR_CLOCK_REALTIME), NULL);
    grpc_slice_unref(method);
    stream->message = grpc_empty_slice();
    grpc_metadata_array_init(&stream->initial);
    grpc_metadata_array_init(&stream->trailing);

    grpc_byte_buffer *sent = buffer_new("", 0);
    grpc_op sends[] = {
        {.op = GRPC_OP_SEND_INITIAL_METADATA},
        {.op = GRPC_OP_SEND_MESSAGE, .data.send_message.send_message = sent},
        {.op = GRPC_OP_SEND_CLOSE_FROM_CLIENT},
    };
    grpc_op end = {.op = GRPC_OP_RECV_STATUS_ON_CLIENT,
                   .data.recv_status_on_client = {.trailing_metadata = &stream->trailing,
                                                  .status = &stream->status,
                                                  .status_details = &stream->message}};
    grpc_op headers = {.op = GRPC_OP_RECV_INITIAL_METADATA,
                       .data.recv_initial_metadata.recv_initial_metadata = &stream->initial};
    grpc_call_start_batch(stream->call, sends, sends_request ? 3 : 1, NULL, NULL);
    grpc_call_start_batch(stream->call, &end, 1, NULL, NULL);
    grpc_call_start_batch(stream->call, &headers, 1, stream, NULL);
    grpc_byte_buffer_destroy(sent);
    /* Waits until the server has accepted the stream: its headers arrive. */
    gpr_timespec deadline = gpr_time_add(gpr_now(GPR_CLOCK_REALTIME),
                                         gpr_time_from_millis(10 * 1000, GPR_TIMESPAN));
    grpc_event event;
    do
        event = grpc_completion_queue_next(channel->streams_queue, deadline, NULL);
    while (event.type == GRPC_OP_COMPLETE && event.tag != stream);
}
