/*
 * rpc.h — one remote call between the server and a handler: request bytes in, status and reply bytes out.
 * Knows memory and gRPC's status numbers; must not know gRPC's functions, protobuf or the engine.
 */
#ifndef PLUGIN_RPC_H
#define PLUGIN_RPC_H

#include "base/str.h"

/* gRPC's numbers, as far as we answer with them. */
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

/* What a METHOD_STREAM handler can do besides ending the call; both only from the thread that handles it. */
struct rpc_stream {
    /*
     * Sends one message and waits until the transport has room for the next. False: it did not leave, because the client cancelled or is
     * gone; the handler then ends soon.
     */
    bool (*send)(struct rpc *rpc, struct str message);
    /*
     * From now on `cancelled(argument)` is called once, from another thread, when the client cancels or is gone (at once when it has already).
     * NULL ends this: when it returns, `argument` is not used any more.
     */
    void (*watch)(struct rpc *rpc, void (*cancelled)(void *argument), void *argument);
};

struct rpc {
    struct arena *mem;    /* lives until the reply was sent */
    struct str method;    /* "ApplyResourceChange" */
    struct str request;   /* message bytes, borrowed */
    struct str type_name; /* filled by the handler when the request has one; for the log */

    const struct rpc_stream *stream; /* METHOD_STREAM, else NULL */

    enum rpc_status status; /* RPC_OK unless the handler says otherwise */
    struct str message;     /* with a status other than RPC_OK: one sentence */
    struct str body;        /* reply bytes in `mem`, or in memory that outlives the server */
};

/* Handles one call; `context` is what the server was made with. Called from many threads at once. */
typedef void rpc_handler(void *context, struct rpc *rpc);

enum method_kind {
    METHOD_WORK, /* unary, on a worker: may block for minutes */
    METHOD_QUICK, /* unary, never waits for anything: on the polling thread when the request is small, else as METHOD_WORK */
    METHOD_STREAM,   /* as METHOD_WORK, but the messages leave by rpc->stream, and there is no body */
    METHOD_AT_ONCE,  /* unary, on the polling thread, so that nothing can starve it: must not block */
    METHOD_SHUTDOWN, /* as METHOD_AT_ONCE, and the server ends after the reply */
    METHOD_HOLD,     /* a stream that is held open in silence until the client closes it */
    METHOD_LIFELINE, /* as METHOD_HOLD, and its end means that the client is gone */
    METHOD_MISSING,  /* known, and answered with UNIMPLEMENTED */
};

struct method {
    const char *path; /* "/tfplugin6.Provider/ApplyResourceChange" */
    enum method_kind kind;
    rpc_handler *handle; /* unary kinds and METHOD_STREAM */
    const char *reason;  /* METHOD_MISSING: one sentence */
};

#endif
