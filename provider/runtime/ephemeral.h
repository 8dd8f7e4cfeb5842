/*
 * ephemeral.h — the contract of an ephemeral resource: secret, short-lived values that are in no state and no
 * plan. Opened twice in a run (plan and apply). Source: protocol section 4.13.
 */
#ifndef RUNTIME_EPHEMERAL_H
#define RUNTIME_EPHEMERAL_H

#include "runtime/resource.h"

struct lease {
    int64_t renew_at_wall_ms; /* 0: never */
    struct str
        private_data; /* what renew and close need; the data of open go to close, those of renew only to
                       * the next renew */
};

struct ephemeral_resource {
    const struct schema_desc *schema;
    bool (*validate)(struct call *c, const void *config); /* optional */
    /* `result` starts as a copy of config. Every computed attribute must be filled. */
    bool (*open)(struct call *c, const void *config, void *result, struct lease *ret_lease);
    bool (*renew)(struct call *c, struct str private_data, struct lease *ret_lease); /* optional */
    bool (*close)(struct call *c, struct str private_data);                          /* optional */
};

/* When a value that expires at expires_s (by the service's clock) is requested again, by the local clock; 0: never. */
int64_t lease_renewal_ms(struct call *c, double expires_s);

#endif
