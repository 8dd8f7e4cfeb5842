/*
 * call.h — one call of an API operation in the simulator: its input and its result. It must not know how
 * requests arrive nor what any operation does.
 */
#ifndef SIM_CALL_H
#define SIM_CALL_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "options.h"
#include "text.h"
#include "world.h"

/* The error shapes of the Lightsail model, and the ones that every AWS service shares. */
enum failure {
    FAILURE_NONE,
    FAILURE_INVALID_INPUT,
    FAILURE_NOT_FOUND,
    FAILURE_OPERATION,
    FAILURE_ACCESS_DENIED,
    FAILURE_UNAUTHENTICATED,
    FAILURE_SERVICE,
    FAILURE_ACCOUNT_SETUP,
    FAILURE_REGION_SETUP,
    FAILURE_THROTTLING,
    FAILURE_UNKNOWN_OPERATION,
    FAILURE_SERIALIZATION,
    FAILURE_UNRECOGNIZED_CLIENT,
    FAILURE_INVALID_SIGNATURE,
    FAILURE_INCOMPLETE_SIGNATURE,
    FAILURE_MISSING_TOKEN,
    FAILURE_EXPIRED_TOKEN,
    FAILURE_UNAVAILABLE,
    FAILURES,
};

/* The name in __type. */
const char *failure_type(enum failure failure);
unsigned failure_status(enum failure failure);

struct api; /* families.h */

/* How a fault lets the operations of a call end. */
enum end { END_WELL, END_FAILED, END_NEVER };

struct call {
    const struct options *options;
    const char *operation; /* as in X-Amz-Target, after the dot */
    const struct api *api; /* its row; set while it runs */
    const char *region_name;
    struct region *region; /* set while the world is locked */
    json_t *input;
    int64_t now_ms;
    int64_t seen_ms; /* a read shows the world of this time: now_ms, or earlier */
    void *prepared;  /* what the operation prepared before the world was locked */
    struct text out; /* the response */
    bool has_operation;
    enum end end;

    enum failure failure;
    const char *failure_code; /* the shape's member "code" */
    char *failure_message;
};

/* Records why the call fails; always false, so that handlers can return it. The first reason is kept. */
bool call_fail(struct call *call, enum failure failure, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
bool call_fail_input(struct call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "The Instance does not exist: name". */
bool call_fail_not_found(struct call *call, const struct kind *kind, const char *name);

/* The failure as the service prints it: __type, code, docs, message, tip. */
void call_print_failure(const struct call *call, struct text *out);

void call_free(struct call *call);

/* Members of the input; NULL, false or the given default when they are missing. */
const char *call_string(const struct call *call, const char *member);
bool call_true(const struct call *call, const char *member);

/* Another region with all changes that are due; a region of that name exists. */
struct region *call_other_region(struct call *call, const char *name);

/* The resource that the input member names; NULL after call_fail_not_found. */
struct resource *call_find(struct call *call, const struct kind *kind, const char *member);

/* False after call_fail when a resource of that name exists, or the service does not accept the name. */
bool call_check_new_name(struct call *call, const char *name);
/* The same for a kind that has its own form of names. */
bool call_check_free_name(struct call *call, const char *name);

/*
 * Lists return a page and a token. A page begins where the token of the input points to (0: at the start);
 * the function prints "[" and the caller the elements. False after call_fail for a token that this operation
 * did not return.
 */
bool page_begin(struct call *call, const char *member, uint64_t *ret_after);
/* To be called before each element: prints the comma; false when the page is full. */
bool page_next(struct call *call, size_t *count);
/* more_after: the position of the last element when there are more; 0 when the list ends here. */
void page_end(struct call *call, uint64_t more_after);

#endif
