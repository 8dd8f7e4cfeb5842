/*
 * log_filter.h — which log lines a request wants, by the words in them. It must not know where lines come from.
 *
 * The patterns are those of CloudWatch for lines without a structure: words, "phrases", -excluded ones, and ?words
 * of which one is enough. The other patterns (JSON, fields, regular expressions) are refused.
 */
#ifndef SIM_API_LOG_FILTER_H
#define SIM_API_LOG_FILTER_H

#include "call.h"

struct log_filter;

/* Reads a pattern; NULL: every line. The caller frees it. NULL after call_fail, when it is not valid. */
struct log_filter *log_filter_read(struct call *call, const char *pattern);

bool log_filter_wants(const struct log_filter *filter, const char *line);

void log_filter_free(struct log_filter *filter);

#endif
