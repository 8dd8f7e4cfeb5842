/*
 * test_catalogue.c — the catalogue is read once, failures are reported once, and similar ids are found.
 */
#include "../../runtime/calls.h"

#include <pthread.h>

#include "gen/data_bundles.h"
#include "resources/catalogue/catalogue.h"

#define BUNDLES                                                                                              \
    "{\"bundles\":[{\"bundleId\":\"nano_3_0\",\"price\":5.0,\"isActive\":true},{\"bundleId\":\"small_3_0\"," \
    "\"price\":12.5},"                                                                                       \
    "{\"bundleId\":\"smart_1_0\",\"price\":1,\"isActive\":false},{\"bundleId\":\"medium_3_0\",\"price\":24}" \
    "]}"
#define DENIED                                                                             \
    {                                                                                      \
        .status = 400, .body = "{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}" \
    }

static void a_list_is_read_once(void **state)
{
    (void)state;
    SCENE(s, NULL, {.status = 200, .body = BUNDLES});
    const struct catalogue *first, *second;
    assert_true(catalogue_list(&s.call, CATALOGUE_BUNDLES, &first));
    assert_true(catalogue_list_for_check(&s.call, CATALOGUE_BUNDLES, &second));
    assert_ptr_equal(first, second);
    assert_str_equal(s.network.fake.bodies[0], STR("{\"includeInactive\":true}"));
    assert_str_equal(json_member_text(catalogue_find(first, STR("small_3_0")), "bundleId"), STR("small_3_0"));
    assert_null(catalogue_find(first, STR("small_3")));
    assert_str_equal(catalogue_near(s.call.mem, first, STR("smal_3_0")),
                     STR("small_3_0, nano_3_0, medium_3_0"));
    struct tf_number price = catalogue_price_usd(&s.call, STR("small_3_0"));
    assert_str_equal(price.v, STR("12.5"));
    assert_true(TF_IS_NULL(catalogue_price_usd(&s.call, STR("unheard_of"))));
    scene_end(&s);
}

