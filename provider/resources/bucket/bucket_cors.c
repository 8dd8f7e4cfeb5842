/*
 * bucket_cors.c — CORS rules that no request can meet. Makes no request; must not know how rules are sent.
 *
 * Browsers send an origin as scheme, host and port, in lower case, without a path and without the default port of the scheme
 * (RFC 6454). S3 takes the first rule that fits. Source: the S3 user guide, elements of a CORS configuration.
 */
#include "resources/bucket/bucket.h"

#include <ctype.h>

/* ---- origins ---- */

static size_t count_of(struct str text, char wanted)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.data[i] == wanted;
    return count;
}

static bool has_capital_or_space(struct str text)
{
    bool has = false;
    for (size_t i = 0; i < text.len; i++)
        has = has || isupper((unsigned char)text.data[i]) || isspace((unsigned char)text.data[i]);
    return has;
}

/* The text after "://"; the whole one without it. */
static struct str after_scheme(struct str origin, bool *ret_has_scheme)
{
    size_t at = 0;
    while (at < origin.len && !str_starts_with(str_slice(origin, at, origin.len), STR("://")))
        at++;
    *ret_has_scheme = at < origin.len;
    return *ret_has_scheme ? str_slice(origin, at + 3, origin.len) : origin;
}

/* "*.example.com" may begin with any scheme, "www.example.com" and "www.example.*" not. */
static bool lacks_scheme(struct str origin)
{
    struct str before, after;
    str_cut(origin, '*', &before, &after);
    return before.len > 0 && count_of(before, '.') > 0;
}

static bool has_default_port(struct str origin)
{
    return (str_starts_with(origin, STR("https://")) && str_ends_with(origin, STR(":443"))) ||
           (str_starts_with(origin, STR("http://")) && str_ends_with(origin, STR(":80")));
}

/* Why no browser sends such an origin; NULL if one does. */
static const char *fault_of_origin(struct str origin)
{
    bool has_scheme;
    struct str host = after_scheme(origin, &has_scheme);
    if (str_eqc(origin, "*") || str_eqc(origin, "null"))
        return NULL;
    if (count_of(origin, '*') > 1)
        return "has more than one *, which S3 refuses. Write one rule or one origin for each part";
    if (has_capital_or_space(origin))
        return "has capital letters or spaces, and browsers send an origin in lower case. Write it in lower "
               "case";
    if (count_of(host, '/') > 0)
        return "has a path or a slash at the end, and an origin has none. Remove everything after the host "
               "and the port";
    if (!has_scheme && (count_of(origin, '*') == 0 || lacks_scheme(origin)))
        return "has no scheme. Write it with https:// or http:// at the beginning";
    if (has_default_port(origin))
        return "has the default port of its scheme, which browsers leave out. Remove the port";
    return NULL;
}

static const char *fault_of_header(struct str header)
{
    return count_of(header, '*') > 1 ? "has more than one *, which S3 refuses. Write one header for each part"
                                     : NULL;
}

static const char *fault_of_exposed(struct str header)
{
    return count_of(header, '*') > 0 ? "has a *, which S3 refuses here. Write the name of each header" : NULL;
}

static void check_texts(struct call *c, size_t rule, const char *attribute, const struct tf_strings *texts,
                        const char *fault_of(struct str text))
{
    for (size_t i = 0; TF_IS_KNOWN(*texts) && i < texts->count; i++) {
        const char *fault = TF_IS_KNOWN(texts->v[i]) ? fault_of(texts->v[i].v) : NULL;
        if (fault != NULL)
            call_error(c, str_printf(c->mem, "cors_rule[%zu].%s", rule, attribute).data,
                       "CORS rule that no request can meet", "'%.*s' %s.", STR_ARG(texts->v[i].v), fault);
    }
}

/* ---- rules ---- */

static bool has(const struct tf_strings *texts, struct str wanted)
{
    bool found = false;
    for (size_t i = 0; i < texts->count; i++)
        found = found || (TF_IS_KNOWN(texts->v[i]) && str_eq(texts->v[i].v, wanted));
    return found;
}

/* Every element of `inner` is in `outer`, or `outer` has "*". False where something is unknown. */
static bool covers(const struct tf_strings *outer, const struct tf_strings *inner)
{
    bool covered = !TF_IS_UNKNOWN(*outer) && !TF_IS_UNKNOWN(*inner);
    for (size_t i = 0; covered && i < inner->count; i++)
        covered = TF_IS_KNOWN(inner->v[i]) && (has(outer, inner->v[i].v) || has(outer, STR("*")));
    return covered;
}

static bool takes_all_of(const struct bucket_cors_rule *first, const struct bucket_cors_rule *later)
{
    return covers(&first->allowed_methods, &later->allowed_methods) &&
           covers(&first->allowed_origins, &later->allowed_origins) &&
           covers(&first->allowed_headers, &later->allowed_headers);
}

static void check_pair(struct call *c, const struct bucket_cors_rule *rules, size_t first, size_t later)
{
    const struct bucket_cors_rule *a = &rules[first], *b = &rules[later];
    if (TF_IS_KNOWN(a->id) && a->id.v.len > 0 && tf_string_equal(a->id, b->id))
        call_error(c, str_printf(c->mem, "cors_rule[%zu].id", later).data, "Two CORS rules with one ID",
                   "cors_rule[%zu] has the ID '%.*s', too. Give each rule another one, or none.", first,
                   STR_ARG(a->id.v));
    else if (takes_all_of(a, b))
        call_error(c, str_printf(c->mem, "cors_rule[%zu]", later).data, "CORS rule that no request can meet",
                   "S3 uses the first rule that fits, and cors_rule[%zu] fits each request that this one "
                   "does. Remove this rule, or put it before the other one.",
                   first);
}

void bucket_check_cors(struct call *c, const struct bucket *config)
{
    const struct bucket_cors_rule *rules = config->cors_rule.v;
    for (size_t i = 0; TF_IS_KNOWN(config->cors_rule) && i < config->cors_rule.count; i++) {
        size_t errors = c->diags.error_count;
        check_texts(c, i, "allowed_origins", &rules[i].allowed_origins, fault_of_origin);
        check_texts(c, i, "allowed_headers", &rules[i].allowed_headers, fault_of_header);
        check_texts(c, i, "expose_headers", &rules[i].expose_headers, fault_of_exposed);
        for (size_t k = 0; k < i && c->diags.error_count == errors; k++)
            check_pair(c, rules, k, i);
    }
}
