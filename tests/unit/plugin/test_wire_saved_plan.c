/*
 * test_wire_saved_plan.c — which file a Terraform process applies, and the creations in it with their types;
 * and damaged archives.
 */
#include "../testing.h"

#include "plugin/unzip.h"
#include "plugin/wire_saved_plan.h"

/* ---- an archive with one member that is stored as it is ---- */

static void add_number(struct buf *out, size_t number, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        buf_addc(out, (char)(number >> 8 * i & 0xff));
}

static void add_zeros(struct buf *out, size_t bytes)
{
    while (bytes-- > 0)
        buf_addc(out, '\0');
}

static struct str zip_of(struct arena *mem, struct str name, struct str text)
{
    struct buf out = buf_new(mem, 64 * 1024);
    buf_add(&out, STR("PK\3\4"));
    add_zeros(&out, 22);
    add_number(&out, name.len, 2);
    add_zeros(&out, 2);
    buf_add(&out, name);
    buf_add(&out, text);
    size_t directory = out.len;
    buf_add(&out, STR("PK\1\2"));
    add_zeros(&out, 16);
    add_number(&out, text.len, 4);
    add_number(&out, text.len, 4);
    add_number(&out, name.len, 2);
    add_zeros(&out, 16);
    buf_add(&out, name);
    buf_add(&out, STR("PK\5\6"));
    add_zeros(&out, 12);
    add_number(&out, directory, 4);
    add_zeros(&out, 2);
    return buf_str(&out);
}

/* ---- a plan, field by field ---- */

static void add_field(struct buf *out, int number, struct str bytes)
{
    buf_addc(out, (char)(number << 3 | 2));
    assert_true(bytes.len < 128);
    buf_addc(out, (char)bytes.len);
    buf_add(out, bytes);
}

static void add_resource(struct arena *mem, struct buf *plan, const char *address, int action,
                         const char *planned)
{
    struct buf value = buf_new(mem, 1000), change = buf_new(mem, 1000), resource = buf_new(mem, 1000);
    add_field(&value, 1, str_c(planned));
    add_number(&change, 1 << 3, 1);
    add_number(&change, (size_t)action, 1);
    add_field(&change, 2, STR("")); /* what there was */
    add_field(&change, 2, buf_str(&value));
    add_field(&resource, 8, STR("provider"));
    add_field(&resource, 9, buf_str(&change));
    add_field(&resource, 13, str_c(address));
    add_field(plan, 3, buf_str(&resource));
}

static struct str plan_file(struct arena *mem)
{
    struct buf plan = buf_new(mem, 64 * 1024);
    add_resource(mem, &plan, "lightsail_instance.n", 1, "one");
    add_resource(mem, &plan, "module.a[\"x.y\"].module.b.lightsail_static_ip.s[\"k.\\\"l\"]", 6, "two");
    add_resource(mem, &plan, "lightsail_instance.kept", 0, "no");
    add_resource(mem, &plan, "lightsail_instance.changed", 3, "no");
    add_resource(mem, &plan, "lightsail_instance.gone", 5, "no");
    add_resource(mem, &plan, "module.lightsail_instance.lightsail_key_pair.k", 7, "three");
    return zip_of(mem, STR("tfplan"), buf_str(&plan));
}

static void creations_have_their_types(void **state)
{
    (void)state;
    static const struct {
        const char *type, *planned;
    } rows[] = {{"lightsail_instance", "one"},
                {"lightsail_static_ip", "two"},
                {"lightsail_key_pair", "three"}};
    struct arena *mem = arena_new();
    const struct saved_creation *creations;
    assert_int_equal(saved_plan_creations(mem, plan_file(mem), &creations), 3);
    for (size_t i = 0; i < 3; i++) {
        assert_str_equal(creations[i].type_name, str_c(rows[i].type));
        assert_str_equal(creations[i].planned, str_c(rows[i].planned));
    }
    arena_free(mem);
}

static void a_damaged_archive_has_no_creations(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    const struct saved_creation *creations;
    struct str whole = plan_file(mem), member;
    for (size_t len = 0; len < whole.len; len++)
        assert_int_equal(saved_plan_creations(mem, str_n(whole.data, len), &creations), 0);
    for (size_t i = 0; i < whole.len; i++) { /* with any result: no read beyond the data */
        char *copy = arena_alloc(mem, whole.len);
        memcpy(copy, whole.data, whole.len);
        copy[i] = (char)~copy[i];
        size_t count = saved_plan_creations(mem, str_n(copy, whole.len), &creations);
        assert_true(count <= 6);
    }
    assert_false(unzip_member(mem, whole, STR("tfstate"), &member));
    arena_free(mem);
}

static void the_file_is_the_last_argument_of_an_apply(void **state)
{
    (void)state;
    static const struct {
        struct str arguments;
        const char *file;
    } rows[] = {
        {STR("terraform\0apply\0p\0"), "p"},
        {STR("/usr/bin/tofu\0-chdir=env\0apply\0-no-color\0a b.plan\0"), "a b.plan"},
        {STR("terraform\0apply\0"), ""},
        {STR("terraform\0apply\0-auto-approve\0"), ""},
        {STR("terraform\0apply\0p\0-auto-approve\0"), ""},
        {STR("terraform\0plan\0apply\0p\0"), ""},
        {STR("apply\0p\0"), ""},
        {STR("terraform"), ""},
        {STR(""), ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_str_equal(saved_plan_argument(rows[i].arguments), str_c(rows[i].file));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(creations_have_their_types),
        cmocka_unit_test(a_damaged_archive_has_no_creations),
        cmocka_unit_test(the_file_is_the_last_argument_of_an_apply),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
