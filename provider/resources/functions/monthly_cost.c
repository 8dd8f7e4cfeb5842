/*
 * monthly_cost.c — the function monthly_cost: numbers of instances multiplied by bundle prices. Must not know
 * where the prices come from.
 */
#include "gen/function_monthly_cost.h"
#include "resources/functions/money.h"
#include "runtime/resource.h"
#include "tf/number.h"

enum { NEAR_ENOUGH = 3 };

static struct str id_of(const struct value *bundle)
{
    const struct value *id = value_member(bundle, STR("bundle_id"));
    return id != NULL && value_is_known(*id) ? id->text : STR("");
}

/* The bundle with that ID, or NULL and the most similar ID (empty: none is similar). */
static const struct value *find_bundle(const struct value *bundles, struct str id, struct str *ret_near)
{
    size_t least = NEAR_ENOUGH + 1;
    *ret_near = STR("");
    for (size_t i = 0; i < bundles->count; i++) {
        struct str other = id_of(&bundles->items[i]);
        size_t distance = str_distance(id, other, NEAR_ENOUGH);
        if (other.len > 0 && distance == 0)
            return &bundles->items[i];
        if (other.len > 0 && distance < least) {
            least = distance;
            *ret_near = other;
        }
    }
    return NULL;
}

static bool count_of(const struct value *item, struct str id, int64_t *ret_count, struct err *err)
{
    if (!value_is_known(*item))
        return fail(err, ERR_USER, "the count of '%.*s' must not be null", STR_ARG(id));
    if (!number_to_int64(item->text, ret_count) || *ret_count < 0)
        return fail(err, ERR_USER, "the count of '%.*s' must be a whole number from 0, but it is %.*s",
                    STR_ARG(id), STR_ARG(item->text));
    return true;
}

static bool price_of(const struct value *bundle, struct str id, int64_t *ret_price, struct err *err)
{
    const struct value *price = value_member(bundle, STR("price_usd"));
    if (price == NULL || !value_is_known(*price))
        return fail(err, ERR_USER, "the bundle '%.*s' has no price", STR_ARG(id));
    if (!money_parse(price->text, ret_price))
        return fail(err, ERR_USER,
                    "the price of '%.*s' must be 0 or more with at most 9 decimals, but it is %.*s",
                    STR_ARG(id), STR_ARG(price->text));
    return true;
}

/* Adds the counts of one argument. */
static bool add_counts(const struct value *counts, const struct value *bundles, int64_t position,
                       int64_t *total, int64_t *ret_argument, struct err *err)
{
    for (size_t i = 0; i < counts->count; i++) {
        struct str id = counts->keys[i], near;
        int64_t number, price;
        *ret_argument = position;
        TRY(count_of(&counts->items[i], id, &number, err));
        const struct value *bundle = find_bundle(bundles, id, &near);
        if (bundle == NULL) {
            fail(err, ERR_USER, "the list of bundles does not contain '%.*s'", STR_ARG(id));
            return near.len > 0 ? fail_hint(err, "The most similar bundle is '%.*s'", STR_ARG(near)) : false;
        }
        *ret_argument = FUNCTION_MONTHLY_COST_BUNDLES;
        TRY(price_of(bundle, id, &price, err));
        *ret_argument = -1;
        if (!money_add(total, price, number))
            return fail(err, ERR_USER, "the sum is larger than nine billion dollars");
    }
    return true;
}

bool function_monthly_cost_call(struct call *c, const struct value *arguments, size_t count,
                                struct value *ret_result, int64_t *ret_argument)
{
    int64_t total = 0;
    for (size_t i = 0; i < count; i++) {
        if (i != FUNCTION_MONTHLY_COST_BUNDLES)
            TRY(add_counts(&arguments[i], &arguments[FUNCTION_MONTHLY_COST_BUNDLES], (int64_t)i, &total,
                           ret_argument, &c->err));
    }
    *ret_result = value_number(money_print(c->mem, total));
    *ret_argument = -1;
    return true;
}