static void bundles_without_a_price_come_last(void **state)
{
    (void)state;
    SCENE(s, &data_bundles_schema,
          {.status = 200,
           .body = "{\"bundles\":[{\"bundleId\":\"b\"},{\"bundleId\":\"c\",\"price\":5},{\"bundleId\":\"a\"},"
                   "{\"bundleId\":\"d\",\"price\":3.5}]}"});
    const struct data_bundles asked = {.include_inactive = tf_bool(false)};
    struct data_bundles found = asked;
    assert_true(data_bundles_source.read(&s.call, &asked, &found));
    static const char *const wanted[] = {"d", "c", "a", "b"};
    assert_int_equal(found.bundle_ids.count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_str_equal(found.bundle_ids.v[i].v, str_c(wanted[i]));
    scene_end(&s);
}

struct reader {
    struct scene *scene;
    const struct catalogue *items;
};

static void *read_list(void *argument)
{
    struct reader *reader = argument;
    struct call c = reader->scene->call;
    c.mem = arena_new();
    if (!catalogue_list(&c, CATALOGUE_BUNDLES, &reader->items))
        reader->items = NULL;
    arena_free(c.mem);
    return NULL;
}

static void threads_share_one_request(void **state)
{
    (void)state;
    enum { READERS = 8 };
    SCENE(s, NULL, {.status = 200, .body = BUNDLES});
    pthread_t threads[READERS];
    struct reader readers[READERS];
    for (size_t i = 0; i < READERS; i++) {
        readers[i] = (struct reader){.scene = &s};
        assert_int_equal(pthread_create(&threads[i], NULL, read_list, &readers[i]), 0);
    }
    for (size_t i = 0; i < READERS; i++) {
        pthread_join(threads[i], NULL);
        assert_non_null(readers[i].items);
        assert_ptr_equal(readers[i].items, readers[0].items);
    }
    scene_end(&s);
}

static void a_missing_permission_does_not_stop_a_check(void **state)
{
    (void)state;
    SCENE(s, NULL, DENIED, DENIED);
    const struct catalogue *items = NULL;
    assert_true(catalogue_list_for_check(&s.call, CATALOGUE_BLUEPRINTS, &items));
    assert_null(items);
    assert_int_equal(s.call.err.kind, ERR_NONE);
    assert_true(catalogue_list_for_check(&s.call, CATALOGUE_BLUEPRINTS, &items));
    assert_null(items);
    /* a caller that needs the list gets the error */
    assert_false(catalogue_list(&s.call, CATALOGUE_BLUEPRINTS, &items));
    assert_int_equal(s.call.err.kind, ERR_DENIED);
    scene_end(&s);
}

static void wrong_credentials_are_reported_once(void **state)
{
    (void)state;
    SCENE(s, NULL, {.status = 400, .body = "{\"__type\":\"ExpiredTokenException\",\"message\":\"too old\"}"});
    const struct catalogue *items = NULL;
    assert_false(catalogue_list_for_check(&s.call, CATALOGUE_REGIONS, &items));
    assert_int_equal(s.call.err.kind, ERR_CREDENTIALS);
    assert_true(catalogue_list_for_check(&s.call, CATALOGUE_REGIONS, &items));
    assert_null(items);
    assert_true(catalogue_list_for_check(&s.call, CATALOGUE_BUNDLES, &items));
    assert_null(items);
    scene_end(&s);
}

static void zones_are_the_available_ones_of_the_region(void **state)
{
    (void)state;
    SCENE(s, NULL,
          {.status = 200,
           .body =
               "{\"regions\":[{\"name\":\"eu-west-1\",\"availabilityZones\":[{\"zoneName\":\"eu-west-1a\"}]},"
               "{\"name\":\"us-east-1\",\"availabilityZones\":[{\"zoneName\":\"us-east-1b\",\"state\":"
               "\"available\"},"
               "{\"zoneName\":\"us-east-1c\",\"state\":\"impaired\"},{\"zoneName\":\"us-east-1a\",\"state\":"
               "\"available\"}]}]}"});
    const struct catalogue *regions;
    size_t count;
    assert_true(catalogue_list(&s.call, CATALOGUE_REGIONS, &regions));
    struct str *zones = catalogue_zones(&s.call, regions, &count);
    assert_int_equal(count, 2);
    assert_str_equal(zones[0], STR("us-east-1a"));
    assert_str_equal(zones[1], STR("us-east-1b"));
    scene_end(&s);
}

static void families_of_bundles(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    assert_true(catalogue_same_bundle(mem, STR("small_3_0"), STR("small_ipv6_3_0")));
    assert_true(catalogue_same_bundle(mem, STR("small_win_ipv6_3_0"), STR("small_win_3_0")));
    assert_true(catalogue_same_bundle(mem, STR("small_3_0"), STR("small_3_0")));
    assert_false(catalogue_same_bundle(mem, STR("small_3_0"), STR("medium_ipv6_3_0")));
    assert_false(catalogue_same_bundle(mem, STR("small_3_0"), STR("small_2_0")));
    assert_true(catalogue_is_ipv6_bundle(STR("nano_ipv6_3_0")));
    assert_false(catalogue_is_ipv6_bundle(STR("nano_ipv64_3_0")));
    assert_false(catalogue_is_ipv6_bundle(STR("nano_3_0")));
    assert_str_equal(catalogue_bundle_base(mem, STR("nano_ipv6")), STR("nano"));
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_is_read_once),
        cmocka_unit_test(bundles_without_a_price_come_last),
        cmocka_unit_test(threads_share_one_request),
        cmocka_unit_test(a_missing_permission_does_not_stop_a_check),
        cmocka_unit_test(wrong_credentials_are_reported_once),
        cmocka_unit_test(zones_are_the_available_ones_of_the_region),
        cmocka_unit_test(families_of_bundles),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
