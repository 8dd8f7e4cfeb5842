/*
 * arn.c — finds names by ARN. Knows the format of ARNs; must not know any resource.
 */
#include "runtime/arn.h"

struct arn {
    struct str service, region, type, id;
};

bool arn_looks_like(struct str text)
{
    return str_starts_with(text, STR("arn:"));
}

/* arn:<partition>:<service>:<region>:<account>:<type>/<id> */
static bool parse(struct str text, struct arn *ret)
{
    struct str part[5], rest = text;
    for (size_t i = 0; i < 5; i++) {
        if (!str_cut(rest, ':', &part[i], &rest))
            return false;
    }
    *ret = (struct arn){.service = part[2], .region = part[3]};
    return str_cut(rest, '/', &ret->type, &ret->id) && ret->id.len > 0;
}

struct str arn_region(struct str text)
{
    struct arn arn;
    return parse(text, &arn) ? arn.region : (struct str){NULL, 0};
}

struct str arn_type(struct str text)
{
    struct arn arn;
    return parse(text, &arn) ? arn.type : (struct str){NULL, 0};
}

static bool check(struct call *c, struct str text, const char *resource_type)
{
    struct arn arn;
    if (!parse(text, &arn) || !str_eq(arn.service, STR("lightsail")))
        return fail(
            &c->err, ERR_USER,
            "'%.*s' is not a Lightsail ARN: expected arn:aws:lightsail:REGION:ACCOUNT:%s/ID, or a name",
            STR_ARG(text), resource_type);
    if (!str_eqc(arn.type, resource_type))
        return fail(&c->err, ERR_USER, "the ARN names an object of type %.*s, not %s", STR_ARG(arn.type),
                    resource_type);
    bool is_everywhere = str_eqc(arn.region, "global") && c->schema->fixed_region != NULL;
    if (!is_everywhere && !str_eq(arn.region, call_region(c))) {
        fail(&c->err, ERR_USER, "the ARN belongs to the region %.*s, but the region of the provider is %.*s",
             STR_ARG(arn.region), STR_ARG(call_region(c)));
        return fail_hint(&c->err, "Import it with a provider whose region is %.*s.", STR_ARG(arn.region));
    }
    return true;
}

bool arn_or_name(struct call *c, struct str id, enum ls_kind kind, struct str *ret_name)
{
    const char *resource_type = ls_kind_row(kind)->arn_type;
    if (arn_looks_like(id))
        return check(c, id, resource_type) && api_view_name_of_arn(c, kind, id, ret_name);
    if (str_trim(id).len == 0)
        return fail(&c->err, ERR_USER, "the import ID is empty: give the name or the ARN of the %s",
                    resource_type);
    *ret_name = id;
    return true;
}
