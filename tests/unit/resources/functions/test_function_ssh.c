/*
 * test_function_ssh.c — ssh_config and known_hosts: the text of the files, and that no input becomes another
 * line or option.
 */
#include "functions.h"
#include "gen/function_known_hosts.h"
#include "gen/function_ssh_config.h"

#define ED25519 "AAAAC3NzaC1lZDI1NTE5AAAAIBhZMkLFvt7dJ6WyZpjRvSH5ydzXjp2B7JJmJVmfFnyY"

/* A host as a dynamic argument with its type: members in the order of the type. */
#define HOST(type, value) \
    "{\"type\":[\"object\",{\"web\":[\"object\"," type "]}],\"value\":{\"web\":" value "}}"

static void hosts_become_entries(void **state)
{
    (void)state;
    GIVES(function_ssh_config, "\"Host web\\u000a  HostName 203.0.113.2\\u000a\"",
          HOST("{\"host\":\"string\"}", "{\"host\":\"203.0.113.2\"}"));
    GIVES(function_ssh_config,
          "\"Host web\\u000a  HostName 2001:db8::1\\u000a  User ubuntu\\u000a  Port 2222\\u000a  "
          "IdentityFile \\u0022~/my "
          "keys/a\\u0022\\u000a  IdentitiesOnly "
          "yes\\u000a  CertificateFile ~/c\\u000a  ProxyJump ubuntu@bastion:22\\u000a  UserKnownHostsFile "
          "./known_hosts\\u000a\"",
          HOST("{\"certificate_file\":\"string\",\"host\":\"string\",\"identity_file\":\"string\",\"known_"
               "hosts_file\":\"string\","
               "\"port\":\"number\",\"proxy_jump\":\"string\",\"user\":\"string\"}",
               "{\"host\":\"2001:db8::1\",\"user\":\"ubuntu\",\"port\":2222,\"identity_file\":\"~/my "
               "keys/a\",\"certificate_file\":\"~/"
               "c\",\"proxy_jump\":\"ubuntu@bastion:22\",\"known_hosts_file\":\"./known_hosts\"}"));
    /* Null is left out; a map of maps is accepted, and a port as text. */
    GIVES(function_ssh_config, "\"Host web\\u000a  HostName h\\u000a\"",
          HOST("{\"host\":\"string\",\"user\":\"string\"}", "{\"host\":\"h\",\"user\":null}"));
    GIVES(function_ssh_config,
          "\"Host a\\u000a  HostName x\\u000a\\u000aHost b\\u000a  HostName y\\u000a  Port 22\\u000a\"",
          "{\"type\":[\"map\",[\"map\",\"string\"]],\"value\":{\"b\":{\"host\":\"y\",\"port\":\"22\"},\"a\":{"
          "\"host\":\"x\"}}}");
    GIVES(function_ssh_config, "\"\"", "{\"type\":[\"object\",{}],\"value\":{}}");
}

static void invalid_hosts_are_refused(void **state)
{
    (void)state;
    REFUSES(function_ssh_config, 0, "must be a map", "{\"type\":\"string\",\"value\":\"web\"}");
    REFUSES(function_ssh_config, 0, "must be a map", "{\"type\":[\"list\",\"string\"],\"value\":[]}");
    REFUSES(function_ssh_config, 0, "must not be null", "null");
    REFUSES(function_ssh_config, 0, "'web' must be an object",
            "{\"type\":[\"object\",{\"web\":\"string\"}],\"value\":{\"web\":\"203.0.113.2\"}}");
    REFUSES(function_ssh_config, 0, "no 'host'", HOST("{\"user\":\"string\"}", "{\"user\":\"ubuntu\"}"));
    REFUSES(function_ssh_config, 0, "no 'host'", HOST("{\"host\":\"string\"}", "{\"host\":null}"));
    REFUSES(function_ssh_config, 0, "unknown member 'adress'",
            HOST("{\"adress\":\"string\",\"host\":\"string\"}", "{\"host\":\"h\",\"adress\":\"x\"}"));
    REFUSES(function_ssh_config, 0, "must be a string", HOST("{\"host\":\"bool\"}", "{\"host\":true}"));
    static const char *const ports[] = {"0", "65536", "22.5", "-1"};
    for (size_t i = 0; i < 4; i++)
        REFUSES(function_ssh_config, 0, "1 to 65535",
                str_printf(mem,
                           HOST("{\"host\":\"string\",\"port\":\"number\"}", "{\"host\":\"h\",\"port\":%s}"),
                           ports[i])
                    .data);
}

