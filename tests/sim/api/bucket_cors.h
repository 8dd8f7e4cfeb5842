/*
 * bucket_cors.h — the form of CORS rules. It must not know any bucket.
 */
#ifndef SIM_API_BUCKET_CORS_H
#define SIM_API_BUCKET_CORS_H

#include "call.h"
#include "shape.h"

extern const struct member bucket_cors_members[];

/* The member "cors" of the input, if it is there; false after call_fail. */
bool bucket_cors_check(struct call *call);

#endif
