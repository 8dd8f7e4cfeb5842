/*
 * gateway.h — distinguishes a web page of a proxy, a gateway or a network's sign-in page from a response of
 * AWS. Knows the form of such pages; must not know what was requested.
 */
#ifndef AWS_GATEWAY_H
#define AWS_GATEWAY_H

#include "aws/http.h"
#include "base/err.h"

/*
 * Whether the response is a web page (no AWS service sends one); then `err` reports it, with the page's title
 * and the proxy that the environment names. Kinds by status: ERR_SERVER from 500 on and ERR_THROTTLED for
 * 429, both retryable; else ERR_NETWORK.
 */
bool gateway_responded(const struct http_response *response, const char *service, const char *operation,
                       struct err *err);

#endif
