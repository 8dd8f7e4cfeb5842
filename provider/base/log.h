/*
 * log.h — JSON lines in hclog's format on stderr. Knows levels and how Terraform reads a plugin's stderr
 * (protocol 1.11); must not know which code logs. Nothing is ever written to stdout. One line is one write,
 * below 64 KiB.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

#include "base/str.h"

enum log_level { LOG_TRACE, LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG_OFF };

/* The only keys of a log line. */
#define LOG_KEY_RPC "tf_rpc"
#define LOG_KEY_RESOURCE_TYPE "tf_resource_type"
#define LOG_KEY_OPERATION "aws_operation"
#define LOG_KEY_REQUEST_ID "aws_request_id"
#define LOG_KEY_REGION "aws_region"
#define LOG_KEY_ENDPOINT "aws_endpoint"
#define LOG_KEY_CREDENTIALS "aws_credentials_source"
#define LOG_KEY_ATTEMPT "attempt"
#define LOG_KEY_STATUS "http_status"
#define LOG_KEY_DURATION "duration_ms"
#define LOG_KEY_ERROR "error"
#define LOG_KEY_BODY "body"
#define LOG_KEY_NAME "name"
#define LOG_KEY_STATE "state"
#define LOG_KEY_STEP "step"
#define LOG_KEY_COUNT "count"

struct log_field {
    const char *key;
    struct str text; /* data == NULL: the number is the value */
    int64_t number;
};
#define LOG_TEXT(k, s) ((struct log_field){.key = (k), .text = (s).data != NULL ? (s) : STR("")})
#define LOG_NUMBER(k, n) ((struct log_field){.key = (k), .number = (int64_t)(n)})

/*
 * Reads the level from TF_LOG_PROVIDER_LIGHTSAIL, TF_LOG_PROVIDER, TF_LOG (the first that is set; JSON means
 * TRACE; none means OFF) and stores `module` for @module. Call once, before the first thread starts.
 */
void log_init(const char *module);
void log_set_level(enum log_level level);
bool log_enabled(enum log_level level);

/*
 * Writes one line: message and fields. Text that is not UTF-8 is made printable, long text is cut.
 * Thread-safe.
 */
void log_write(enum log_level level, const char *message, const struct log_field *fields, size_t count);
#define LOG(level, message, ...)                                                                            \
    do {                                                                                                    \
        if (log_enabled(level)) {                                                                           \
            const struct log_field log_fields_[] = {{.key = NULL}, ##__VA_ARGS__};                          \
            log_write((level), (message), log_fields_ + 1, sizeof log_fields_ / sizeof log_fields_[0] - 1); \
        }                                                                                                   \
    } while (0)

#endif
