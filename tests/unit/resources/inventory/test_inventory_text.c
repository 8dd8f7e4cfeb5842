/*
 * test_inventory_text.c — the Ansible inventory as text: its exact bytes, independent of any order, and that
 * the text is parsed back.
 */
#include "../../testing.h"

#include "resources/inventory/inventory_text.h"

static struct tf_strings strings(struct arena *mem, const char *const *texts, size_t count)
{
    struct tf_strings ret = {.is = TF_KNOWN,
                             .count = count,
                             .v = arena_new_array(mem, struct tf_string, count)};
    for (size_t i = 0; i < count; i++)
        ret.v[i] = tf_string(str_c(texts[i]));
    return ret;
}

static void set_hosts(struct arena *mem, struct ansible_inventory *model, const struct str *names,
                      size_t count)
{
    model->hosts.is = TF_KNOWN;
    model->hosts.count = count;
    model->hosts.keys = names;
    model->hosts.v = arena_new_array(mem, struct ansible_inventory_hosts, count);
}

static struct ansible_inventory two_hosts(struct arena *mem, bool other_order)
{
    static const struct str names[] = {STR("dev-collector-1"), STR("dev-monitor")};
    static const struct str reversed[] = {STR("dev-monitor"), STR("dev-collector-1")};
    static const char *const groups[] = {"dev", "data_collectors"}, *const groups_reversed[] = {
                                                                        "data_collectors", "dev"};
    static const struct str var_names[] = {STR("exchange"), STR("note")};
    static const char *const var_texts[] = {"gateio", "say \"hi\"\n"};
    struct ansible_inventory model = {0};
    set_hosts(mem, &model, other_order ? reversed : names, 2);
    struct ansible_inventory_hosts *collector = &model.hosts.v[other_order],
                                   *monitor = &model.hosts.v[!other_order];
    collector->ansible_host = tf_string(STR("203.0.113.2"));
    collector->ansible_user = tf_string(STR("ubuntu"));
    collector->ansible_port = tf_int(22);
    collector->groups = strings(mem, other_order ? groups_reversed : groups, 2);
    collector->vars = strings(mem, var_texts, 2);
    collector->vars.keys = var_names;
    monitor->ansible_host = tf_string(STR("203.0.113.3"));
    return model;
}

static void exact_bytes(void **state)
{
    struct arena *mem = arena_new();
    (void)state;
    struct ansible_inventory model = two_hosts(mem, false), same = two_hosts(mem, true);
    struct str text = inventory_print(mem, &model);
    assert_str_equal(text, STR("{\n"
                               "  \"all\": {\n"
                               "    \"children\": {\n"
                               "      \"data_collectors\": {\n"
                               "        \"hosts\": {\n"
                               "          \"dev-collector-1\": {}\n"
                               "        }\n"
                               "      },\n"
                               "      \"dev\": {\n"
                               "        \"hosts\": {\n"
                               "          \"dev-collector-1\": {}\n"
                               "        }\n"
                               "      }\n"
                               "    },\n"
                               "    \"hosts\": {\n"
                               "      \"dev-collector-1\": {\n"
                               "        \"ansible_host\": \"203.0.113.2\",\n"
                               "        \"ansible_port\": 22,\n"
                               "        \"ansible_user\": \"ubuntu\",\n"
                               "        \"exchange\": \"gateio\",\n"
                               "        \"note\": \"say \\\"hi\\\"\\n\"\n"
                               "      },\n"
                               "      \"dev-monitor\": {\n"
                               "        \"ansible_host\": \"203.0.113.3\"\n"
                               "      }\n"
                               "    }\n"
                               "  }\n"
                               "}\n"));
    assert_str_equal(inventory_print(mem, &same), text);
    arena_free(mem);
}

static void printed_text_is_parsed_back(void **state)
{
    struct arena *mem = arena_new();
    (void)state;
    struct ansible_inventory model = two_hosts(mem, false), read = {0};
    struct err err = {0};
    struct str text = inventory_print(mem, &model);
    assert_true(inventory_parse(mem, text, &read, &err));
    assert_str_equal(inventory_print(mem, &read), text);
    assert_str_equal(read.hosts.v[0].ansible_host.v, STR("203.0.113.2"));
    assert_int_equal(read.hosts.v[0].ansible_port.v, 22);
    assert_int_equal(read.hosts.v[0].groups.count, 2);
    assert_str_equal(read.hosts.v[0].vars.keys[0], STR("exchange"));
    assert_true(TF_IS_NULL(read.hosts.v[1].groups));
    assert_true(TF_IS_NULL(read.hosts.v[1].vars));
    arena_free(mem);
}

static void no_hosts_and_other_files(void **state)
{
    static const char *const bad[] = {"",
                                      "[all]\nweb ansible_host=1.2.3.4\n",
                                      "[]",
                                      "{}",
                                      "{\"all\": {}}",
                                      "{\"all\": {\"hosts\": {}}, \"other\": 1}"};
    struct arena *mem = arena_new();
    (void)state;
    struct ansible_inventory model = {.hosts = {.is = TF_KNOWN}};
    struct err err = {0};
    assert_str_equal(inventory_print(mem, &model), STR("{\n  \"all\": {\n    \"hosts\": {}\n  }\n}\n"));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (inventory_parse(mem, str_c(bad[i]), &model, &err))
            fail_msg("'%s' passed as an inventory", bad[i]);
        assert_int_equal(err.kind, ERR_USER);
    }
    arena_free(mem);
}

static void unknown_parts(void **state)
{
    struct arena *mem = arena_new();
    (void)state;
    struct ansible_inventory model = two_hosts(mem, false);
    assert_true(inventory_hosts_known(&model));
    model.hosts.v[1].ansible_host = TF_UNKNOWN_OF(model.hosts.v[1].ansible_host);
    assert_false(inventory_hosts_known(&model));
    model = two_hosts(mem, false);
    model.hosts.v[0].vars.v[1].is = TF_UNKNOWN;
    assert_false(inventory_hosts_known(&model));
    model.hosts.is = TF_UNKNOWN;
    assert_false(inventory_hosts_known(&model));
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(exact_bytes),
                                       cmocka_unit_test(printed_text_is_parsed_back),
                                       cmocka_unit_test(no_hosts_and_other_files),
                                       cmocka_unit_test(unknown_parts)};
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
