/*
 * lb_run.h — what the plans of this run say of a load balancer: whether it is created, whether a certificate is attached to
 * it, and which resource manages which of its attributes. Knows names and the load balancer in the API; must not change
 * anything.
 */
#ifndef RESOURCES_LB_RUN_H
#define RESOURCES_LB_RUN_H

#include "runtime/api.h"

/* This run creates a load balancer of this name: also in a replacement, whose plan comes before those of the resources that
 * refer to it. */
void lb_note_new(struct call *c, struct tf_string name);
bool lb_is_new(struct call *c, struct tf_string name);

/* This run attaches a certificate to the load balancer; an unknown name may be that of any. For the plan of the attachment. */
void lb_note_certificate(struct call *c, struct tf_string name);

/*
 * The planned `lb_arn` of a resource that refers to a load balancer by its name: unknown if this run creates another one of
 * the name. `prior` is NULL on create.
 */
struct tf_string lb_plan_arn(struct call *c, struct tf_string name, const struct tf_string *prior);

/*
 * The configuration manages what `part` names ("session stickiness") at `attribute`. An error if a resource of another type
 * does so for the same load balancer in this run, too.
 */
void lb_check_owner(struct call *c, const struct plan *plan, struct tf_string name, const char *attribute,
                    const char *part);

/*
 * Redirection becomes enabled. An error at `attribute`, unless a certificate is attached to the load balancer, or this run
 * attaches one before. A load balancer that is not known yet is not checked. Errors: those of the read.
 */
bool lb_check_redirection(struct call *c, const struct plan *plan, struct tf_string name,
                          const char *attribute) MUST_USE;

/* The certificate that is attached to a LoadBalancer of a response; "" when there is none. */
struct str lb_certificate(const json_t *lb);

#endif
