/*
 * test_journal_tags.c — tests of rebuild/journal_tags: a journal comes back from its tags, the tags are allowed by AWS,
 * and damaged ones are an error. Pure.
 */
#include "rebuild/journal_tags.h"

#include <zlib.h>

#include "../testing.h"
#include "base/base64.h"
#include "lightsail/change.h"

/* ---- a journal ---- */

/* Numbers that cannot be compressed, as those of ARNs and addresses; the same in each run. */
static unsigned random_number(void)
{
    static uint64_t state = 88172645463325252U;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 16);
}

static json_t *rule_of(size_t number)
{
    int port = (int)(random_number() % 64000 + 1000);
    json_t *rule = json_pack("{s:s, s:i, s:i, s:[], s:[], s:[]}", "protocol", number % 2 == 0 ? "tcp" : "udp",
                             "fromPort", port, "toPort", port, "cidrs", "ipv6Cidrs", "cidrListAliases");
    char cidr[40];
    snprintf(cidr, sizeof cidr, "%u.%u.%u.0/24", random_number() % 223 + 1, random_number() % 256,
             random_number() % 256);
    json_array_append_new(json_object_get(rule, "cidrs"), json_string(cidr));
    return rule;
}

static json_t *disk_of(size_t number)
{
    char name[40], arn[120], path[20];
    snprintf(name, sizeof name, "prod-exec-1-data-%zu", number);
    snprintf(arn, sizeof arn,
             "arn:aws:lightsail:ap-northeast-1:123456789012:Disk/%08x-%04x-%04x-%04x-%08x%04x",
             random_number(), random_number() % 65536, random_number() % 65536, random_number() % 65536,
             random_number(), random_number() % 65536);
    snprintf(path, sizeof path, "/dev/xvd%c", (char)('f' + number));
    return json_pack("{s:s, s:s, s:s}", "name", name, "arn", arn, "path", path);
}

static json_t *instance_of(void)
{
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:{s:s}, s:{s:i, s:s}, s:[{s:s, s:s, s:s}], s:{s:s, s:s, s:i, s:s, s:s}}",
        "arn", "arn:aws:lightsail:ap-northeast-1:123456789012:Instance/fbca1b2e-62a4-4f9a-9d3f-3f2a9b5f1c77",
        "bundleId", "medium_3_0", "blueprintId", "ubuntu_22_04", "sshKeyName", "prod-key", "ipAddressType",
        "dualstack", "location", "availabilityZone", "ap-northeast-1a", "state", "code", 16, "name",
        "running", "addOns", "name", "AutoSnapshot", "status", "Enabled", "snapshotTimeOfDay", "18:00",
        "metadataOptions", "httpTokens", "required", "httpEndpoint", "enabled", "httpPutResponseHopLimit", 1,
        "httpProtocolIpv6", "disabled", "state", "applied");
}

static json_t *journal_of(struct arena *mem, size_t rules, size_t disks)
{
    json_t *journal = json_own(
        mem,
        json_pack(
            "{s:s, s:o, s:s, s:[], s:[], s:s, s:s, s:s, s:[], s:[], s:[], s:[]}", "bundle", "large_3_0",
            "instance", instance_of(), "replaces",
            "arn:aws:lightsail:ap-northeast-1:123456789012:Instance/fbca1b2e-62a4-4f9a-9d3f-3f2a9b5f1c77",
            "ports", "disks", "static_ip", "prod-exec-1-ip", "static_ip_arn",
            "arn:aws:lightsail:ap-northeast-1:123456789012:StaticIp/0b1c7e55-9f3d-4f6e-8d5e-7a9d5f6c1e21",
            "keyPair", "prod-key", "alarms", "loadBalancers", "buckets", "distributions"));
    for (size_t i = 0; i < rules; i++)
        json_array_append_new(json_object_get(journal, "ports"), rule_of(i));
    for (size_t i = 0; i < disks; i++)
        json_array_append_new(json_object_get(journal, "disks"), disk_of(i));
    return journal;
}

static json_t *tags_of(struct arena *mem, const json_t *journal)
{
    struct err err = {0};
    json_t *tags;
    assert_true(journal_to_tags(mem, journal, &tags, &err));
    return tags;
}

static bool is_read(struct arena *mem, json_t *tags, json_t **ret, struct err *err)
{
    *err = (struct err){0};
    return journal_of_tags(mem, json_own(mem, json_pack("{s:O}", "tags", tags)), ret, err);
}

static void expect_damaged(struct arena *mem, json_t *tags, const char *what)
{
    struct err err;
    json_t *journal;
    if (is_read(mem, tags, &journal, &err) || err.kind != ERR_PROTOCOL || journal != NULL)
        fail_msg("%s", what);
}

