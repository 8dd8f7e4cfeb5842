/*
 * test_disk.c — what a plan decides about the size of a disk: in place, a replacement, a resumption, or open.
 */
#include "../../runtime/calls.h"

#include "gen/disk.h"
#include "runtime/walk.h"

struct planning {
    struct scene s;
    struct disk prior, planned;
    struct plan plan;
};

/* A disk of 8 GB, which is to become another one. */
static void plan_begin(struct planning *p)
{
    scene_begin(&p->s, &disk_schema, NULL, 0);
    p->s.provider.walk = walk_new();
    p->s.call.client = NULL; /* names and references are not checked here */
    p->prior = (struct disk){
        .name = tf_string(STR("data")),
        .size_in_gb = tf_int(8),
        .arn = tf_string(STR("arn:aws:lightsail:us-east-1:1:Disk/1")),
        .attached_to = tf_string(STR("web")),
        .tags_all = map_of(p->s.call.mem, ""),
    };
    p->planned = p->prior;
    p->plan = (struct plan){.config = &p->planned, .prior = &p->prior, .planned = &p->planned};
}

static void plan_end(struct planning *p)
{
    walk_free(p->s.provider.walk);
    scene_end(&p->s);
}

static void decide(struct planning *p)
{
    assert_true(disk_resource.modify_plan(&p->s.call, &p->plan));
    assert_int_equal(p->s.call.diags.error_count, 0);
}

static void a_larger_size_with_resize_is_in_place(void **state)
{
    (void)state;
    struct planning p;
    plan_begin(&p);
    p.planned.size_in_gb = tf_int(16);
    p.planned.resize = tf_string(STR("snapshot"));
    decide(&p);
    assert_int_equal(p.plan.replace_count, 0);
    assert_true(TF_IS_UNKNOWN(p.planned.arn) && TF_IS_UNKNOWN(p.planned.support_code));
    assert_contains(scene_only_diagnostic(&p.s)->detail, "grows from 8 to 16 GB");
    assert_contains(scene_only_diagnostic(&p.s)->detail, "The instance 'web' is stopped meanwhile");
    plan_end(&p);
}

static void other_sizes_replace_the_disk(void **state)
{
    (void)state;
    static const struct {
        int64_t size;
        const char *resize;
    } rows[] = {{16, NULL}, {4, NULL}, {4, "snapshot"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct planning p;
        plan_begin(&p);
        p.planned.size_in_gb = tf_int(rows[i].size);
        if (rows[i].resize != NULL)
            p.planned.resize = tf_string(str_c(rows[i].resize));
        decide(&p);
        assert_int_equal(p.plan.replace_count, 1);
        assert_str_equal(p.plan.replace_paths[0], STR("size_in_gb"));
        plan_end(&p);
    }
}

static void the_same_size_changes_nothing(void **state)
{
    (void)state;
    struct planning p;
    plan_begin(&p);
    p.planned.resize = tf_string(STR("snapshot"));
    decide(&p);
    assert_int_equal(p.plan.replace_count, 0);
    assert_str_equal(p.planned.arn.v, p.prior.arn.v);
    plan_end(&p);
}

static void without_a_size_in_the_state_the_growth_is_resumed(void **state)
{
    (void)state;
    struct planning p;
    plan_begin(&p);
    p.prior.size_in_gb = (struct tf_int){0};
    decide(&p);
    assert_int_equal(p.plan.replace_count, 0);
    assert_true(TF_IS_UNKNOWN(p.planned.arn));
    assert_contains(scene_only_diagnostic(&p.s)->detail, "in the middle of a change of its size");
    plan_end(&p);
}

/* A later plan may say that it grows, and must keep what this plan knows. */
static void an_open_size_may_become_a_growth(void **state)
{
    (void)state;
    struct planning p;
    plan_begin(&p);
    p.planned.size_in_gb = TF_UNKNOWN_OF(p.planned.size_in_gb);
    p.planned.resize = tf_string(STR("snapshot"));
    decide(&p);
    assert_int_equal(p.plan.replace_count, 0);
    assert_true(TF_IS_UNKNOWN(p.planned.arn));
    plan_end(&p);
}

static void the_tags_of_a_growth_must_fit(void **state)
{
    (void)state;
    struct planning p;
    plan_begin(&p);
    struct buf tags = buf_new(p.s.call.mem, BUF_DEFAULT_MAX_BYTES);
    for (int i = 10; i < 58; i++)
        buf_printf(&tags, "%sk%d=v", i > 10 ? "," : "", i);
    buf_addc(&tags, '\0');
    p.planned.tags = p.prior.tags = p.prior.tags_all = map_of(p.s.call.mem, buf_str(&tags).data);
    p.planned.size_in_gb = tf_int(16);
    p.planned.resize = tf_string(STR("snapshot"));
    assert_true(disk_resource.modify_plan(&p.s.call, &p.plan));
    assert_int_equal(p.s.call.diags.error_count, 1);
    plan_end(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_larger_size_with_resize_is_in_place),
        cmocka_unit_test(other_sizes_replace_the_disk),
        cmocka_unit_test(the_same_size_changes_nothing),
        cmocka_unit_test(without_a_size_in_the_state_the_growth_is_resumed),
        cmocka_unit_test(an_open_size_may_become_a_growth),
        cmocka_unit_test(the_tags_of_a_growth_must_fit),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
