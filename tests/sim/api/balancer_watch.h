/*
 * balancer_watch.h — what a load balancer was like at its worst: for tests of changes that must not interrupt it.
 * It must not know what changes it.
 */
#ifndef SIM_API_BALANCER_WATCH_H
#define SIM_API_BALANCER_WATCH_H

#include "world.h"

/*
 * From now on hidden.watch has the smallest number of healthy instances, and whether there always was a
 * certificate and redirection to HTTPS.
 */
void balancer_watch_begin(struct region *region, struct resource *balancer, int64_t now_ms);

/* To be called after every request. */
void balancer_watch_note(struct region *region, int64_t now_ms);

#endif
