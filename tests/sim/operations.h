/*
 * operations.h — the records of asynchronous work that mutating calls return. It must not know what the work
 * was.
 */
#ifndef SIM_OPERATIONS_H
#define SIM_OPERATIONS_H

#include "call.h"

/* A new operation on a resource, printed as the next element of the response's list. details may be NULL. */
void operation_add(struct call *call, const char *type, const struct kind *kind, const char *resource_name,
                   const char *zone, const char *details);
void operation_add_for(struct call *call, const char *type, const struct resource *resource,
                       const char *details);

/* An operation that is over in the very response: isTerminal is true. */
void operation_add_done(struct call *call, const char *type, const struct kind *kind,
                        const char *resource_name, const char *zone, const char *details);

/* An operation that starts and ends as Failed with this errorCode and these errorDetails. */
void operation_add_failing(struct call *call, const char *type, const struct kind *kind,
                           const char *resource_name, const char *zone, const char *code, const char *text);

/* Ends the response {"operations":[...]}; a call that changed nothing returns an empty list. */
bool operations_answer(struct call *call);

/* Ends the response {"operation":{...}} after exactly one operation_add. */
bool operation_answer(struct call *call);

/*
 * Operations count from 1, so that 0 can mean "none"; the ring drops the oldest. NULL when it does not exist.
 */
struct operation *operation_at(const struct region *region, uint64_t number);

/* One operation as it is at now_ms. */
void operation_print(const struct region *region, const struct operation *operation, int64_t now_ms,
                     struct text *out);

/* Ends the operations of a resource that a fault holds; name NULL: of all. */
void operations_unstick(struct region *region, const char *name, int64_t now_ms);

#endif
