/*
 * client_parts.h — the inside of a client, for this layer and its tests only. Knows what a client is made of;
 * must not be included from above.
 */
#ifndef LIGHTSAIL_CLIENT_PARTS_H
#define LIGHTSAIL_CLIENT_PARTS_H

#include <stdatomic.h>

#include "lightsail/client.h"
#include "lightsail/credentials.h"
#include "lightsail/endpoint.h"
#include "lightsail/http.h"

struct ls_client {
    struct arena *mem; /* owns everything below */
    struct str region, user_agent;
    struct endpoint endpoint;
    struct credentials credentials;
    struct http http;
    struct http_pool *pool;
    int most_retries;
    int64_t poll_interval_ms;
    _Atomic int64_t skew_ms;    /* the service's clock minus ours */
    _Atomic bool ever_answered; /* the endpoint has answered at least once */
};

/* Puts something else in the network's place: for tests, before the first call. */
void ls_client_use_http(struct ls_client *client, struct http http);

#endif
