/*
 * home_region.c — the Region of what belongs to none: DNS zones, distributions and subdomains. It must not know them.
 */
#include "api/home_region.h"

#include <string.h>

bool home_region_check(struct call *call, const char *what)
{
    return !strcmp(call->region_name, HOME_REGION) ||
           call_fail_input(call,
                           "%s-related APIs are only available in the " HOME_REGION
                           " Region. Please set your AWS Region configuration to " HOME_REGION
                           " to create, view, or edit these resources.",
                           what);
}
