/*
 * test_function_monthly_cost.c — exact sums, counts in several maps, and values that cannot be added.
 */
#include "functions.h"
#include "gen/function_monthly_cost.h"
#include "resources/functions/money.h"

#define BUNDLES                                                                                       \
    "[{\"bundle_id\":\"nano\",\"price_usd\":3.5},{\"bundle_id\":\"dime\",\"price_usd\":0.1},"         \
    "{\"bundle_id\":\"twenty\",\"price_usd\":0.2},{\"bundle_id\":\"free\",\"price_usd\":0},"          \
    "{\"bundle_id\":\"odd\",\"price_usd\":null},{\"bundle_id\":\"fine\",\"price_usd\":0.0000000001}," \
    "{\"bundle_id\":null,\"price_usd\":1},{\"bundle_id\":\"less\",\"price_usd\":-0.5},"               \
    "{\"bundle_id\":\"much\",\"price_usd\":9000000000.000000001}]"

static void sums_are_exact(void **state)
{
    (void)state;
    GIVES(function_monthly_cost, "10.5", "{\"nano\":3}", BUNDLES);
    GIVES(function_monthly_cost, "0.3", "{\"dime\":1,\"twenty\":1}", BUNDLES); /* not 0.30000000000000004 */
    GIVES(function_monthly_cost, "7", "{\"nano\":2}", BUNDLES);
    GIVES(function_monthly_cost, "0", "{\"free\":9}", BUNDLES);
    GIVES(function_monthly_cost, "0", "{\"nano\":0}", BUNDLES);
    GIVES(function_monthly_cost, "0", "{}", "[]");
    GIVES(function_monthly_cost, "9000000000.000000001", "{\"much\":1}", BUNDLES);
}

static void further_maps_are_added(void **state)
{
    (void)state;
    GIVES(function_monthly_cost, "14.4", "{\"nano\":1}", BUNDLES, "{\"nano\":3,\"dime\":4}", "{}");
    REFUSES(function_monthly_cost, 3, "'nano' must be a whole number", "{}", BUNDLES, "{}", "{\"nano\":-1}");
    REFUSES(function_monthly_cost, 2, "does not contain 'nan'", "{}", BUNDLES, "{\"nan\":1}");
}

static void counts_without_a_price_are_refused(void **state)
{
    (void)state;
    REFUSES(function_monthly_cost, 0, "does not contain 'nanoo'. The most similar bundle is 'nano'",
            "{\"nanoo\":1}", BUNDLES);
    REFUSES(function_monthly_cost, 0, "does not contain 'nothing_like_it'", "{\"nothing_like_it\":0}",
            BUNDLES);
    REFUSES(function_monthly_cost, 0, "does not contain ''", "{\"\":1}", BUNDLES);
    REFUSES(function_monthly_cost, 0, "whole number", "{\"nano\":1.5}", BUNDLES);
    REFUSES(function_monthly_cost, 0, "null", "{\"nano\":null}", BUNDLES);
    REFUSES(function_monthly_cost, 1, "'odd' has no price", "{\"odd\":1}", BUNDLES);
    REFUSES(function_monthly_cost, 1, "9 decimals", "{\"fine\":1}", BUNDLES);
    REFUSES(function_monthly_cost, 1, "0 or more", "{\"less\":1}", BUNDLES);
    REFUSES(function_monthly_cost, NO_ARGUMENT, "larger than", "{\"much\":2}", BUNDLES);
    REFUSES(function_monthly_cost, NO_ARGUMENT, "larger than", "{\"nano\":9223372036854775807}", BUNDLES);
    REFUSES(function_monthly_cost, 0, "whole number", "{\"nano\":9223372036854775808}", BUNDLES);
    REFUSES(function_monthly_cost, 1, "null", "{}", "null");
}

static void amounts_are_read_and_printed_the_same(void **state)
{
    (void)state;
    static const char *const amounts[] = {
        "0", "3.5", "0.000000001", "10.05", "1234567890.123456789", "9223372036.854775807"};
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++) {
        int64_t billionths;
        assert_true(money_parse(str_c(amounts[i]), &billionths));
        assert_str_equal(money_print(mem, billionths), str_c(amounts[i]));
    }
    static const char *const wrong[] = {
        "-1", "-0.5", "9223372036.854775808", "9223372037", "1e1200", "0.0000000001", ""};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int64_t billionths;
        assert_false(money_parse(str_c(wrong[i]), &billionths));
    }
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        TEST(sums_are_exact),
        TEST(further_maps_are_added),
        TEST(counts_without_a_price_are_refused),
        TEST(amounts_are_read_and_printed_the_same),
    };
    return cmocka_run_group_tests_name("function_monthly_cost", tests, NULL, NULL);
}
