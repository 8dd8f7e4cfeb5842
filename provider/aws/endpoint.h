/*
 * endpoint.h — which region, and which URL is its endpoint. Knows AWS's naming; must not know how requests
 * are sent.
 */
#ifndef AWS_ENDPOINT_H
#define AWS_ENDPOINT_H

#include "aws/profile.h"
#include "aws/settings.h"
#include "base/err.h"

struct endpoint {
    struct str url;  /* "https://lightsail.eu-west-1.amazonaws.com/" */
    struct str host; /* the Host header: with a port only when it is not the scheme's default */
    struct str path; /* "/" or the base path, as in the request line */
    bool loopback;   /* on this machine */
    bool custom;     /* configured, not derived from the region */
    bool special;    /* of the region, for FIPS or dual-stack: it may not exist in every region */
    bool fips, dualstack;
};

/*
 * The region: argument, AWS_REGION, AWS_DEFAULT_REGION, profile. Errors: ERR_USER, attribute "region", when
 * there is none or its form is invalid. A well-formed name that this build does not know is allowed, because
 * AWS adds regions.
 */
bool region_find(struct arena *mem, const struct aws_config *config, struct profiles *profiles,
                 struct str *ret_region, struct err *err) MUST_USE;

/*
 * The endpoint: argument, AWS_ENDPOINT_URL_LIGHTSAIL, AWS_ENDPOINT_URL, the profile's services section, the
 * profile's endpoint_url, else the region's own; for FIPS or dual-stack when config, environment
 * (AWS_USE_FIPS_ENDPOINT, AWS_USE_DUALSTACK_ENDPOINT) or profile request it.
 * AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true skips all but the argument. Errors: ERR_USER, attribute "endpoint"
 * when the argument is invalid, or the FIPS or dual-stack switch when an endpoint URL is configured as well.
 * Source: botocore's endpoint rules.
 */
bool endpoint_find(struct arena *mem, const struct aws_config *config, struct profiles *profiles,
                   struct str region, struct endpoint *ret_endpoint, struct err *err) MUST_USE;

/*
 * The same endpoint for another region: a configured URL is used for all regions; otherwise it is the
 * region's own endpoint of the same kind. Errors: ERR_USER, attribute "region", when the form of `region` is
 * invalid or it is in another AWS partition (aws-cn, …) than `home_region`, where the same credentials are
 * not valid.
 */
bool endpoint_in_region(struct arena *mem, const struct endpoint *home, struct str home_region,
                        struct str region, struct endpoint *ret_endpoint, struct err *err) MUST_USE;

/*
 * The same for the Security Token Service, to which the argument does not apply (AWS_ENDPOINT_URL_STS,
 * "sts").
 */
bool endpoint_find_sts(struct arena *mem, const struct aws_config *config, struct profiles *profiles,
                       struct str region, struct endpoint *ret_endpoint, struct err *err) MUST_USE;

/*
 * The same for IAM Identity Center in its own region: its portal (AWS_ENDPOINT_URL_SSO, "sso") and the
 * service that refreshes a sign-in (AWS_ENDPOINT_URL_SSO_OIDC, "sso_oidc").
 */
bool endpoint_find_sso(struct arena *mem, const struct aws_config *config, struct profiles *profiles,
                       struct str region, struct endpoint *ret_portal, struct endpoint *ret_oidc,
                       struct err *err) MUST_USE;

/*
 * Parses a URL. Plain http is allowed only to this machine (127.0.0.0/8, ::1, localhost): elsewhere signed
 * requests, and private keys in the responses, could be read on the network. Errors: ERR_USER, without an
 * attribute.
 */
bool endpoint_parse(struct arena *mem, struct str url, struct endpoint *ret_endpoint, struct err *err)
    MUST_USE;

/*
 * The same for an endpoint that issues credentials to this machine: plain http is also allowed to the given
 * hosts, and a query may follow the path. ret_endpoint->loopback is set, because no such endpoint is reached
 * through a proxy.
 */
bool endpoint_parse_local(struct arena *mem, struct str url, const struct str *hosts, size_t host_count,
                          struct endpoint *ret_endpoint, struct err *err) MUST_USE;

/*
 * A hint for a region whose endpoint does not respond: "" for a region that is known to have Lightsail;
 * otherwise that Lightsail is not available in its partition (China, …), similar names, or all names.
 */
struct str region_advice(struct arena *mem, struct str region);

#endif
