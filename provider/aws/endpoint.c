/*
 * endpoint.c — regions and endpoint URLs. Knows AWS's naming; must not know how requests are sent.
 */
#include "aws/endpoint.h"

#include <arpa/inet.h>

#include "base/env.h"

/*
 * Regions that have Lightsail, used for hints only: a region that is missing here works too. Source:
 * RegionName, botocore.
 */
static const struct str regions[] = {
    STR("us-east-1"),      STR("us-east-2"),      STR("us-west-2"),      STR("eu-west-1"),
    STR("eu-west-2"),      STR("eu-west-3"),      STR("eu-central-1"),   STR("eu-north-1"),
    STR("ca-central-1"),   STR("ap-south-1"),     STR("ap-southeast-1"), STR("ap-southeast-2"),
    STR("ap-northeast-1"), STR("ap-northeast-2"), STR("ap-southeast-3"), STR("ap-southeast-5"),
};
enum { REGION_COUNT = sizeof regions / sizeof regions[0] };

/* AWS partitions; the last row is for all other regions. Source: botocore's endpoints. */
static const struct partition {
    struct str prefix, suffix, dualstack_suffix;
    const char *name; /* name of a partition without Lightsail; NULL: the standard partition */
} partitions[] = {
    {STR("cn-"), STR("amazonaws.com.cn"), STR("api.amazonwebservices.com.cn"), "the China regions (aws-cn)"},
    {STR("us-gov-"), STR("amazonaws.com"), STR("api.aws"), "AWS GovCloud (aws-us-gov)"},
    {STR("us-isob-"), STR("sc2s.sgov.gov"), STR("api.aws.scloud"), "this AWS partition (aws-iso-b)"},
    {STR("us-isof-"), STR("csp.hci.ic.gov"), STR("api.aws.hci.ic.gov"), "this AWS partition (aws-iso-f)"},
    {STR("us-iso-"), STR("c2s.ic.gov"), STR("api.aws.ic.gov"), "this AWS partition (aws-iso)"},
    {STR("eu-isoe-"), STR("cloud.adc-e.uk"), STR("api.cloud-aws.adc-e.uk"),
     "this AWS partition "
     "(aws-iso-e)"},
    {STR("eusc-"), STR("amazonaws.eu"), STR("api.amazonwebservices.eu"), "this AWS partition (aws-eusc)"},
    {STR(""), STR("amazonaws.com"), STR("api.aws"), NULL},
};

static const struct partition *partition_of(struct str region)
{
    size_t i = 0;
    while (!str_starts_with(region, partitions[i].prefix))
        i++; /* the last prefix is empty */
    return &partitions[i];
}

/* ---- region -------------------------------------------------------------------------------------------- */

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Words of lower-case letters separated by hyphens, then a number: "ap-southeast-2", "us-gov-west-1". */
static bool looks_like_region(struct str text)
{
    size_t words = 0, i = 0;
    if (text.len > 40)
        return false;
    while (i < text.len && is_lower(text.data[i])) {
        while (i < text.len && is_lower(text.data[i]))
            i++;
        if (i == text.len || text.data[i] != '-')
            return false;
        i++;
        words++;
    }
    size_t digits = text.len - i;
    if (words < 2 || digits < 1 || digits > 2)
        return false;
    for (; i < text.len; i++) {
        if (!is_digit(text.data[i]))
            return false;
    }
    return true;
}

struct str region_advice(struct arena *mem, struct str region)
{
    enum { NEAR = 3 };
    struct buf near = buf_new(mem, 400), all = buf_new(mem, 400);
    struct str lower = str_lower(mem, region);
    const char *part = partition_of(region)->name;
    if (part != NULL)
        return str_printf(
            mem,
            "Lightsail is not available in %s; use a region such as ap-northeast-1 with credentials of an "
            "account in the standard partition, because AWS partitions do not share accounts",
            part);
    for (size_t i = 0; i < REGION_COUNT; i++) {
        if (str_eq(region, regions[i]))
            return (struct str){NULL, 0};
        buf_printf(&all, "%s%.*s", i > 0 ? ", " : "", STR_ARG(regions[i]));
        if (str_distance(lower, regions[i], NEAR) <= NEAR)
            buf_printf(&near, "%s'%.*s'", near.len > 0 ? ", " : "", STR_ARG(regions[i]));
    }
    if (near.len > 0)
        return str_printf(mem, "did you mean %.*s?", STR_ARG(buf_str(&near)));
    return str_printf(mem, "Lightsail is available in %.*s", STR_ARG(buf_str(&all)));
}

