/*
 * certificate_check.h — checks in the plan that a certificate is issued and has the domain names for which it is used,
 * which the API would refuse in the middle of the apply. Must not change the plan.
 */
#ifndef RESOURCES_CERTIFICATE_CHECK_H
#define RESOURCES_CERTIFICATE_CHECK_H

#include "runtime/api.h"

/* A use of a certificate in a plan. */
struct certificate_use {
    const char *path; /* of the messages */
    const char *user; /* "A container service" */
    struct str name;
    const json_t *certificate; /* as the API reports it */
    bool is_planned; /* the configuration has it, so that this run may validate it or create it anew */
};

/* Each reports an error; a warning if the certificate is planned. */
void certificate_check_issued(struct call *c, const struct certificate_use *use);
void certificate_check_covers(struct call *c, const struct certificate_use *use, struct str domain);

/*
 * Finds the certificate among those of the region, and reports one that does not exist, unless it is planned, or is not issued.
 * use->certificate is set; NULL when there is none, or they cannot be listed. Errors: those of catalogue_list_for_check.
 */
bool certificate_check_use(struct call *c, struct certificate_use *use) MUST_USE;

#endif
