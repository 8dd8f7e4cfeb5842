/*
 * balancer_watch.c — what a load balancer was like at its worst: for tests of changes that must not interrupt it.
 * It must not know what changes it.
 */
#include "api/balancer_watch.h"

#include "api/balancer_certificates.h"
#include "api/balancer_targets.h"
#include "api/load_balancers.h"

static bool is_watching; /* any of them: only then a request has more to do */

static void note(struct region *region, struct resource *balancer, int64_t now_ms)
{
    json_t *watch = json_object_get(balancer->hidden, "watch"), *least = json_object_get(watch, "healthy");
    json_int_t healthy = balancer_targets_healthy(region, balancer, now_ms);
    if (!watch)
        return;
    if (!least || healthy < json_integer_value(least))
        json_object_set_new(watch, "healthy", json_integer(healthy));
    if (!balancer_certificate_attached(region, balancer))
        json_object_set_new(watch, "certificate", json_false());
    if (!json_is_true(json_object_get(balancer->document, "httpsRedirectionEnabled")))
        json_object_set_new(watch, "redirection", json_false());
}

void balancer_watch_begin(struct region *region, struct resource *balancer, int64_t now_ms)
{
    is_watching = true;
    json_object_set_new(balancer->hidden, "watch",
                        json_pack("{s:b, s:b}", "certificate", 1, "redirection", 1));
    note(region, balancer, now_ms);
}

void balancer_watch_note(struct region *region, int64_t now_ms)
{
    struct resource *balancer;
    for (size_t at = 0; is_watching && (balancer = region_next(region, &load_balancer_kind, &at));)
        note(region, balancer, now_ms);
}