/* The tags of a journal with this packed text. */
static json_t *tags_around(struct arena *mem, struct str packed, const char *heading)
{
    json_t *tags = json_own(mem, json_array());
    json_array_append_new(tags, json_pack("{s:s, s:s}", "key", LS_RESIZE_TAG, "value", heading));
    json_array_append_new(tags, json_pack("{s:s, s:o}", "key", LS_RESIZE_TAG "-1", "value",
                                          json_new_str(base64_encode(mem, packed))));
    return tags;
}

static struct str deflated(struct arena *mem, const char *text, size_t len)
{
    uLongf room = compressBound((uLong)len);
    unsigned char *out = arena_alloc(mem, room);
    assert_int_equal(compress(out, &room, (const Bytef *)text, (uLong)len), Z_OK);
    return str_n((const char *)out, room);
}

/* ---- tests ---- */

static bool is_allowed(struct str value)
{
    for (size_t i = 0; i < value.len; i++) {
        char c = value.data[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!is_plain && strchr(" +-=._:/@", c) == NULL)
            return false;
    }
    return value.len <= 256;
}

static void a_journal_comes_back(void **state)
{
    static const struct {
        size_t rules, disks, most_tags;
    } cases[] = {{0, 0, 4}, {1, 0, 4}, {10, 2, 5}, {60, 10, 10}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena *mem = arena_new();
        json_t *journal = journal_of(mem, cases[i].rules, cases[i].disks), *tags = tags_of(mem, journal),
               *again;
        struct err err;
        if (!is_read(mem, tags, &again, &err))
            fail_msg("%zu rules, %zu disks: %s", cases[i].rules, cases[i].disks, err.text);
        assert_true(json_equal(journal, again));
        print_message("# %zu rules, %zu disks: %zu bytes of JSON, %zu tags\n", cases[i].rules, cases[i].disks,
                      json_print(mem, journal).len, json_array_size(tags));
        assert_true(json_array_size(tags) <= cases[i].most_tags);
        for (size_t k = 0; k < json_array_size(tags); k++) {
            const json_t *tag = json_array_get(tags, k);
            assert_true(is_allowed(json_member_text(tag, "value")));
            assert_true(is_allowed(json_member_text(tag, "key")));
            assert_true(is_journal_tag(json_member_text(tag, "key")));
        }
        arena_free(mem);
    }
}

static void what_only_this_process_needs_is_left_out(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct err err;
    json_t *journal = journal_of(mem, 1, 1), *plain = json_own(mem, json_deep_copy(journal)), *again;
    json_t *instance = json_object_get(journal, "instance");
    json_object_set_new(journal, "automatic", json_pack("[s]", "2026-11-28"));
    json_object_set_new(journal, "deleting", json_false());
    json_object_set_new(journal, "snapshot", json_string("web-resize-20261123-091700"));
    json_object_set_new(instance, "name", json_string("web"));
    json_object_set_new(instance, "tags", json_pack("[{s:s, s:s}]", "key", "Team", "value", "desk"));
    assert_true(is_read(mem, tags_of(mem, journal), &again, &err));
    assert_true(json_equal(plain, again));
    assert_str_equal(json_member_text(instance, "name"), STR("web"));
    arena_free(mem);
}

static void an_object_without_a_journal(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct err err;
    json_t *journal;
    assert_true(is_read(mem, json_own(mem, json_array()), &journal, &err));
    assert_null(journal);
    assert_true(is_read(mem, json_own(mem, json_pack("[{s:s, s:s}]", "key", "Team", "value", "desk")),
                        &journal, &err));
    assert_null(journal);
    assert_true(journal_of_tags(mem, NULL, &journal, &err));
    assert_null(journal);
    assert_false(is_journal_tag(STR("quants-infra:replaces")));
    arena_free(mem);
}

static void a_part_is_missing_or_changed(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    const json_t *tags = tags_of(mem, journal_of(mem, 60, 10));
    size_t count = json_array_size(tags);
    assert_true(count > 3);
    for (size_t i = 1; i < count; i++) {
        json_t *fewer = json_own(mem, json_deep_copy(tags)), *changed = json_own(mem, json_deep_copy(tags));
        json_array_remove(fewer, i);
        expect_damaged(mem, fewer, "a missing part");
        json_object_set_new(json_array_get(changed, i), "value", json_string("AAAA"));
        expect_damaged(mem, changed, "a part of something else");
        json_object_set_new(json_array_get(changed, i), "value", json_integer(1));
        expect_damaged(mem, changed, "a value that is no text");
    }
    json_t *swapped = json_own(mem, json_deep_copy(tags));
    json_object_set(json_array_get(swapped, 1), "value", json_object_get(json_array_get(tags, 2), "value"));
    json_object_set(json_array_get(swapped, 2), "value", json_object_get(json_array_get(tags, 1), "value"));
    expect_damaged(mem, swapped, "parts in another order");
    arena_free(mem);
}

