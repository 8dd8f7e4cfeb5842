/*
 * billing.h — the months of the bill, in which some plans change only once. It must not know what is billed.
 */
#ifndef SIM_API_BILLING_H
#define SIM_API_BILLING_H

#include <stdint.h>

/* When the month of this time ends, in UTC. */
int64_t billing_month_end_ms(int64_t now_ms);

#endif
