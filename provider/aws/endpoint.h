/*
 * endpoint.h — which region, and which address speaks for it. Knows AWS's naming; must not know how requests
 * are sent.
 */
#ifndef AWS_ENDPOINT_H
#define AWS_ENDPOINT_H

#include "aws/profile.h"
#include "aws/settings.h"
#include "base/err.h"

struct endpoint {
    struct str url;  /* "https://lightsail.eu-west-1.amazonaws.com/" */
    struct str host; /* the Host header: with the port when the URL names one that is not the scheme's own */
    struct str path; /* "/" or the base path, as it stands in the request line */
    bool loopback;   /* this machine */
    bool custom;     /* somebody wrote it down; it was not derived from the region */
    bool special;    /* of the region, for FIPS or dual-stack: it may not exist everywhere */
    bool fips, dualstack;
};

/*
 * The region: argument, AWS_REGION, AWS_DEFAULT_REGION, profile. Errors: ERR_USER, attribute "region", when
 * there is none or it does not look like one. A well-formed name that nobody knows yet is allowed: regions
 * are added.
 */
bool region_find(struct arena *mem, const struct aws_config *config, struct profiles *profiles,
                 struct str *ret_region, struct err *err) MUST_USE;

/*
 * The endpoint: argument, AWS_ENDPOINT_URL_LIGHTSAIL, AWS_ENDPOINT_URL, the profile's services section, the
 * profile's endpoint_url, else the region's own, for FIPS or both IP versions when config, environment
 * (AWS_USE_FIPS_ENDPOINT, AWS_USE_DUALSTACK_ENDPOINT) or profile say so. AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true
 * skips all but the argument. Errors: ERR_USER, attribute "endpoint" when the argument is at fault, or the
 * switch's when it meets an address that somebody wrote down. Source: botocore's endpoint rules.
 */
bool endpoint_find(struct arena *mem, const struct aws_config *config, struct profiles *profiles,
                   struct str region, struct endpoint *ret_endpoint, struct err *err) MUST_USE;

/*
 * The same endpoint for another region: an address that somebody wrote down speaks for all regions, any other is
 * the region's own of the same kind. Errors: ERR_USER, attribute "region", when `region` does not look like one
 * or lies in another part of AWS (aws-cn, …) than `home_region`, where the same keys mean nothing.
 */
bool endpoint_in_region(struct arena *mem, const struct endpoint *home, struct str home_region,
                        struct str region, struct endpoint *ret_endpoint, struct err *err) MUST_USE;

/* The same for the Security Token Service, which the argument does not concern (AWS_ENDPOINT_URL_STS, "sts"). */
bool endpoint_find_sts(struct arena *mem, const struct aws_config *config, struct profiles *profiles,
                       struct str region, struct endpoint *ret_endpoint, struct err *err) MUST_USE;

/*
 * The same for IAM Identity Center in its own region: its portal (AWS_ENDPOINT_URL_SSO, "sso") and what refreshes a sign-in
 * (AWS_ENDPOINT_URL_SSO_OIDC, "sso_oidc").
 */
bool endpoint_find_sso(struct arena *mem, const struct aws_config *config, struct profiles *profiles,
                       struct str region, struct endpoint *ret_portal, struct endpoint *ret_oidc,
                       struct err *err) MUST_USE;

/*
 * Takes a URL apart. Plain http is for this machine only (127.0.0.0/8, ::1, localhost): elsewhere signed
 * requests, and the private keys in their answers, would be readable on the way. Errors: ERR_USER, without an
 * attribute.
 */
bool endpoint_parse(struct arena *mem, struct str url, struct endpoint *ret_endpoint, struct err *err)
    MUST_USE;

/*
 * The same for what hands out keys to this machine: plain http also to the given hosts, and a query may follow
 * the path. ret_endpoint->loopback is set: neither is reached through a proxy.
 */
bool endpoint_parse_local(struct arena *mem, struct str url, const struct str *hosts, size_t host_count,
                          struct endpoint *ret_endpoint, struct err *err) MUST_USE;

/*
 * What to say about a region whose endpoint does not answer: "" for one that Lightsail is known to serve,
 * else that Lightsail is not in its part of AWS (China, …), the names that are near, or all names.
 */
struct str region_advice(struct arena *mem, struct str region);

#endif
