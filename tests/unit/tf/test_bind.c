/*
 * test_bind.c — values into structs and back, through rows written by hand as schemac would write them.
 */
#include "values.h"

#include "tf/bind.h"

struct disk {
    struct tf_string path;
    struct tf_int size;
};

struct machine {
    TF_OBJECTS(struct disk) by_name;
    struct tf_number cost;
    struct tf_int count;
    TF_OBJECTS(struct disk) disk;
    TF_OBJECTS(struct disk) disk_block;
    TF_OBJECTS(struct disk) disk_list;
    struct tf_bool enabled;
    struct value extra;
    struct tf_strings labels;
    struct tf_string name;
    TF_OBJECTS(struct disk) root;
    struct tf_strings zones;
};

#define DISK_TYPE "[\"object\",{\"path\":\"string\",\"size\":\"number\"}]"
#define MACHINE_TYPE                                                                               \
    "[\"object\",{\"by_name\":[\"map\"," DISK_TYPE "],\"cost\":\"number\",\"count\":\"number\","   \
    "\"disk\":[\"set\"," DISK_TYPE "],\"disk_block\":[\"list\"," DISK_TYPE "],"                    \
    "\"disk_list\":[\"list\"," DISK_TYPE "],\"enabled\":\"bool\",\"extra\":[\"list\",\"number\"]," \
    "\"labels\":[\"map\",\"string\"],\"name\":\"string\",\"root\":" DISK_TYPE                      \
    ",\"zones\":[\"set\",\"string\"]}]"

