/*
 * money.c — exact sums of prices. Uses whole numbers only, because a price has no exact binary fraction.
 */
#include "resources/functions/money.h"

enum { DECIMALS = 9, BILLION = 1000000000 };

bool money_parse(struct str canonical, int64_t *ret_billionths)
{
    struct str whole = canonical, fraction = STR("");
    str_cut(canonical, '.', &whole, &fraction);
    int64_t dollars, rest = 0;
    if (fraction.len > DECIMALS || !str_to_int64(whole, &dollars) || whole.data[0] == '-')
        return false;
    if (fraction.len > 0 && !str_to_int64(fraction, &rest))
        return false;
    for (size_t i = fraction.len; i < DECIMALS; i++)
        rest *= 10;
    return !__builtin_mul_overflow(dollars, (int64_t)BILLION, ret_billionths) &&
           !__builtin_add_overflow(*ret_billionths, rest, ret_billionths);
}

bool money_add(int64_t *total, int64_t price, int64_t count)
{
    int64_t product;
    return !__builtin_mul_overflow(price, count, &product) && !__builtin_add_overflow(*total, product, total);
}

struct str money_print(struct arena *mem, int64_t billionths)
{
    int64_t dollars = billionths / BILLION, rest = billionths % BILLION;
    int digits = DECIMALS;
    if (rest == 0)
        return str_printf(mem, "%lld", (long long)dollars);
    for (; rest % 10 == 0; rest /= 10)
        digits--;
    return str_printf(mem, "%lld.%0*lld", (long long)dollars, digits, (long long)rest);
}
