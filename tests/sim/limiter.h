/*
 * limiter.h — the token bucket of --rate-limit, one for the account. It must not know what is limited.
 */
#ifndef SIM_LIMITER_H
#define SIM_LIMITER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Takes a token; false when there is none. The bucket holds burst; 0: the tokens of one second, and at least
 * one.
 */
bool limiter_take(double per_second, double burst, int64_t now_ms);

#endif
