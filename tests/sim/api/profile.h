/*
 * profile.h — the profile of the account. It must not know what a partner gets.
 */
#ifndef SIM_API_PROFILE_H
#define SIM_API_PROFILE_H

#include "call.h"

/*
 * The type of the profile from now on; tier and status of a partner, or NULL for the first ones. False: one of
 * them is no word of the model.
 */
bool profile_set(const char *type, const char *tier, const char *status, int64_t now_ms);

#endif
