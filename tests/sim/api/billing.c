/*
 * billing.c — the months of the bill, in which some plans change only once. It must not know what is billed.
 */
#include "api/billing.h"

#include <time.h>

int64_t billing_month_end_ms(int64_t now_ms)
{
    time_t now = (time_t)(now_ms / 1000);
    struct tm month;
    gmtime_r(&now, &month);
    month = (struct tm){.tm_year = month.tm_year, .tm_mon = month.tm_mon + 1, .tm_mday = 1};
    return (int64_t)timegm(&month) * 1000;
}
