/*
 * instance_name.c — the function instance_name: builds a name by the convention. Must not know instances.
 */
#include "gen/function_instance_name.h"
#include "resources/functions/name_parts.h"
#include "runtime/resource.h"
#include "tf/pattern.h"

static bool check_environment(struct str environment, struct err *err)
{
    if (environment.len == 0)
        return fail(err, ERR_USER, "the environment is empty: use a word such as prod");
    if (str_find(environment, '-', 0) < environment.len)
        return fail(err, ERR_USER,
                    "the environment '%.*s' has a hyphen, but the environment of a name ends at its first "
                    "hyphen: remove the hyphen",
                    STR_ARG(environment));
    return true;
}

static bool check_service(struct str service, bool has_number, struct err *err)
{
    if (service.len == 0 || service.data[0] == '-' || service.data[service.len - 1] == '-')
        return fail(err, ERR_USER, "the service '%.*s' must be a word such as collector or market-data",
                    STR_ARG(service));
    struct str stem, number;
    if (!has_number && name_cut_number(service, &stem, &number))
        return fail(err, ERR_USER,
                    "the service '%.*s' ends with an instance number: set the service to '%.*s' and the "
                    "number to %.*s",
                    STR_ARG(service), STR_ARG(stem), STR_ARG(number));
    return true;
}

bool function_instance_name_call(struct call *c, const struct value *arguments, size_t count,
                                 struct value *ret_result, int64_t *ret_argument)
{
    (void)count;
    struct str environment = arguments[FUNCTION_INSTANCE_NAME_ENVIRONMENT].text;
    struct str service = arguments[FUNCTION_INSTANCE_NAME_SERVICE].text;
    struct value number = arguments[FUNCTION_INSTANCE_NAME_NUMBER];
    bool has_number = !value_is_null(number);

    *ret_argument = FUNCTION_INSTANCE_NAME_ENVIRONMENT;
    TRY(check_environment(environment, &c->err));
    *ret_argument = FUNCTION_INSTANCE_NAME_SERVICE;
    TRY(check_service(service, has_number, &c->err));
    *ret_argument = FUNCTION_INSTANCE_NAME_NUMBER;
    if (has_number && !name_is_number(number.text))
        return fail(&c->err, ERR_USER, "the number must be a whole number from 0, but it is %.*s",
                    STR_ARG(number.text));
    *ret_argument = -1;
    struct str name = str_printf(c->mem, "%.*s-%.*s%s%.*s", STR_ARG(environment), STR_ARG(service),
                                 has_number ? "-" : "", STR_ARG(number.text));
    const char *expected = "";
    if (!pattern_match("resource_name", name, &expected))
        return fail(&c->err, ERR_USER, "'%.*s' is not a valid instance name: it must be %s", STR_ARG(name),
                    expected);
    *ret_result = value_string(name);
    return true;
}