static void no_text_becomes_another_option(void **state)
{
    (void)state;
    static const char *const hosts[] = {
        "", "-oProxyCommand=x", "h\\n  ProxyCommand x", "a b", "%h", "$(x)", "a\\\"b", "`x`"};
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++)
        REFUSES(function_ssh_config, 0, "that are not allowed",
                str_printf(mem, HOST("{\"host\":\"string\"}", "{\"host\":\"%s\"}"), hosts[i]).data);
    REFUSES(function_ssh_config, 0, "that are not allowed",
            HOST("{\"host\":\"string\",\"identity_file\":\"string\"}",
                 "{\"host\":\"h\",\"identity_file\":\"a\\nMatch all\"}"));
    static const char *const aliases[] = {"", "*", "a b", "!a", "a,b", "-x", "a\\nb", "#a"};
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++)
        REFUSES(function_ssh_config, 0, "cannot be a host name for ssh",
                str_printf(mem,
                           "{\"type\":[\"map\",[\"map\",\"string\"]],\"value\":{\"%s\":{\"host\":\"h\"}}}",
                           aliases[i])
                    .data);
}

static void keys_become_lines(void **state)
{
    (void)state;
    GIVES(function_known_hosts, "\"203.0.113.2 ssh-ed25519 " ED25519 "\\u000a\"",
          "{\"203.0.113.2\":[\"ssh-ed25519 " ED25519 " root@web\"]}");
    GIVES(function_known_hosts,
          "\"[h]:2222 ssh-ed25519 " ED25519 "\\u000aa,b ssh-ed25519 " ED25519 "\\u000a\"",
          "{\"a,b\":[\"  ssh-ed25519  " ED25519 "\\u000a\",\"ssh-ed25519 " ED25519
          "\"],\"[h]:2222\":[\"ssh-ed25519 " ED25519 "\"],\"none\":[]}");
    GIVES(function_known_hosts, "\"\"", "{}");
}

static void invalid_keys_are_refused(void **state)
{
    (void)state;
    static const char *const keys[] = {"\"\"",
                                       "\"ssh-ed25519\"",
                                       "\"ssh-ed25519 !!!!\"",
                                       "\"ssh-rsa " ED25519 "\"",
                                       "\"ssh-ed25519 AAAA\"",
                                       "\"" ED25519 "\"",
                                       "\"ssh-ed25519\\n" ED25519 "\"",
                                       "\"-----BEGIN OPENSSH PRIVATE KEY-----\"",
                                       "null"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        REFUSES(function_known_hosts, 0, "key 1 of 'h' is not a public host key",
                str_printf(mem, "{\"h\":[%s]}", keys[i]).data);
    REFUSES(function_known_hosts, 0, "key 2 of", "{\"h\":[\"ssh-ed25519 " ED25519 "\",\"x\"]}");
    REFUSES(function_known_hosts, 0, "must not be null", "{\"h\":null}");
    static const char *const hosts[] = {"", "a b", "a\\nb", "#a", "|1|x", "@revoked"};
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++)
        REFUSES(function_known_hosts, 0, "is not a host", str_printf(mem, "{\"%s\":[]}", hosts[i]).data);
}

/* A refused key may be a secret that was given by mistake, so the error does not contain it. */
static void a_refused_key_is_not_shown(void **state)
{
    (void)state;
    struct function_response out = answer_to(&function_known_hosts, ARGUMENTS("{\"h\":[\"top-secret\"]}"));
    assert_false(str_contains(out.error, STR("top-secret")));
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        TEST(hosts_become_entries), TEST(invalid_hosts_are_refused), TEST(no_text_becomes_another_option),
        TEST(keys_become_lines),    TEST(invalid_keys_are_refused),  TEST(a_refused_key_is_not_shown),
    };
    return cmocka_run_group_tests_name("function_ssh", tests, NULL, NULL);
}
