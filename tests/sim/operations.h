/*
 * operations.h — the records of asynchronous work that mutating calls answer with.
 * It must not know what the work was.
 */
#ifndef SIM_OPERATIONS_H
#define SIM_OPERATIONS_H

#include "call.h"

/* A new operation on a resource, printed as the next element of the answer's list. details may be NULL. */
void operation_add(struct call *call, const char *type, const struct kind *kind, const char *resource_name,
                   const char *zone, const char *details);
void operation_add_for(struct call *call, const char *type, const struct resource *resource,
                       const char *details);

/* Ends the answer {"operations":[...]}; a call that changed nothing answers an empty list. */
bool operations_answer(struct call *call);

/* Ends the answer {"operation":{...}} after exactly one operation_add. */
bool operation_answer(struct call *call);

/* Operations count from 1, so that 0 can mean "none"; the ring forgets the oldest. NULL for one that is not there. */
struct operation *operation_at(const struct region *region, uint64_t number);

/* One operation as it is at now_ms. */
void operation_print(const struct region *region, const struct operation *operation, int64_t now_ms,
                     struct text *out);

/* The operations of a resource that do not end, end now; name NULL: of all. */
void operations_unstick(struct region *region, const char *name, int64_t now_ms);

#endif
