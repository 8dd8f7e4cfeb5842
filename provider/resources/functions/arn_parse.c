/*
 * arn_parse.c — the function arn_parse: splits an Amazon Resource Name. Must not know any service.
 */
#include "gen/function_arn_parse.h"
#include "resources/functions/result.h"
#include "runtime/resource.h"

enum { PART_ARN, PART_PARTITION, PART_SERVICE, PART_REGION, PART_ACCOUNT, PART_COUNT };

static bool split(struct str arn, struct str parts[PART_COUNT], struct str *ret_resource)
{
    *ret_resource = arn;
    for (size_t i = 0; i < PART_COUNT; i++) {
        if (!str_cut(*ret_resource, ':', &parts[i], ret_resource))
            return false;
    }
    return str_eq(parts[PART_ARN], STR("arn")) && parts[PART_PARTITION].len > 0 &&
           parts[PART_SERVICE].len > 0 && ret_resource->len > 0;
}

/* "Instance/…", "function:…": the parts before and after the first of the two characters. */
static bool split_resource(struct str resource, struct str *ret_type, struct str *ret_id)
{
    size_t slash = str_find(resource, '/', 0), colon = str_find(resource, ':', 0);
    size_t at = slash < colon ? slash : colon;
    *ret_type = str_slice(resource, 0, at);
    *ret_id = str_slice(resource, at + 1, resource.len);
    return at < resource.len;
}

bool function_arn_parse_call(struct call *c, const struct value *arguments, size_t count,
                             struct value *ret_result, int64_t *ret_argument)
{
    (void)count;
    struct str arn = arguments[FUNCTION_ARN_PARSE_ARN].text, parts[PART_COUNT], resource, type, id;
    *ret_argument = FUNCTION_ARN_PARSE_ARN;
    if (!split(arn, parts, &resource))
        return fail(&c->err, ERR_USER,
                    "'%.*s' is not an ARN: expected arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE",
                    STR_ARG(arn));
    bool has_type = split_resource(resource, &type, &id);
    const struct result_member members[] = {
        {"partition", value_string(parts[PART_PARTITION])},
        {"service", value_string(parts[PART_SERVICE])},
        {"region", value_string(parts[PART_REGION])},
        {"account_id", value_string(parts[PART_ACCOUNT])},
        {"resource", value_string(resource)},
        {"resource_type", has_type ? value_string(type) : value_null(&type_string)},
        {"resource_id", has_type ? value_string(id) : value_null(&type_string)},
    };
    *ret_result = result_object(c->mem, function_arn_parse.result, members,
                                sizeof members / sizeof members[0]);
    *ret_argument = -1;
    return true;
}