static bool check_region(struct arena *mem, struct str region, struct err *err)
{
    if (looks_like_region(region))
        return true;
    struct str shown = str_printable(mem, region, 60);
    struct str zone_of = str_slice(region, 0, region.len - 1);
    if (looks_like_region(zone_of) && is_lower(region.data[region.len - 1])) {
        fail_at(err, ERR_USER, "region", "'%.*s' is an availability zone, not a region", STR_ARG(shown));
        return fail_hint(err, "write '%.*s'; set the zone on the instance", STR_ARG(zone_of));
    }
    fail_at(err, ERR_USER, "region", "'%.*s' is not the name of an AWS region", STR_ARG(shown));
    return fail_hint(err, "%.*s", STR_ARG(region_advice(mem, region)));
}

bool region_find(struct arena *mem, const struct aws_config *config, struct profiles *profiles,
                 struct str *ret_region, struct err *err)
{
    struct str region = config->region;
    if (region.len == 0)
        region = env_text("AWS_REGION");
    if (region.len == 0)
        region = env_text("AWS_DEFAULT_REGION");
    if (region.len == 0)
        TRY(profiles_get(profiles, PROFILE_ANY_FILE, "region", &region, err));
    if (region.len == 0) {
        fail_at(err, ERR_USER, "region", "no AWS region is set");
        return fail_hint(
            err,
            "set region = \"us-east-1\" (or another) in the provider block, set AWS_REGION, or add a "
            "region to the AWS profile '%.*s'",
            STR_ARG(profiles_name(profiles)));
    }
    TRY(check_region(mem, region, err));
    *ret_region = str_copy(mem, region);
    return true;
}

/* ---- endpoint ------------------------------------------------------------------------------------------ */

static bool is_loopback(struct arena *mem, struct str host)
{
    if (str_eq_nocase(host, STR("localhost")))
        return true;
    struct in_addr v4;
    if (inet_pton(AF_INET, str_z(mem, host), &v4) == 1)
        return ntohl(v4.s_addr) >> 24 == 127;
    struct in6_addr v6;
    if (host.len > 2 && host.data[0] == '[' &&
        inet_pton(AF_INET6, str_z(mem, str_slice(host, 1, host.len - 1)), &v6) == 1)
        return IN6_IS_ADDR_LOOPBACK(&v6);
    return false;
}

static bool bad_url(struct arena *mem, struct str url, const char *why, struct err *err)
{
    /* The URL may contain a password: the part before '@' is not shown. */
    size_t at = str_find(url, '@', 0);
    struct str shown = at < url.len ? str_printf(mem, "…%.*s", STR_ARG(str_slice(url, at, url.len))) : url;
    shown = str_printable(mem, shown, 200);
    fail(err, ERR_USER, "invalid endpoint '%.*s': %s", STR_ARG(shown), why);
    return fail_hint(err, "use https://host, https://host:port or, on this machine, http://127.0.0.1:port");
}

/* "host", "host:port", "[v6]:port"; the host in lower case, `ret_port` "" when there is none. */
static bool split_authority(struct str authority, struct str *ret_host, struct str *ret_port)
{
    size_t end = authority.len > 0 && authority.data[0] == '[' ? str_find(authority, ']', 0) + 1
                                                               : str_find(authority, ':', 0);
    if (end > authority.len)
        return false;
    *ret_host = str_slice(authority, 0, end);
    *ret_port = str_slice(authority, end, authority.len);
    if (ret_port->len == 0)
        return ret_host->len > 0;
    if (ret_port->data[0] != ':')
        return false;
    *ret_port = str_slice(*ret_port, 1, ret_port->len);
    int64_t port;
    return ret_host->len > 0 && ret_port->len > 0 && is_digit(ret_port->data[0]) &&
           str_to_int64(*ret_port, &port) && port >= 1 && port <= 65535;
}

