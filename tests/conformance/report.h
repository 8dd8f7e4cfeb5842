/*
 * report.h — the checks and their results, as TAP and as a table. Knows names of calls and cases; must not
 * know what they mean.
 */
#ifndef CONFORMANCE_REPORT_H
#define CONFORMANCE_REPORT_H

#include "base/str.h"

struct report;

struct report *report_new(struct arena *mem);
/*
 * One check of a case. All checks of the same call, case and subject are one line; its first failure explains
 * it. `why` is the reason of a failure, in the words of the provider; NULL when there is none.
 */
bool report_check(struct report *report, const char *call, const char *name, const char *subject, bool holds,
                  const char *why);
void report_print_tap(const struct report *report);
/* Call, case, number of checks and of subjects, result. */
void report_print_table(const struct report *report);
size_t report_failures(const struct report *report);
size_t report_checks(const struct report *report);

#endif
