/*
 * txt_record.c — the function txt_record: a text as the strings of a TXT record. Must not know zones.
 */
#include "gen/function_txt_record.h"
#include "resources/domain/dns_form.h"
#include "runtime/resource.h"

bool function_txt_record_call(struct call *c, const struct value *arguments, size_t count,
                              struct value *ret_result, int64_t *ret_argument)
{
    (void)count;
    *ret_argument = -1;
    *ret_result = value_string(dns_txt(c->mem, arguments[FUNCTION_TXT_RECORD_TEXT].text));
    return true;
}
