/*
 * bundle_check.c — reads whether a bundle may change now. Knows that a month begins on its first day (UTC); must not know which type
 * has the bundle.
 */
#include "resources/catalogue/bundle_check.h"

/* The first day of the next month (UTC), by the service's clock. */
static struct str next_month(struct call *c)
{
    double now_s = (double)(clock_wall_ms() + ls_client_clock_skew_ms(c->client)) / 1000;
    struct str today = clock_print_time(c->mem, now_s), year, rest, month, day;
    int64_t y = 0, m = 0;
    str_cut(today, '-', &year, &rest);
    str_cut(rest, '-', &month, &day);
    if (!str_to_int64(year, &y) || !str_to_int64(month, &m))
        return STR("the next month");
    return str_printf(c->mem, "%04lld-%02lld-01", (long long)(m == 12 ? y + 1 : y),
                      (long long)(m == 12 ? 1 : m + 1));
}

static void report(struct call *c, enum ls_kind kind, struct str name, const json_t *object)
{
    call_error(c, "bundle_id", "Bundle cannot be changed now",
               "Lightsail changes the bundle of a %s once in a month, and that of '%.*s' was already "
               "changed. It is possible again from %.*s (UTC). Until then, keep bundle_id = \"%.*s\".",
               ls_kind_row(kind)->noun, STR_ARG(name), STR_ARG(next_month(c)),
               STR_ARG(json_member_text(object, "bundleId")));
}

bool bundle_check_monthly(struct call *c, const struct plan *plan, enum catalogue_kind list,
                          enum ls_kind kind)
{
    const struct catalogue *bundles;
    const json_t *entry;
    json_t *object;
    struct tf_string before = {0}, name = {0}, wanted = crud_text(c, plan->planned, "bundle_id");
    if (plan->prior != NULL) {
        before = crud_text(c, plan->prior, "bundle_id");
        name = crud_text(c, plan->prior, "name");
    }
    if ((plan->prior != NULL && tf_string_equal(before, wanted)) || plan->is_final || c->client == NULL)
        return true;
    TRY(catalogue_check(c, list, "bundle_id", "bundle", wanted, &bundles, &entry));
    if (plan->prior == NULL || !tf_string_equal(name, crud_text(c, plan->planned, "name")))
        return true;
    if (!api_view(c, kind, name.v, LS_REFRESH, &object))
        return api_done_if_not_found(c);
    if (json_is_false(json_object_get(object, "ableToUpdateBundle")))
        report(c, kind, name.v, object);
    return true;
}
