/*
 * home_region.h — the Region of what belongs to none: DNS zones, distributions and subdomains. It must not know them.
 */
#ifndef SIM_API_HOME_REGION_H
#define SIM_API_HOME_REGION_H

#include "call.h"

#define HOME_REGION "us-east-1"

/* The call is made in that Region; false after call_fail. what: "Distribution". */
bool home_region_check(struct call *call, const char *what);

#endif
