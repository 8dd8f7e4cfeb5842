/*
 * parse_instance_name.c — the function parse_instance_name: the reverse of instance_name. Must not know
 * instances.
 */
#include "gen/function_parse_instance_name.h"
#include "resources/functions/name_parts.h"
#include "resources/functions/result.h"
#include "runtime/resource.h"
#include "tf/pattern.h"

bool function_parse_instance_name_call(struct call *c, const struct value *arguments, size_t count,
                                       struct value *ret_result, int64_t *ret_argument)
{
    (void)count;
    struct str name = arguments[FUNCTION_PARSE_INSTANCE_NAME_NAME].text, environment, service, stem, digits;
    const char *expected = "";
    *ret_argument = FUNCTION_PARSE_INSTANCE_NAME_NAME;
    if (!pattern_match("resource_name", name, &expected))
        return fail(&c->err, ERR_USER, "'%.*s' is not a valid instance name: it must be %s", STR_ARG(name),
                    expected);
    struct value number = value_null(&type_number);
    bool has_service = str_cut(name, '-', &environment, &service);
    if (has_service && name_cut_number(service, &stem, &digits)) {
        service = stem;
        number = value_number(digits);
    }
    if (!has_service || environment.len == 0 || service.len == 0 || service.data[0] == '-' ||
        service.data[service.len - 1] == '-')
        return fail(
            &c->err, ERR_USER,
            "'%.*s' does not follow the convention {environment}-{service}-{number}, as prod-collector-1 "
            "and prod-monitor do",
            STR_ARG(name));
    const struct result_member members[] = {
        {"environment", value_string(environment)},
        {"service", value_string(service)},
        {"number", number},
    };
    *ret_result = result_object(c->mem, function_parse_instance_name.result, members,
                                sizeof members / sizeof members[0]);
    *ret_argument = -1;
    return true;
}