#define ROW(model, field_name, kind) \
    .name = STR(#field_name), .field = (kind), .offset = offsetof(struct model, field_name)

static struct attr_desc disk_rows[] = {
    {ROW(disk, path, FIELD_STRING)},
    {ROW(disk, size, FIELD_INT)},
};
static struct object_desc disk_desc = {.name = "disk",
                                       .attrs = disk_rows,
                                       .count = 2,
                                       .size_bytes = sizeof(struct disk)};

static struct attr_desc machine_rows[] = {
    {ROW(machine, by_name, FIELD_OBJECTS), .nesting = NESTING_MAP, .nested = &disk_desc},
    {ROW(machine, cost, FIELD_NUMBER)},
    {ROW(machine, count, FIELD_INT)},
    {ROW(machine, disk, FIELD_OBJECTS), .nesting = NESTING_SET, .nested = &disk_desc},
    {ROW(machine, disk_block, FIELD_OBJECTS), .nesting = NESTING_LIST, .nested = &disk_desc,
     .flags = ATTR_BLOCK},
    {ROW(machine, disk_list, FIELD_OBJECTS), .nesting = NESTING_LIST, .nested = &disk_desc},
    {ROW(machine, enabled, FIELD_BOOL)},
    {ROW(machine, extra, FIELD_VALUE)},
    {ROW(machine, labels, FIELD_STRINGS)},
    {ROW(machine, name, FIELD_STRING)},
    {ROW(machine, root, FIELD_OBJECTS), .nesting = NESTING_SINGLE, .nested = &disk_desc},
    {ROW(machine, zones, FIELD_STRINGS)},
};
static struct object_desc machine_desc = {.name = "machine",
                                          .attrs = machine_rows,
                                          .count = 12,
                                          .size_bytes = sizeof(struct machine)};

static struct arena *types;

/* The types of the rows, which schemac would have written out. */
static int set_up(void **state)
{
    (void)state;
    types = arena_new();
    disk_desc.type = type_of(types, DISK_TYPE);
    machine_desc.type = type_of(types, MACHINE_TYPE);
    for (size_t i = 0; i < disk_desc.count; i++)
        disk_rows[i].type = disk_desc.type->members[i].type;
    for (size_t i = 0; i < machine_desc.count; i++)
        machine_rows[i].type = machine_desc.type->members[i].type;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(types);
    return 0;
}

static struct value disk_value(struct arena *mem, const char *path, int64_t size)
{
    struct value *items = arena_new_array(mem, struct value, 2);
    items[0] = value_string(str_c(path));
    items[1] = value_int(mem, size);
    return value_object(disk_desc.type, items);
}

/* A machine of nulls with some members replaced. */
static struct value machine_value(struct arena *mem)
{
    struct value *items = arena_new_array(mem, struct value, machine_desc.count);
    for (size_t i = 0; i < machine_desc.count; i++)
        items[i] = value_null(machine_rows[i].type);
    return value_object(machine_desc.type, items);
}

static struct value with(struct arena *mem, struct value machine, const char *name, struct value member)
{
    return value_with_member(mem, &machine, str_c(name), member);
}

static const struct type *member_type(const char *name)
{
    return object_attr(&machine_desc, str_c(name))->type;
}

static struct machine bound(struct arena *mem, struct value machine)
{
    struct machine model;
    memset(&model, 0xa5, sizeof model);
    struct err err;
    if (!bind_to_struct(mem, &machine, &machine_desc, &model, &err))
        fail_msg("%s", err.text);
    return model;
}

static void known_values_reach_their_fields(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct value disks[] = {disk_value(mem, "b", 2), disk_value(mem, "a", 1)};
    struct str keys[] = {STR("x"), STR("y")};
    struct value numbers[] = {value_int(mem, 7)};
    struct value zones[] = {value_string(STR("z2")), value_string(STR("z1"))};
    struct value machine = machine_value(mem);
    machine = with(mem, machine, "name", value_string(STR("web")));
    machine = with(mem, machine, "enabled", value_bool(true));
    machine = with(mem, machine, "count", value_int(mem, -3));
    machine = with(mem, machine, "cost", value_number(STR("0.10000000000000000000001")));
    machine = with(mem, machine, "root", disks[0]);
    machine = with(mem, machine, "disk", value_set(mem, member_type("disk"), disks, 2));
    machine = with(mem, machine, "disk_list", value_list(member_type("disk_list"), disks, 2));
    machine = with(mem, machine, "disk_block", value_list(member_type("disk_block"), disks, 1));
    machine = with(mem, machine, "by_name", value_map(mem, member_type("by_name"), keys, disks, 2));
    machine = with(mem, machine, "labels", value_map(mem, &type_map_string, keys, zones, 2));
    machine = with(mem, machine, "zones", value_set(mem, &type_set_string, zones, 2));
    machine = with(mem, machine, "extra", value_list(member_type("extra"), numbers, 1));

    struct machine model = bound(mem, machine);
    assert_true(TF_IS_KNOWN(model.name));
    assert_str_equal(model.name.v, STR("web"));
    assert_true(TF_IS_KNOWN(model.enabled) && model.enabled.v);
    assert_true(TF_IS_KNOWN(model.count) && model.count.v == -3);
    assert_str_equal(model.cost.v, STR("0.10000000000000000000001"));
    assert_int_equal(model.root.count, 1);
    assert_str_equal(model.root.v->path.v, STR("b"));
    assert_int_equal(model.disk.count, 2);
    assert_str_equal(model.disk.v[0].path.v, STR("a"));
    assert_true(model.disk.v[1].size.v == 2);
    assert_str_equal(model.disk_list.v[0].path.v, STR("b"));
    assert_int_equal(model.disk_block.count, 1);
    assert_str_equal(model.by_name.keys[1], STR("y"));
    assert_str_equal(model.by_name.v[1].path.v, STR("a"));
    assert_str_equal(model.labels.keys[0], STR("x"));
    assert_str_equal(model.labels.v[0].v, STR("z2"));
    assert_str_equal(model.zones.v[0].v, STR("z1"));
    assert_null(model.zones.keys);
    assert_int_equal(model.extra.count, 1);

    struct value again = bind_to_value(mem, &model, &machine_desc);
    assert_true(value_equal(&machine, &again));
    arena_free(mem);
}

static void null_is_all_zero_and_blocks_are_empty(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct machine model = bound(mem, machine_value(mem));
    struct machine zero;
    memset(&zero, 0, sizeof zero);
    assert_true(TF_IS_NULL(model.name) && TF_IS_NULL(model.disk) && TF_IS_NULL(model.labels));
    struct machine of_null = bound(mem, value_null(machine_desc.type));
    assert_memory_equal(&of_null, &zero, sizeof zero);

    struct value again = bind_to_value(mem, &of_null, &machine_desc);
    for (size_t i = 0; i < machine_desc.count; i++) {
        bool is_block = (machine_rows[i].flags & ATTR_BLOCK) != 0;
        assert_int_equal(again.items[i].state, is_block ? VALUE_KNOWN : VALUE_NULL);
        assert_int_equal(again.items[i].count, 0);
        assert_true(type_equal(again.items[i].type, machine_rows[i].type));
    }
    arena_free(mem);
}

static void unknown_reaches_every_field(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct value machine = machine_value(mem);
    for (size_t i = 0; i < machine_desc.count; i++)
        machine = with(mem, machine, str_z(mem, machine_rows[i].name), value_unknown(machine_rows[i].type));
    struct machine model = bound(mem, machine);
    assert_true(TF_IS_UNKNOWN(model.name) && TF_IS_UNKNOWN(model.count) && TF_IS_UNKNOWN(model.cost));
    assert_true(TF_IS_UNKNOWN(model.enabled) && TF_IS_UNKNOWN(model.disk) && TF_IS_UNKNOWN(model.root));
    assert_true(TF_IS_UNKNOWN(model.labels) && value_is_unknown(model.extra));
    struct value again = bind_to_value(mem, &model, &machine_desc);
    assert_true(value_equal(&machine, &again));

    struct machine of_unknown = bound(mem, value_unknown(machine_desc.type));
    again = bind_to_value(mem, &of_unknown, &machine_desc);
    assert_true(value_equal(&machine, &again));
    arena_free(mem);
}

static void collections_with_holes_become_unknown(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct value holes[] = {value_unknown(&type_string), value_null(&type_string)};
    struct value disk_holes[] = {value_unknown(disk_desc.type), value_null(disk_desc.type)};
    struct str keys[] = {STR("x"), STR("y")};
    for (size_t i = 0; i < 2; i++) {
        struct value texts[] = {value_string(STR("a")), holes[i]};
        struct value disks[] = {disk_value(mem, "a", 1), disk_holes[i]};
        struct value machine = machine_value(mem);
        machine = with(mem, machine, "zones", value_set(mem, &type_set_string, texts, 2));
        machine = with(mem, machine, "labels", value_map(mem, &type_map_string, keys, texts, 2));
        machine = with(mem, machine, "disk", value_set(mem, member_type("disk"), disks, 2));
        machine = with(mem, machine, "disk_list", value_list(member_type("disk_list"), disks, 2));
        machine = with(mem, machine, "by_name", value_map(mem, member_type("by_name"), keys, disks, 2));
        struct machine model = bound(mem, machine);
        assert_true(TF_IS_UNKNOWN(model.zones) && TF_IS_UNKNOWN(model.disk));
        assert_true(TF_IS_UNKNOWN(model.disk_list) && TF_IS_UNKNOWN(model.by_name));
        assert_int_equal(model.disk.count, 0);
        /* A map of strings keeps its entries: a tag without a value is null. */
        assert_true(TF_IS_KNOWN(model.labels));
        assert_int_equal(model.labels.v[1].is, i == 0 ? TF_UNKNOWN : TF_NULL);
        struct value labels = bind_field_to_value(mem, &model, object_attr(&machine_desc, STR("labels")));
        assert_true(value_equal(&labels, value_member(&machine, STR("labels"))));
    }
    arena_free(mem);
}

static void an_unknown_inside_an_object_stays_inside(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct value disk = disk_value(mem, "a", 1);
    disk = value_with_member(mem, &disk, STR("size"), value_unknown(&type_number));
    struct value machine = with(mem, machine_value(mem), "disk",
                                value_set(mem, member_type("disk"), &disk, 1));
    struct machine model = bound(mem, machine);
    assert_true(TF_IS_KNOWN(model.disk));
    assert_true(TF_IS_UNKNOWN(model.disk.v[0].size));
    struct value again = bind_field_to_value(mem, &model, object_attr(&machine_desc, STR("disk")));
    assert_true(value_equal(&again, value_member(&machine, STR("disk"))));
    arena_free(mem);
}

static void assert_refused(struct arena *mem, struct value machine, const char *path, const char *text)
{
    struct machine model;
    struct err err;
    assert_false(bind_to_struct(mem, &machine, &machine_desc, &model, &err));
    assert_int_equal(err.kind, ERR_USER);
    assert_string_equal(err.attribute, path);
    if (!str_contains(str_c(err.text), str_c(text)))
        fail_msg("it says: %s", err.text);
}

static void numbers_that_are_no_integers_are_refused_with_their_path(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct value good = disk_value(mem, "a", 1);
    struct value bad = value_with_member(mem, &good, STR("size"), value_number(STR("1.5")));
    struct value disks[] = {good, bad};
    struct str keys[] = {STR("x"), STR("y")};
    struct value machine = machine_value(mem);
    assert_refused(mem, with(mem, machine, "count", value_number(STR("9223372036854775808"))), "count",
                   "9223372036854775808 is not a whole number");
    assert_refused(mem, with(mem, machine, "root", bad), "root.size", "1.5 is not");
    assert_refused(mem, with(mem, machine, "disk_list", value_list(member_type("disk_list"), disks, 2)),
                   "disk_list[1].size", "1.5 is not");
    assert_refused(mem, with(mem, machine, "by_name", value_map(mem, member_type("by_name"), keys, disks, 2)),
                   "by_name[\"y\"].size", "1.5 is not");
    assert_refused(mem, with(mem, machine, "disk", value_set(mem, member_type("disk"), disks, 2)),
                   "disk.size", "1.5 is not");
    arena_free(mem);
}

static void a_value_of_another_type_is_a_bug(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct value disk = disk_value(mem, "a", 1);
    struct machine model;
    struct err err;
    assert_false(bind_to_struct(mem, &disk, &machine_desc, &model, &err));
    assert_int_equal(err.kind, ERR_INTERNAL);
    arena_free(mem);
}

static void lists_made_by_hand_become_sets_and_maps(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct tf_string zones[] = {tf_string(STR("b")), tf_string(STR("a")), tf_string(STR("b"))};
    struct str keys[] = {STR("z"), STR("a"), STR("m")};
    struct machine model;
    memset(&model, 0, sizeof model);
    model.zones = (struct tf_strings){.is = TF_KNOWN, .count = 3, .v = zones};
    model.labels = (struct tf_strings){.is = TF_KNOWN, .count = 3, .keys = keys, .v = zones};
    struct value machine = bind_to_value(mem, &model, &machine_desc);
    assert_str_equal(show(mem, value_member(&machine, STR("zones")), &type_set_string),
                     STR("[\"a\", \"b\"]"));
    assert_str_equal(show(mem, value_member(&machine, STR("labels")), &type_map_string),
                     STR("{a=\"a\", m=\"b\", z=\"b\"}"));
    arena_free(mem);
}

/* bind turns refined unknowns into plain ones, and holes in collections into unknowns: after one round
 * nothing changes. */
static void random_machines_settle_after_one_round(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        struct generator g = {.mem = arena_new(),
                              .state = seed * UINT64_C(0x9E3779B97F4A7C15),
                              .unknowns = true};
        struct value first = generate_value(&g, machine_desc.type, 4);
        struct machine model;
        struct err err;
        if (bind_to_struct(g.mem, &first, &machine_desc, &model, &err)) {
            struct value second = bind_to_value(g.mem, &model, &machine_desc);
            struct machine model_again = bound(g.mem, second);
            struct value third = bind_to_value(g.mem, &model_again, &machine_desc);
            assert_true(value_equal(&second, &third));
        } else {
            assert_int_equal(err.kind, ERR_USER);
        }
        arena_free(g.mem);
    }
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_values_reach_their_fields),
        cmocka_unit_test(null_is_all_zero_and_blocks_are_empty),
        cmocka_unit_test(unknown_reaches_every_field),
        cmocka_unit_test(collections_with_holes_become_unknown),
        cmocka_unit_test(an_unknown_inside_an_object_stays_inside),
        cmocka_unit_test(numbers_that_are_no_integers_are_refused_with_their_path),
        cmocka_unit_test(a_value_of_another_type_is_a_bug),
        cmocka_unit_test(lists_made_by_hand_become_sets_and_maps),
        cmocka_unit_test(random_machines_settle_after_one_round),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
