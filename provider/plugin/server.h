/*
 * server.h — a gRPC server on gRPC's C core: one polling thread, worker threads on demand, an orderly
 * shutdown. Knows transport and threads; must not know which methods there are, protobuf or the engine.
 */
#ifndef PLUGIN_SERVER_H
#define PLUGIN_SERVER_H

#include "base/err.h"
#include "plugin/rpc.h"
#include "plugin/tls.h"

struct server;

struct server_options {
    const struct method *methods; /* any other method gets the response UNIMPLEMENTED at once */
    size_t method_count;
    void *context;               /* passed to the handlers */
    void (*stop)(void *context); /* interrupts the waits of handlers; called when the server must end */
    bool end_with_client;        /* the end of a METHOD_LIFELINE stream ends the server */
    size_t max_workers;
    int64_t worker_idle_ms;
};

/* The transport refuses larger messages (RESOURCE_EXHAUSTED). */
enum { SERVER_MAX_MESSAGE_BYTES = 256 * 1024 * 1024 };
/*
 * A client that has not completed TLS and the first HTTP/2 frames by then is disconnected. Terraform needs
 * milliseconds.
 */
enum { SERVER_HANDSHAKE_MS = 30 * 1000 };

/* Initialises gRPC. Freed with server_free. */
struct server *server_new(const struct server_options *options);

/*
 * Binds "unix:<path>" or "127.0.0.1:<port>" (0: any); `identity` NULL means plaintext. `ret_port` (may be
 * NULL) is the port for TCP. Errors: ERR_USER when it cannot be bound.
 */
bool server_listen(struct server *server, const char *address, const struct tls_identity *identity,
                   int *ret_port, struct err *err) MUST_USE;

/* From now on connections are accepted; calls wait for server_run. */
void server_start(struct server *server);

/*
 * Serves until a METHOD_SHUTDOWN call, server_stop or the end of the lifeline. Then new calls are refused and
 * running calls may complete. True: all have ended, and server_free frees the server. False: some did not end
 * within the deadline; the process can only leave with _exit.
 */
bool server_run(struct server *server) MUST_USE;

/*
 * Asks the server to end and gives the running calls `deadline_ms`; a later call can only shorten that. From
 * any thread until server_free.
 */
void server_stop(struct server *server, int64_t deadline_ms);

/* After server_run returned true (or was never called). */
void server_free(struct server *server);

#endif