static void a_wrong_heading(void **state)
{
    static const char *const headings[] = {"",
                                           "large_3_0",
                                           "large_3_0 running",
                                           "large_3_0 running 0",
                                           "large_3_0 running -1",
                                           "large_3_0 running 51",
                                           "large_3_0 running 2",
                                           "large_3_0 running 1x",
                                           "large_3_0 running 99999999999999999999",
                                           "64 running /dev/xvdf"};
    (void)state;
    struct arena *mem = arena_new();
    struct str packed = deflated(mem, "{\"instance\":{}}", 15);
    struct err err;
    json_t *journal;
    assert_true(is_read(mem, tags_around(mem, packed, "large_3_0 running 1"), &journal, &err));
    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++)
        expect_damaged(mem, tags_around(mem, packed, headings[i]), headings[i]);
    arena_free(mem);
}

static void a_text_of_another_kind(void **state)
{
    static const char *const texts[] = {
        "",      "{",           "[]",      "null", "\"a\"", "{}", "{\"instance\":1}", "{\"instance\":\"a\"}",
        "plain", "{\"a\":1} 2", "\xff\xfe"};
    (void)state;
    struct arena *mem = arena_new();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        expect_damaged(mem, tags_around(mem, deflated(mem, texts[i], strlen(texts[i])), "a running 1"),
                       texts[i]);
    expect_damaged(mem, tags_around(mem, STR("{\"instance\":{}}"), "a running 1"), "not of zlib");
    expect_damaged(mem, tags_around(mem, STR("\x78\x20\x01\x02\x03\x04"), "a running 1"),
                   "another dictionary");
    json_t *tags = tags_around(mem, STR(""), "a running 1");
    expect_damaged(mem, tags, "nothing");
    json_object_set_new(json_array_get(tags, 1), "value", json_string("not-base64!"));
    expect_damaged(mem, tags, "not base64");
    arena_free(mem);
}

static void a_text_that_is_too_large(void **state)
{
    enum { LARGE = 8 * 1024 * 1024 };
    (void)state;
    struct arena *mem = arena_new();
    char *text = arena_alloc(mem, LARGE);
    memset(text, ' ', LARGE);
    memcpy(text, "{\"instance\":{}}", 15);
    expect_damaged(mem, tags_around(mem, deflated(mem, text, LARGE), "a running 1"), "8 MB in 8 KB");
    json_t *journal = journal_of(mem, 1, 1), *tags;
    struct err err = {0};
    json_object_set_new(json_object_get(journal, "instance"), "userName", json_stringn(text, 70000));
    assert_false(journal_to_tags(mem, journal, &tags, &err));
    assert_int_equal(err.kind, ERR_USER);
    arena_free(mem);
}

/* Each byte of the packed text, with one bit changed: an error, or a journal. */
static void a_changed_bit(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    json_t *tags = tags_of(mem, journal_of(mem, 1, 0)), *journal;
    struct buf joined = buf_new(mem, 1000);
    struct str packed;
    struct err err;
    for (size_t i = 1; i < json_array_size(tags); i++)
        buf_add(&joined, json_member_text(json_array_get(tags, i), "value"));
    assert_true(base64_decode(mem, buf_str(&joined), &packed));
    char *bytes = arena_alloc(mem, packed.len);
    for (size_t i = 0; i < packed.len; i++) {
        memcpy(bytes, packed.data, packed.len);
        bytes[i] = (char)(bytes[i] ^ 1 << i % 8);
        struct arena *own = arena_new();
        if (!is_read(own, tags_around(own, str_n(bytes, packed.len), "a running 1"), &journal, &err))
            assert_int_equal(err.kind, ERR_PROTOCOL);
        arena_free(own);
    }
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_journal_comes_back),
        cmocka_unit_test(what_only_this_process_needs_is_left_out),
        cmocka_unit_test(an_object_without_a_journal),
        cmocka_unit_test(a_part_is_missing_or_changed),
        cmocka_unit_test(a_wrong_heading),
        cmocka_unit_test(a_text_of_another_kind),
        cmocka_unit_test(a_text_that_is_too_large),
        cmocka_unit_test(a_changed_bit),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
