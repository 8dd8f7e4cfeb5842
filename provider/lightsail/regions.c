/*
 * regions.c — one client for each region in use. Knows what the clients of a family share and what each owns;
 * must not know which resource uses which region.
 */
#include "base/log.h"
#include "lightsail/client_parts.h"

/* Under the lock of the first client. */
static struct ls_client *find(struct ls_client *home, struct str region)
{
    struct ls_client *client = home;
    while (client != NULL && !str_eq(client->region, region))
        client = client->next;
    return client;
}

static struct ls_client *make(struct ls_client *home, struct str region, const struct endpoint *endpoint)
{
    struct ls_client *client = client_new_empty();
    client->home = home;
    client->region = str_copy(client->mem, region);
    client->endpoint = *endpoint;
    client->endpoint.url = str_copy(client->mem, endpoint->url);
    client->endpoint.host = str_copy(client->mem, endpoint->host);
    client->endpoint.path = str_copy(client->mem, endpoint->path);
    client->user_agent = home->user_agent;
    client->config = home->config;
    client->keyring = home->keyring;
    client->http = home->http;
    client->pool = home->pool;
    client->limiter->rate.mode = home->limiter->rate.mode;
    client->limiter->most_at_once = home->limiter->most_at_once;
    client->most_retries = home->most_retries;
    client->poll_interval_ms = home->poll_interval_ms;
    client->read_lag_ms = home->read_lag_ms;
    /* A wrong local clock is wrong for all regions: the first request need not fail to detect it. */
    atomic_store(&client->skew_ms, atomic_load(&home->skew_ms));
    client->next = home->next;
    home->next = client;
    return client;
}

bool ls_client_in_region(struct ls_client *client, struct str region, struct ls_client **ret_client,
                         struct err *err)
{
    struct ls_client *home = client->home != NULL ? client->home : client;
    struct arena *scratch = arena_new();
    struct endpoint endpoint;
    pthread_mutex_lock(&home->lock);
    struct ls_client *found = find(home, region);
    bool is_new = found == NULL &&
                  endpoint_in_region(scratch, &home->endpoint, home->region, region, &endpoint, err);
    if (is_new)
        found = make(home, region, &endpoint);
    pthread_mutex_unlock(&home->lock);
    if (is_new)
        LOG(LOG_DEBUG, "the Lightsail client of another region is ready",
            LOG_TEXT(LOG_KEY_REGION, found->region), LOG_TEXT(LOG_KEY_ENDPOINT, found->endpoint.url));
    arena_free(scratch);
    if (found == NULL)
        return false;
    *ret_client = found;
    return true;
}

static bool is_listed(const json_t *regions, struct str region)
{
    for (size_t i = 0; i < json_array_size(regions); i++) {
        if (str_eq(json_member_text(json_array_get(regions, i), "name"), region))
            return true;
    }
    return json_array_size(regions) == 0;
}

bool ls_client_check_region(struct ls_client *client, struct aws_scope scope, struct err *err)
{
    struct err ignored = {0};
    json_t *response = NULL;
    if (client->home == NULL || atomic_load(&client->is_served))
        return true; /* for the first client's own region, the first call shows it */
    struct str advice = region_advice(scope.mem, client->region);
    bool served = advice.len == 0 ||
                  !ls_call(client->home, scope, OP_GET_REGIONS, NULL, &response, &ignored) ||
                  is_listed(json_object_get(response, "regions"), client->region);
    if (served) {
        atomic_store(&client->is_served, true);
        return true;
    }
    fail_at(err, ERR_USER, "region", "Lightsail is not available in the region '%.*s'",
            STR_ARG(client->region));
    return fail_hint(err, "%.*s", STR_ARG(advice));
}
