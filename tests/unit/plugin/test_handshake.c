/*
 * test_handshake.c — the handshake line, version lists, the environment and the private directory, without a
 * server.
 */
#include "../testing.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "plugin/handshake.h"
#include "plugin/socket.h"

static int make_arena(void **state)
{
    *state = arena_new();
    return 0;
}

static int drop_arena(void **state)
{
    arena_free(*state);
    return 0;
}

static void version_lists_are_read_tolerantly(void **state)
{
    (void)state;
    assert_true(handshake_list_has(STR("5,6"), 6));
    assert_true(handshake_list_has(STR("6,5"), 6));
    assert_true(handshake_list_has(STR("6"), 6));
    assert_true(handshake_list_has(STR("x, 6"), 6));
    assert_true(handshake_list_has(STR(",,6,"), 6));
    assert_false(handshake_list_has(STR("5"), 6));
    assert_false(handshake_list_has(STR(""), 6));
    assert_false(handshake_list_has(STR("66,16,6x"), 6));
}

static void the_line_has_six_fields_or_seven(void **state)
{
    assert_str_equal(handshake_line(*state, "unix", STR("/tmp/a/socket"), STR("MIIB"), false),
                     STR("1|6|unix|/tmp/a/socket|grpc|MIIB\n"));
    assert_str_equal(handshake_line(*state, "tcp", STR("127.0.0.1:1234"), STR(""), false),
                     STR("1|6|tcp|127.0.0.1:1234|grpc|\n"));
    assert_str_equal(handshake_line(*state, "unix", STR("/s"), STR(""), true),
                     STR("1|6|unix|/s|grpc||false\n"));
}

static void the_reattach_text_holds_json(void **state)
{
    struct str text = handshake_reattach_text(*state, "unix", STR("/tmp/a/socket"), 4711);
    struct str head, tail, json, rest;
    assert_true(str_cut(text, '\'', &head, &tail));
    assert_true(str_cut(tail, '\'', &json, &rest));
    assert_true(str_ends_with(head, STR("TF_REATTACH_PROVIDERS=")));

    json_t *all;
    struct err err;
    assert_true(json_parse(*state, json, 4096, &all, &err));
    json_t *one = json_object_get(all, HANDSHAKE_ADDRESS_TERRAFORM);
    assert_true(json_equal(one, json_object_get(all, HANDSHAKE_ADDRESS_OPENTOFU)));
    assert_str_equal(json_member_text(one, "Protocol"), STR("grpc"));
    assert_int_equal(json_integer_value(json_object_get(one, "ProtocolVersion")), 6);
    assert_int_equal(json_integer_value(json_object_get(one, "Pid")), 4711);
    assert_true(json_is_true(json_object_get(one, "Test")));
    assert_str_equal(json_text(json_at(one, "Addr.Network")), STR("unix"));
    assert_str_equal(json_text(json_at(one, "Addr.String")), STR("/tmp/a/socket"));
}

static void the_environment_is_read_and_cleared(void **state)
{
    setenv("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2", 1);
    setenv("PLUGIN_PROTOCOL_VERSIONS", "6,5", 1);
    setenv("PLUGIN_CLIENT_CERT", "pem", 1);
    setenv("PLUGIN_MIN_PORT", "10000", 1);
    setenv("PLUGIN_MAX_PORT", "many", 1);
    setenv("PLUGIN_UNIX_SOCKET_DIR", "/there", 1);
    setenv("PLUGIN_MULTIPLEX_GRPC", "true", 1);
    struct handshake_environment environment;
    handshake_read_environment(*state, &environment);
    assert_true(environment.has_cookie);
    assert_true(environment.offers_our_version);
    assert_true(environment.wants_multiplex_field);
    assert_str_equal(environment.client_pem, STR("pem"));
    assert_str_equal(environment.socket_directory, STR("/there"));
    assert_int_equal(environment.min_port, 10000);
    assert_int_equal(environment.max_port, 0);
    assert_null(getenv("TF_PLUGIN_MAGIC_COOKIE"));
    assert_null(getenv("PLUGIN_CLIENT_CERT"));
    assert_null(getenv("PLUGIN_UNIX_SOCKET_DIR"));

    handshake_read_environment(*state, &environment);
    assert_false(environment.has_cookie);
    assert_int_equal(environment.client_pem.len, 0);
}

static void the_socket_is_its_owners_and_goes_away(void **state)
{
    (void)state;
    struct socket_place place, other;
    struct err err;
    struct stat info;
    assert_true(socket_place_new(STR(""), STR("/tmp/"), &place, &err));
    assert_true(socket_place_new(STR(""), STR("/tmp/"), &other, &err));
    assert_true(str_starts_with(str_c(place.path), STR("/tmp/plugin-")));
    assert_string_not_equal(place.path, other.path);
    assert_int_not_equal(stat(place.path, &info), 0); /* only a name yet */

    mode_t before = socket_begin_private();
    FILE *stands_for_socket = fopen(place.path, "w");
    socket_end_private(before);
    assert_non_null(stands_for_socket);
    fclose(stands_for_socket);
    assert_int_equal(stat(place.path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(umask(before), before);
    assert_true(socket_place_share(&place, STR(""), &err));
    assert_int_equal(stat(place.path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    socket_place_remove(&place);
    assert_int_not_equal(stat(place.path, &info), 0);
}

static void a_place_that_will_not_do_is_passed_over(void **state)
{
    struct socket_place place;
    struct err err;
    char *long_name = arena_alloc(*state, 200);
    memset(long_name, 'x', 199);
    long_name[0] = '/';
    assert_true(socket_place_new(STR("/does/not/exist"), str_c(long_name), &place, &err));
    assert_true(str_starts_with(str_c(place.path), STR("/tmp/plugin-")));
    socket_place_remove(&place);
}

static void a_group_may_be_let_in(void **state)
{
    struct socket_place place;
    struct err err;
    struct stat info;
    assert_true(socket_place_new(STR(""), STR(""), &place, &err));
    fclose(fopen(place.path, "w"));
    assert_true(socket_place_share(&place, str_printf(*state, "%u", (unsigned)getgid()), &err));
    assert_int_equal(stat(place.path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0660);
    assert_false(socket_place_share(&place, STR("no such group"), &err));
    assert_int_equal(err.kind, ERR_USER);
    socket_place_remove(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(version_lists_are_read_tolerantly),
        cmocka_unit_test_setup_teardown(the_line_has_six_fields_or_seven, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(the_reattach_text_holds_json, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(the_environment_is_read_and_cleared, make_arena, drop_arena),
        cmocka_unit_test(the_socket_is_its_owners_and_goes_away),
        cmocka_unit_test_setup_teardown(a_place_that_will_not_do_is_passed_over, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(a_group_may_be_let_in, make_arena, drop_arena),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
