/*
 * bucket_catalogue.h — the plans of buckets, as a fixed table. It must not know what exists.
 */
#ifndef SIM_API_BUCKET_CATALOGUE_H
#define SIM_API_BUCKET_CATALOGUE_H

#include "call.h"

/* The bundle of the input's bundleId exists and is active; false after call_fail. */
bool bucket_bundle_check(struct call *call);

/* The monthly price of a bundle that exists. */
double bucket_bundle_usd(const char *id);

#endif
