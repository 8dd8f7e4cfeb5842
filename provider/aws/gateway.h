/*
 * gateway.h — tells a web page from a response of AWS: a proxy, a gateway or a sign-in page of the network stands in
 * between. Knows what such pages look like; must not know what was asked.
 */
#ifndef AWS_GATEWAY_H
#define AWS_GATEWAY_H

#include "aws/http.h"
#include "base/err.h"

/*
 * Whether the response is a web page (no AWS service sends one); then `err` says so, with the page's title and the
 * proxy that the environment names. Kinds by the status: ERR_SERVER from 500 on and ERR_THROTTLED for 429, both
 * retryable; else ERR_NETWORK.
 */
bool gateway_answered(const struct http_answer *answer, const char *service, const char *operation,
                      struct err *err);

#endif
