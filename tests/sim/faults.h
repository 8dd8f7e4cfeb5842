/*
 * faults.h — failures on purpose: which call of which operation fails, how, and how often. It must not know
 * how a failure is produced; server.c does.
 */
#ifndef SIM_FAULTS_H
#define SIM_FAULTS_H

#include <jansson.h>
#include <stdbool.h>

#include "text.h"

enum fault {
    FAULT_NONE,
    FAULT_THROTTLE,      /* ThrottlingException */
    FAULT_ERROR500,      /* ServiceException */
    FAULT_ERROR503,      /* ServiceUnavailableException */
    FAULT_RESET,         /* the connection breaks before the request is run */
    FAULT_LOST,          /* the request is run, then the connection breaks */
    FAULT_HTML,          /* an HTML page of a proxy instead of a response */
    FAULT_EXPIRED,       /* ExpiredTokenException */
    FAULT_DENIED,        /* AccessDeniedException */
    FAULT_HANG,          /* never a response */
    FAULT_BUSY,          /* OperationFailureException: try again in a few minutes */
    FAULT_WAIT,          /* OperationFailureException: an automatic snapshot is created, wait for it */
    FAULT_ACCOUNT_SETUP, /* AccountSetupInProgressException */
    FAULT_REGION_SETUP,  /* RegionSetupInProgressException */
    FAULT_FAILED,        /* the response is as usual, its operations end as Failed, and nothing is changed */
    FAULT_STUCK,         /* the operations start and never end */
    FAULT_DONE500,       /* the request is run, then ServiceException */
    FAULTS,
};

/* Adds OP:KIND:WHEN[:COUNT]. False with the reason, which the caller frees. */
bool faults_add_text(const char *specification, char **ret_reason);

/* Adds one {"operation","kind","when","count","name"} or a list of them; all or none. */
bool faults_add_json(const json_t *faults, char **ret_reason);

void faults_clear(void);

/* A JSON list of the faults, with how often each was checked and acted. */
void faults_print(struct text *out);

/*
 * Checks every fault for this call, in the order in which they were set; the first that acts decides the
 * response.
 */
enum fault faults_choose(const char *operation, bool mutating, const json_t *input);

#endif