static bool host_is_clean(struct arena *mem, struct str host)
{
    if (host.data[0] == '[') {
        struct in6_addr v6;
        return host.len > 2 && inet_pton(AF_INET6, str_z(mem, str_slice(host, 1, host.len - 1)), &v6) == 1;
    }
    for (size_t i = 0; i < host.len; i++) {
        char c = host.data[i];
        if (!is_lower(c) && !is_digit(c) && c != '-' && c != '.' && c != '_')
            return false;
    }
    return true;
}

/* A base path that the signature, curl and the service interpret in the same way: plain segments. */
static bool path_is_clean(struct str path)
{
    for (size_t i = 0; i < path.len; i++) {
        char c = path.data[i];
        bool plain = is_lower(c) || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-' || c == '_' || c == '~';
        bool separates = (c == '/' || c == '.') &&
                         (i == 0 || (path.data[i - 1] != '/' && path.data[i - 1] != '.'));
        if (!plain && !separates)
            return false;
    }
    return true;
}

/* Where plain http is allowed besides this machine, and whether a query may follow the path. */
struct allowance {
    const struct str *hosts;
    size_t host_count;
    bool query;
};

static bool is_listed(struct str host, const struct allowance *allowance)
{
    for (size_t i = 0; i < allowance->host_count; i++) {
        if (str_eq(host, allowance->hosts[i]))
            return true;
    }
    return false;
}

static bool query_is_clean(struct str query)
{
    static const struct str signs = STR("-._~=&%:,+/");
    for (size_t i = 0; i < query.len; i++) {
        char c = query.data[i];
        if (!is_lower(c) && !is_digit(c) && !(c >= 'A' && c <= 'Z') && str_find(signs, c, 0) == signs.len)
            return false;
    }
    return true;
}

static bool parse(struct arena *mem, struct str url, const struct allowance *allowance,
                  struct endpoint *ret_endpoint, struct err *err)
{
    static const struct str https = STR("https://"), http = STR("http://");
    struct str text = str_trim(url);
    bool is_https = text.len > https.len && str_eq_nocase(str_slice(text, 0, https.len), https);
    bool is_http = text.len > http.len && str_eq_nocase(str_slice(text, 0, http.len), http);
    if (!is_https && !is_http)
        return bad_url(mem, text, "it does not begin with https:// or http://", err);
    struct str rest = str_slice(text, is_https ? https.len : http.len, text.len);
    size_t mark = allowance->query ? str_find(rest, '?', 0) : rest.len;
    struct str query = str_slice(rest, mark, rest.len);
    rest = str_slice(rest, 0, mark);
    size_t slash = str_find(rest, '/', 0);
    struct str path = slash < rest.len ? str_slice(rest, slash, rest.len) : STR("/");
    struct str authority = str_lower(mem, str_slice(rest, 0, slash));
    struct str host, port;
    if (str_find(authority, '@', 0) < authority.len)
        return bad_url(mem, text, "it contains a user name or a password", err);
    if (!split_authority(authority, &host, &port) || !host_is_clean(mem, host))
        return bad_url(mem, text, "its host or port is not valid", err);
    if (!path_is_clean(path) || !query_is_clean(str_slice(query, 1, query.len)))
        return bad_url(mem, text, "only plain path segments may follow the host", err);
    bool loopback = is_loopback(mem, host) || is_listed(host, allowance);
    if (is_http && !loopback)
        return bad_url(mem, text,
                       "plain http is allowed only to this machine, because credentials and private keys "
                       "would cross the network unencrypted",
                       err);
    if (str_eq(port, is_https ? STR("443") : STR("80")))
        port = (struct str){NULL, 0};
    struct str with_port = port.len > 0 ? str_printf(mem, "%.*s:%.*s", STR_ARG(host), STR_ARG(port)) : host;
    *ret_endpoint = (struct endpoint){
        .url = str_printf(mem, "%s%.*s%.*s%.*s", is_https ? "https://" : "http://", STR_ARG(with_port),
                          STR_ARG(path), STR_ARG(query)),
        .host = str_copy(mem, with_port),
        .path = str_copy(mem, path),
        .loopback = loopback,
        .custom = true,
    };
    return true;
}

