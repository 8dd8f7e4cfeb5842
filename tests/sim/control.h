/*
 * control.h — the unsigned paths under /_sim/: metrics, state, faults, requests, changes from outside. It
 * must not know HTTP beyond method, path and body.
 */
#ifndef SIM_CONTROL_H
#define SIM_CONTROL_H

#include "options.h"
#include "text.h"

struct control_request {
    const char *method, *path;     /* the path begins with /_sim/ */
    const char *limit, *operation; /* query parameters, NULL when missing */
    const char *body;
    size_t body_length;
};

/* Adds the response, always JSON, and returns the HTTP status. */
unsigned control_handle(const struct options *options, const struct control_request *request,
                        struct text *out);

#endif
