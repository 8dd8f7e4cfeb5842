/*
 * test_image_name.c — which names of images are well-formed, and what is said of the others. Pure.
 */
#include "../testing.h"

#include "steps/image_name.h"

#define DIGEST "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void names(void **state)
{
    static const struct {
        const char *image, *fault; /* a part of what is said; NULL: nothing */
    } cases[] = {
        {"nginx", NULL},
        {"0a1b2c3d", NULL},
        {"nginx:1.27", NULL},
        {"library/nginx:1.27-alpine", NULL},
        {"public.ecr.aws/nginx/nginx:1.27", NULL},
        {"localhost:5000/team/side", NULL},
        {"localhost/side", NULL},
        {"Registry.example.com/side", NULL},
        {"123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/team/web_app--x:v1", NULL},
        {"nginx@" DIGEST, NULL},
        {"ghcr.io/team/web:1@" DIGEST, NULL},
        {":app.web.1", NULL},
        {":app.web.latest", NULL},
        {":app.a-b.12", NULL},
        {"", "Write an image"},
        {"https://ghcr.io/team/web", "without \"https://\""},
        {"NGINX", "lower-case"},
        {"--all", "lower-case"},
        {"web\n", "lower-case"},
        {"team/Web:1", "lower-case"},
        {"nginx 1", "lower-case"},
        {"team//web", "lower-case"},
        {"/web", "lower-case"},
        {"web..x", "lower-case"},
        {"web___x", "lower-case"},
        {"-registry.io/web", "lower-case"},
        {"registry.io:port/web", "lower-case"},
        {"nginx:", "A tag"},
        {"nginx:-x", "A tag"},
        {"nginx:a b", "A tag"},
        {"nginx@sha256:123", "A digest"},
        {"nginx@"
         "abc",
         "A digest"},
        {":app.web", "has the form"},
        {":app.web.x", "has the form"},
        {":app.-web.1", "has the form"},
        {":app.web.1.2", "has the form"},
        {":other.web.1", "an image of the service 'other'"},
    };
    struct arena *mem = arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str fault = image_name_fault(mem, str_c(cases[i].image), STR("app"));
        bool is_right = cases[i].fault == NULL ? fault.len == 0 : str_contains(fault, str_c(cases[i].fault));
        if (!is_right)
            fail_msg("%s: %.*s", cases[i].image, STR_ARG(fault));
    }
    assert_int_equal(image_name_fault(mem, STR(":other.web.1"), STR("")).len, 0);
    arena_free(mem);
}

static void ends(void **state)
{
    (void)state;
    assert_true(image_name_has_end(STR("web:1")));
    assert_true(image_name_has_end(STR("localhost:5000/web@" DIGEST)));
    assert_false(image_name_has_end(STR("localhost:5000/web")));
}

static void labels_and_digests(void **state)
{
    (void)state;
    static const char *const good[] = {"a", "1", "ab", "web", "web-1", "a--b"};
    static const char *const bad[] = {"",    "-",
                                      "-a",  "a-",
                                      "Web", "a.b",
                                      "a_b", "a123456789012345678901234567890123456789012345678901234"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(image_is_label(str_c(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(image_is_label(str_c(bad[i])));
    assert_true(image_is_digest(STR(DIGEST)));
    assert_false(image_is_digest(STR(DIGEST "0")));
    assert_false(image_is_digest(STR(DIGEST "\n")));
    assert_false(image_is_digest(str_slice(STR(DIGEST), 0, 70)));
    assert_false(
        image_is_digest(STR("sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef")));
    assert_false(image_is_digest(STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(names), cmocka_unit_test(ends),
                                       cmocka_unit_test(labels_and_digests)};
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