bool endpoint_parse(struct arena *mem, struct str url, struct endpoint *ret_endpoint, struct err *err)
{
    return parse(mem, url, &(struct allowance){.query = false}, ret_endpoint, err);
}

bool endpoint_parse_local(struct arena *mem, struct str url, const struct str *hosts, size_t host_count,
                          struct endpoint *ret_endpoint, struct err *err)
{
    return parse(mem, url, &(struct allowance){hosts, host_count, true}, ret_endpoint, err);
}

/* ---- services ------------------------------------------------------------------------------------------ */

/* A service whose endpoint is resolved, and its names in the configuration. */
struct service {
    const char *name, *host, *variable;
    bool has_argument; /* the provider's `endpoint` applies to it */
};

static const struct service lightsail_service = {"lightsail", "lightsail", "AWS_ENDPOINT_URL_LIGHTSAIL",
                                                 true};
static const struct service sts_service = {"sts", "sts", "AWS_ENDPOINT_URL_STS", false};
static const struct service sso_service = {"sso", "portal.sso", "AWS_ENDPOINT_URL_SSO", false};
static const struct service oidc_service = {"sso_oidc", "oidc", "AWS_ENDPOINT_URL_SSO_OIDC", false};

/* The configured URL, "" when there is none; `ret_where` names its place, for messages. */
static bool configured_url(const struct service *service, const struct aws_config *config,
                           struct profiles *profiles, struct str *ret_url, const char **ret_where,
                           struct err *err)
{
    *ret_url = service->has_argument ? config->endpoint : (struct str){NULL, 0};
    *ret_where = "the provider's argument 'endpoint'";
    if (ret_url->len > 0 || env_is_on(env_text("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")))
        return true;
    const char *const variables[] = {service->variable, "AWS_ENDPOINT_URL"};
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        *ret_url = env_text(variables[i]);
        *ret_where = variables[i];
        if (ret_url->len > 0)
            return true;
    }
    struct str ignored;
    TRY(profiles_get(profiles, PROFILE_ANY_FILE, "ignore_configured_endpoint_urls", &ignored, err));
    if (env_is_on(ignored))
        return true;
    *ret_where = "the services section of the AWS profile";
    TRY(profiles_get_service(profiles, service->name, "endpoint_url", ret_url, err));
    if (ret_url->len > 0)
        return true;
    *ret_where = "endpoint_url of the AWS profile";
    return profiles_get(profiles, PROFILE_ANY_FILE, "endpoint_url", ret_url, err);
}

/* An argument, a variable or a setting of the profile, in this order; `profiles` NULL: files are not read. */
static bool find_switch(enum aws_switch argument, const char *variable, const char *key,
                        struct profiles *profiles, bool *ret_on, struct err *err)
{
    *ret_on = argument == AWS_ON;
    struct str text = env_text(variable);
    if (argument != AWS_NOT_GIVEN)
        return true;
    if (text.len == 0 && profiles != NULL)
        TRY(profiles_get(profiles, PROFILE_ANY_FILE, key, &text, err));
    *ret_on = env_is_on(text);
    return true;
}

