/*
 * parse_port.c — the function parse_port: short texts to the values of a firewall rule. Knows the texts;
 * port_rule.h decides which rules are valid.
 */
#include "gen/function_parse_port.h"
#include "resources/firewall/port_rule.h"
#include "resources/functions/result.h"
#include "runtime/resource.h"

/* A port, an ICMP type or a code: digits only. */
static bool parse_number(struct str text, struct tf_int *ret)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    }
    ret->is = TF_KNOWN;
    return str_to_int64(text, &ret->v);
}

static bool parse_range(struct str text, struct port_fields *ret)
{
    struct str first = text, last = text;
    str_cut(text, '-', &first, &last);
    return parse_number(first, &ret->from_port) && parse_number(last, &ret->to_port);
}

/* "8", "8/0": type and code. */
static bool parse_icmp(struct str text, struct port_fields *ret)
{
    struct str type = text, code;
    bool has_code = str_cut(text, '/', &type, &code);
    return parse_number(type, &ret->from_port) && (!has_code || parse_number(code, &ret->to_port));
}

static bool parse(struct str text, struct port_fields *ret)
{
    struct str protocol = text, ports;
    *ret = (struct port_fields){.protocol = tf_string(text)};
    if (str_eq(text, STR("-1")))
        ret->protocol = tf_string(STR("all"));
    if (!str_cut(text, '/', &protocol, &ports)) {
        bool is_number = text.len > 0 && text.data[0] >= '0' && text.data[0] <= '9';
        if (is_number)
            ret->protocol = tf_string(STR("tcp"));
        return !is_number || parse_range(text, ret);
    }
    ret->protocol = tf_string(protocol);
    return str_starts_with(protocol, STR("icmp")) ? parse_icmp(ports, ret) : parse_range(ports, ret);
}

static bool check(struct arena *mem, struct str text, struct port_fields *ret, struct err *err)
{
    struct port_rule rule;
    if (!parse(text, ret))
        return fail(err, ERR_USER, "'%.*s' is not a port", STR_ARG(text));
    if (!port_rule_parse(mem, ret, &rule, err))
        return fail_context(err, "'%.*s' is not a port", STR_ARG(text));
    return true;
}

static struct value number_or_null(struct arena *mem, struct tf_int number)
{
    return TF_IS_KNOWN(number) ? value_int(mem, number.v) : value_null(&type_number);
}

bool function_parse_port_call(struct call *c, const struct value *arguments, size_t count,
                              struct value *ret_result, int64_t *ret_argument)
{
    (void)count;
    struct str text = arguments[FUNCTION_PARSE_PORT_TEXT].text;
    struct port_fields fields;
    *ret_argument = FUNCTION_PARSE_PORT_TEXT;
    if (!check(c->mem, text, &fields, &c->err))
        return fail_hint(&c->err, "Write it as tcp/22, udp/51820, 9000-9100, icmp or all");
    const struct result_member members[] = {
        {"protocol", value_string(fields.protocol.v)},
        {"from_port", number_or_null(c->mem, fields.from_port)},
        {"to_port", number_or_null(c->mem, fields.to_port)},
    };
    *ret_result = result_object(c->mem, function_parse_port.result, members,
                                sizeof members / sizeof members[0]);
    *ret_argument = -1;
    return true;
}
