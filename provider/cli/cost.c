/*
 * cost.c — `cost`: the monthly cost of the instances, by the price list of the region. Knows GetInstances and
 * GetBundles; must not know any price.
 */
#include "cli/infra.h"
#include "cli/instance_view.h"

#include <math.h>

enum { ENVIRONMENT, OUTPUT };

static const struct option_row options[] = {
    [ENVIRONMENT] = {.name = "env", .argument = "ENV", .help = "only instances with the tag Environment=ENV"},
    [OUTPUT] = OUTPUT_OPTION,
    {.name = NULL},
};

static const struct column columns[] = {
    {"ENVIRONMENT", "environment"}, {"SERVICE", "service"},       {"COUNT", "count"}, {"BUNDLE", "bundle"},
    {"USD EACH", "price_each"},     {"USD/MONTH", "price_month"}, {NULL, NULL},
};

static const json_t *bundle_of(const json_t *bundles, struct str id)
{
    for (size_t i = 0; i < json_array_size(bundles); i++) {
        const json_t *bundle = json_array_get(bundles, i);
        if (str_eq(json_member_text(bundle, "bundleId"), id))
            return bundle;
    }
    return NULL;
}

/* The row of the same environment, service and size, created when it is missing. */
static json_t *row_of(json_t *rows, struct str environment, struct str service, struct str bundle)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        json_t *row = json_array_get(rows, i);
        if (str_eq(json_member_text(row, "environment"), environment) &&
            str_eq(json_member_text(row, "service"), service) &&
            str_eq(json_member_text(row, "bundle"), bundle))
            return row;
    }
    json_t *row = json_pack("{s:o, s:o, s:o, s:i}", "environment", json_new_str(environment), "service",
                            json_new_str(service), "bundle", json_new_str(bundle), "count", 0);
    json_array_append_new(rows, row);
    return row;
}

struct cost {
    json_t *rows;
    int64_t total_cents;
    json_int_t count, unknown;
};

static double dollars(int64_t cents)
{
    return (double)cents / 100;
}

static void add(struct cost *cost, const json_t *instance, const json_t *bundles)
{
    struct str id = json_member_text(instance, "bundleId");
    json_t *row = row_of(cost->rows, ls_tag(instance, STR("Environment")), ls_tag(instance, STR("Service")),
                         id);
    json_int_t count = json_integer_value(json_object_get(row, "count")) + 1;
    const json_t *price = json_object_get(bundle_of(bundles, id), "price");
    json_object_set_new(row, "count", json_integer(count));
    cost->count++;
    if (!json_is_number(price)) {
        json_object_set_new(row, "price_each", json_null());
        json_object_set_new(row, "price_month", json_null());
        cost->unknown++;
        return;
    }
    int64_t cents = llround(json_number_value(price) * 100);
    json_object_set_new(row, "price_each", json_real(dollars(cents)));
    json_object_set_new(row, "price_month", json_real(dollars(cents * count)));
    cost->total_cents += cents;
}

static json_t *total_row(const struct cost *cost)
{
    return json_pack("{s:s, s:I, s:f}", "environment", "total", "count", cost->count, "price_month",
                     dollars(cost->total_cents));
}

static void print(struct session *s, const struct given *given, const struct cost *cost)
{
    enum output_format format = output_format_of(given->values[OUTPUT]);
    const char *environment = given->values[ENVIRONMENT];
    if (format == OUTPUT_JSON) {
        json_t *whole = json_own(s->mem,
                                 json_pack("{s:s, s:o, s:O, s:I, s:f, s:I}", "currency", "USD", "environment",
                                           environment != NULL ? json_string(environment) : json_null(),
                                           "rows", cost->rows, "count", cost->count, "total_month",
                                           dollars(cost->total_cents), "without_price", cost->unknown));
        fputs(json_print_pretty(s->mem, whole).data, stdout);
        return;
    }
    if (format == OUTPUT_TABLE)
        json_array_append_new(cost->rows, total_row(cost));
    output_rows(s, format, cost->rows, columns);
}

static int run(struct session *s, const struct given *given)
{
    json_t *instances = NULL, *bundles = NULL, *in = json_object();
    json_object_set_new(in, "includeInactive", json_true());
    if (!session_list(s, OP_GET_INSTANCES, NULL, "instances", &instances) ||
        !session_list(s, OP_GET_BUNDLES, in, "bundles", &bundles))
        return session_failed(s, "cannot compute the cost");
    struct cost cost = {.rows = json_own(s->mem, json_array())};
    for (size_t i = 0; i < json_array_size(instances); i++) {
        const json_t *instance = json_array_get(instances, i);
        if (given->values[ENVIRONMENT] == NULL ||
            str_eq(ls_tag(instance, STR("Environment")), given_text(given, ENVIRONMENT)))
            add(&cost, instance, bundles);
    }
    print(s, given, &cost);
    if (cost.unknown > 0)
        note("%lld instance%s of a size without a listed price: not included in the total.",
             (long long)cost.unknown, PLURAL(cost.unknown));
    if (given->values[ENVIRONMENT] != NULL && cost.count == 0)
        note("No instance has the tag Environment=%s.", given->values[ENVIRONMENT]);
    return EXIT_DONE;
}

const struct command cost_command = {
    .name = "cost",
    .summary = "Show the monthly cost of the instances, by the current price list.",
    .options = options,
    .notes = "A stopped instance costs as much as a running one. Snapshots, additional disks, data transfer "
             "beyond the bundle\nand static IPs that are not attached are billed in addition.",
    .run = run,
};