static struct endpoint regional(struct arena *mem, const struct service *service, struct str region,
                                bool fips, bool dualstack)
{
    const struct partition *partition = partition_of(region);
    struct str suffix = dualstack ? partition->dualstack_suffix : partition->suffix;
    /* In AWS GovCloud (US), the default endpoints of all services except Lightsail are FIPS endpoints. */
    bool usual_is_fips = service != &lightsail_service && str_starts_with(region, STR("us-gov-")) &&
                         !dualstack;
    struct str host = str_printf(mem, "%s%s.%.*s.%.*s", service->host, fips && !usual_is_fips ? "-fips" : "",
                                 STR_ARG(region), STR_ARG(suffix));
    return (struct endpoint){
        .url = str_printf(mem, "https://%.*s/", STR_ARG(host)),
        .host = host,
        .path = STR("/"),
        .special = fips || dualstack,
        .fips = fips,
        .dualstack = dualstack,
    };
}

/* A configured URL and a request for another kind of endpoint contradict each other. */
static bool check_switches(const struct aws_config *config, bool fips, bool dualstack, const char *where,
                           struct err *err)
{
    if (!fips && !dualstack)
        return true;
    enum aws_switch argument = fips ? config->use_fips : config->use_dualstack;
    const char *name = fips ? "use_fips_endpoint" : "use_dualstack_endpoint";
    fail_at(err, ERR_USER, argument == AWS_ON ? name : "", "%s is set, but %s already names the endpoint",
            name, where);
    return fail_hint(err, "write the URL of the %s endpoint there, or remove the URL",
                     fips ? "FIPS" : "dual-stack");
}

static bool find_endpoint(struct arena *mem, const struct service *service, const struct aws_config *config,
                          struct profiles *profiles, struct str region, struct endpoint *ret_endpoint,
                          struct err *err)
{
    struct str url;
    const char *where;
    bool fips = false, dualstack = false;
    TRY(configured_url(service, config, profiles, &url, &where, err));
    bool by_argument = service->has_argument && config->endpoint.len > 0;
    struct profiles *files = by_argument ? NULL : profiles; /* with both given as arguments no file is read */
    TRY(find_switch(config->use_fips, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", files, &fips, err));
    TRY(find_switch(config->use_dualstack, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint", files,
                    &dualstack, err));
    if (url.len == 0) {
        *ret_endpoint = regional(mem, service, region, fips, dualstack);
        return true;
    }
    TRY(check_switches(config, fips, dualstack, where, err));
    if (endpoint_parse(mem, url, ret_endpoint, err))
        return true;
    if (by_argument)
        ERR_SET(err, attribute, STR("endpoint"));
    return fail_context(err, "%s", where);
}

bool endpoint_find(struct arena *mem, const struct aws_config *config, struct profiles *profiles,
                   struct str region, struct endpoint *ret_endpoint, struct err *err)
{
    return find_endpoint(mem, &lightsail_service, config, profiles, region, ret_endpoint, err);
}

bool endpoint_in_region(struct arena *mem, const struct endpoint *home, struct str home_region,
                        struct str region, struct endpoint *ret_endpoint, struct err *err)
{
    TRY(check_region(mem, region, err));
    if (partition_of(region) != partition_of(home_region)) {
        fail_at(err, ERR_USER, "region",
                "the region %.*s is in another AWS partition than the provider's region %.*s",
                STR_ARG(region), STR_ARG(home_region));
        return fail_hint(err, "AWS partitions do not share accounts: use a provider configuration with "
                              "credentials of that partition");
    }
    *ret_endpoint = home->custom ? *home
                                 : regional(mem, &lightsail_service, region, home->fips, home->dualstack);
    return true;
}

bool endpoint_find_sts(struct arena *mem, const struct aws_config *config, struct profiles *profiles,
                       struct str region, struct endpoint *ret_endpoint, struct err *err)
{
    return find_endpoint(mem, &sts_service, config, profiles, region, ret_endpoint, err);
}

bool endpoint_find_sso(struct arena *mem, const struct aws_config *config, struct profiles *profiles,
                       struct str region, struct endpoint *ret_portal, struct endpoint *ret_oidc,
                       struct err *err)
{
    return find_endpoint(mem, &sso_service, config, profiles, region, ret_portal, err) &&
           find_endpoint(mem, &oidc_service, config, profiles, region, ret_oidc, err);
}
