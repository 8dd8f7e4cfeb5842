/*
 * channel.h — a gRPC client: a connection, calls with message bytes, streams that are read or stay open. Knows C-core;
 * must not know processes or what the bytes mean.
 */
#ifndef CLIENT_CHANNEL_H
#define CLIENT_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct channel;

struct channel_options {
    const char *target;                      /* "unix:/path" or "127.0.0.1:port" */
    const char *server_pem;                  /* the only trusted certificate; NULL: plaintext */
    const char *client_pem, *client_key_pem; /* NULL: no client certificate */
};

/* Never fails; connects with the first call. Freed with channel_free, which ends the streams. */
struct channel *channel_new(const struct channel_options *options);
void channel_free(struct channel *channel);

struct answer {
    int status;     /* gRPC's number; 4 when the deadline was exceeded */
    char *message;  /* malloc'ed */
    uint8_t *bytes; /* malloc'ed reply, NULL when there is none */
    size_t len;
    int64_t took_ms;
};

/* A unary call that waits for the response at most `timeout_ms`. The caller frees it with answer_free. */
struct answer channel_call(struct channel *channel, const char *path, const void *bytes, size_t len,
                           int64_t timeout_ms);
void answer_free(struct answer *answer);

/*
 * A call whose response has several messages, read one by one: the server cannot send much more than was
 * read. Ended with reading_free, which cancels a call that has not ended.
 */
struct reading;
struct reading *reading_new(struct channel *channel, const char *path, const void *bytes, size_t len,
                            int64_t timeout_ms);
/*
 * True: `ret_answer` has the next message (answer_free). False: the stream has ended, and it has the status.
 */
bool reading_next(struct reading *reading, struct answer *ret_answer);
void reading_cancel(struct reading *reading);
void reading_free(struct reading *reading);

/* Opens a stream and leaves it open (an empty request message when `sends_request`). */
void channel_open_stream(struct channel *channel, const char *path, bool sends_request);

#endif
