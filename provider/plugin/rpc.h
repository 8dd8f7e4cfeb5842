/*
 * rpc.h — one remote call between the server and a handler: request bytes in, status and response bytes out.
 * Knows memory and gRPC's status numbers; must not know gRPC's functions, protobuf or the engine.
 */
#ifndef PLUGIN_RPC_H
#define PLUGIN_RPC_H

#include "base/str.h"

/* gRPC's numbers, as far as this server sends them. */
enum rpc_status {
    RPC_OK = 0,
    RPC_INVALID_ARGUMENT = 3,
    RPC_NOT_FOUND = 5,
    RPC_RESOURCE_EXHAUSTED = 8,
    RPC_UNIMPLEMENTED = 12,
    RPC_INTERNAL = 13,
    RPC_UNAVAILABLE = 14,
};

struct rpc;

/*
 * What a METHOD_STREAM handler can do besides ending the call; call both only from the thread that handles
 * it.
 */
struct rpc_stream {
    /*
     * Sends one message and waits until the transport has room for the next. False: it was not sent, because
     * the client has cancelled or disconnected; then the handler should end soon.
     */
    bool (*send)(struct rpc *rpc, struct str message);
    /*
     * From now on `cancelled(argument)` is called once, from another thread, when the client cancels or
     * disconnects (at once when it already has). NULL ends this: after the return, `argument` is not used any
     * more.
     */
    void (*watch)(struct rpc *rpc, void (*cancelled)(void *argument), void *argument);
};

struct rpc {
    struct arena *mem;    /* lives until the response was sent */
    struct str method;    /* "ApplyResourceChange" */
    struct str request;   /* message bytes, borrowed */
    struct str type_name; /* filled by the handler when the request has one; for the log */

    const struct rpc_stream *stream; /* METHOD_STREAM, else NULL */

    enum rpc_status status; /* RPC_OK unless the handler sets another status */
    struct str message;     /* with a status other than RPC_OK: one sentence */
    struct str body;        /* response bytes in `mem`, or in memory that outlives the server */
};

/* Handles one call; `context` is server_options.context. Called from many threads at once. */
typedef void rpc_handler(void *context, struct rpc *rpc);

enum method_kind {
    METHOD_WORK,     /* unary, on a worker thread: may block for minutes */
    METHOD_QUICK,    /* unary, never waits: a small request on the polling thread, else as METHOD_WORK */
    METHOD_STREAM,   /* as METHOD_WORK, but the messages are sent by rpc->stream, and there is no body */
    METHOD_AT_ONCE,  /* unary, on the polling thread, so that it never waits for a worker: must not block */
    METHOD_SHUTDOWN, /* as METHOD_AT_ONCE, and the server ends after the response */
    METHOD_HOLD,     /* a stream without messages that is held open until the client closes it */
    METHOD_LIFELINE, /* as METHOD_HOLD; its end means that the client has disconnected */
    METHOD_MISSING,  /* known, but the response is UNIMPLEMENTED */
};

struct method {
    const char *path; /* "/tfplugin6.Provider/ApplyResourceChange" */
    enum method_kind kind;
    rpc_handler *handle; /* unary kinds and METHOD_STREAM */
    const char *reason;  /* METHOD_MISSING: one sentence */
};

#endif
