/*
 * test_image_step.c — the registration of an image whose response is lost, with a scripted transport, and names of
 * images. Must not know how a change is sent (test_change.c).
 */
#include "steps/image_step.h"

#include "../lightsail/fakes.h"

#define DATE "Tue, 14 Nov 2023 22:13:20 GMT" /* 1700000000 */
#define NEW "1700000000.5"
#define OLD "1600000000"
#define DIGEST "sha256:aa"
#define LOST                      \
    {                             \
        .status = 0, .sent = true \
    }
#define IMAGE(number, digest, created) \
    "{\"image\":\":web.app." number "\",\"digest\":\"" digest "\",\"createdAt\":" created "}"
#define LIST(images)                                                              \
    {                                                                             \
        .status = 200, .date = DATE, .body = "{\"containerImages\":[" images "]}" \
    }
#define REGISTERED(image)                                                     \
    {                                                                         \
        .status = 200, .date = DATE, .body = "{\"containerImage\":" image "}" \
    }

static struct session session_of(struct fixture *f)
{
    return (struct session){.mem = f->mem, .client = f->client, .deadline = f->deadline};
}

static struct str registered(struct fixture *f)
{
    struct session s = session_of(f);
    json_t *image = NULL;
    if (!image_register(&s, STR("web"), STR("app"), STR(DIGEST), &image))
        fail_msg("%s", s.err.text);
    return json_member_text(image, "image");
}

static void a_digest_is_registered_and_listed(void **state)
{
    (void)state;
    FIXTURE(f, NULL, LIST(""), REGISTERED(IMAGE("1", DIGEST, NEW)), LIST(IMAGE("1", DIGEST, NEW)));
    assert_str_equal(registered(&f), STR(":web.app.1"));
    struct str sent = STR("{\"digest\":\"" DIGEST "\",\"label\":\"app\",\"serviceName\":\"web\"}");
    assert_str_equal(f.fake.bodies[1], sent);
    fixture_end(&f);
}

static void a_lost_registration_is_found_and_not_sent_again(void **state)
{
    (void)state;
    FIXTURE(f, NULL, LIST(IMAGE("1", DIGEST, OLD)), LOST,
            LIST(IMAGE("3", "sha256:bb", NEW) "," IMAGE("2", DIGEST, NEW) "," IMAGE("1", DIGEST, OLD)),
            LIST(IMAGE("2", DIGEST, NEW)));
    assert_str_equal(registered(&f), STR(":web.app.2"));
    fixture_end(&f);
}

/* The same digest under the label, another label, another digest, and one that is too old. */
static void other_images_are_not_ours(void **state)
{
    (void)state;
    FIXTURE(f, NULL, LIST(IMAGE("1", DIGEST, NEW)), LOST,
            LIST(IMAGE("1", DIGEST, NEW) "," IMAGE("2", "sha256:bb", NEW) "," IMAGE(
                "4", DIGEST, OLD) ",{\"image\":\":web.app-2.3\",\"digest\":\"" DIGEST "\",\"createdAt\":" NEW
                                  "}"),
            REGISTERED(IMAGE("5", DIGEST, NEW)), LIST(IMAGE("5", DIGEST, NEW)));
    assert_str_equal(registered(&f), STR(":web.app.5"));
    assert_true(str_contains(f.fake.targets[3], STR("RegisterContainerImage")));
    fixture_end(&f);
}

/* Two registrations of the same digest and label: the first one's image is not shown before the second request. */
static void an_image_of_another_registration_is_not_ours(void **state)
{
    (void)state;
    FIXTURE(f, NULL, LIST(""), LOST, LIST(IMAGE("1", DIGEST, NEW)), REGISTERED(IMAGE("2", DIGEST, NEW)),
            LIST(IMAGE("2", DIGEST, NEW)));
    struct session s = session_of(&f);
    json_t *others = json_own(f.mem, json_pack("[{s:s}]", "image", ":web.app.1")), *image;
    assert_true(image_register_beside(&s, STR("web"), STR("app"), STR(DIGEST), others, &image));
    assert_str_equal(json_member_text(image, "image"), STR(":web.app.2"));
    fixture_end(&f);
}

static void a_refusal_is_an_error(void **state)
{
    (void)state;
    FIXTURE(f, NULL, LIST(""),
            {.status = 400,
             .date = DATE,
             .body = "{\"__type\":\"InvalidInputException\",\"message\":\"the digest is not valid\"}"});
    struct session s = session_of(&f);
    json_t *image;
    assert_false(image_register(&s, STR("web"), STR("app"), STR("x"), &image));
    assert_int_equal(s.err.kind, ERR_API);
    fixture_end(&f);
}

static void the_newest_image_is_the_first(void **state)
{
    (void)state;
    FIXTURE(f, NULL, LIST(IMAGE("1", "a", "1") "," IMAGE("3", "c", "3.5") "," IMAGE("2", "b", "2")));
    struct session s = session_of(&f);
    json_t *images;
    assert_true(image_list(&s, STR("web"), &images));
    assert_str_equal(json_member_text(json_array_get(images, 0), "image"), STR(":web.app.3"));
    assert_str_equal(json_member_text(json_array_get(images, 2), "image"), STR(":web.app.1"));
    assert_non_null(image_find(images, STR(":web.app.2")));
    assert_null(image_find(images, STR(":web.app.4")));
    fixture_end(&f);
}

static void names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool has;
    } cases[] = {
        {":web.app.1", true},
        {":web.app.120", true},
        {"web.app.1", false},
        {":web.app", false},
        {":web.app.", false},
        {":web.app.x", false},
        {":web.app2.1", false},
        {":web.ap.1", false},
        {":we.app.1", false},
        {":web-2.app.1", false},
        {"", false},
        {":", false},
        {":web.app.1.2", false},
        {":web.app.latest", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (image_has_label(str_c(cases[i].name), STR("web"), STR("app")) != cases[i].has)
            fail_msg("%s", cases[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_digest_is_registered_and_listed),
        cmocka_unit_test(a_lost_registration_is_found_and_not_sent_again),
        cmocka_unit_test(other_images_are_not_ours),
        cmocka_unit_test(an_image_of_another_registration_is_not_ours),
        cmocka_unit_test(a_refusal_is_an_error),
        cmocka_unit_test(the_newest_image_is_the_first),
        cmocka_unit_test(names),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
