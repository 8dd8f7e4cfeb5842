/*
 * values.c — encodings that the suite's own encoder does not write (protocol section 8, E), and the schemas
 * as a whole (S). Must not know resources beyond the attributes that it sets.
 */
#include <stdio.h>

#include "rules.h"
#include "suite.h"
#include "tf/msgpack.h"

#define VALIDATE "ValidateResourceConfig"
#define UPGRADE "UpgradeResourceState"
#define READ "ReadResource"

static char *give_text(const char *text)
{
    return (char *)(uintptr_t)text;
}

static struct outcome validate_bytes(struct suite *suite, const struct schema *schema, struct str msgpack,
                                     struct str json, bool write_only_allowed)
{
    Tfplugin6__DynamicValue bytes;
    tfplugin6__dynamic_value__init(&bytes);
    bytes.msgpack = (ProtobufCBinaryData){msgpack.len, (uint8_t *)(uintptr_t)msgpack.data};
    bytes.json = (ProtobufCBinaryData){json.len, (uint8_t *)(uintptr_t)json.data};
    Tfplugin6__ClientCapabilities can;
    tfplugin6__client_capabilities__init(&can);
    can.write_only_attributes_allowed = write_only_allowed;
    Tfplugin6__ValidateResourceConfig__Request request;
    tfplugin6__validate_resource_config__request__init(&request);
    request.type_name = give_text(schema->name);
    request.config = &bytes;
    request.client_capabilities = &can;
    ProtobufCMessage *message;
    struct outcome outcome;
    if (session_call(suite->session, VALIDATE, &request.base,
                     &tfplugin6__validate_resource_config__response__descriptor, &message, &outcome)) {
        const Tfplugin6__ValidateResourceConfig__Response
            *answer = (const Tfplugin6__ValidateResourceConfig__Response *)message;
        session_take_diagnostics(suite->session, &outcome, answer->diagnostics, answer->n_diagnostics);
        protobuf_c_message_free_unpacked(message, NULL);
    }
    return outcome;
}

/* A configuration whose `instance_name` is QQQQ, and the position of that text. */
static struct str sample(struct suite *suite, const struct schema *schema, size_t *ret_at)
{
    json_t *json = json_own(suite->mem,
                            json_pack("{s:s, s:s}", "static_ip_name", "an-ip", "instance_name", "QQQQ"));
    struct value config = suite_config(suite, NULL, schema->block, json, schema->name);
    struct str bytes = STR("");
    struct err err = {0};
    *ret_at = 0;
    if (!msgpack_encode(suite->mem, &config, schema->block->type, &bytes, &err))
        return bytes;
    while (*ret_at + 5 <= bytes.len && memcmp(bytes.data + *ret_at, "\xa4QQQQ", 5) != 0)
        (*ret_at)++;
    return bytes;
}

static struct str splice(struct suite *suite, struct str bytes, size_t at, struct str form)
{
    struct buf out = buf_new(suite->mem, BUF_DEFAULT_MAX_BYTES);
    buf_add(&out, str_slice(bytes, 0, at));
    buf_add(&out, form);
    buf_add(&out, str_slice(bytes, at + 5, bytes.len));
    return buf_str(&out);
}

struct form {
    const char *name; /* of the case */
    struct str bytes;
};

#define FORM(name, literal)              \
    {                                    \
        name,                            \
        {                                \
            literal, sizeof(literal) - 1 \
        }                                \
    }

/* Each in place of a text, and each must be understood. */
static const struct form forms[] = {
    FORM("E2 plain unknown", "\xd4\0\0"),
    FORM("E2 unknown without payload", "\xc7\0\0"),
    FORM("E2 unknown with payload", "\xd4\0\1"),
    FORM("E2 refined: not null", "\xc7\3\x0c\x81\1\xc2"),
    FORM("E2 refined: prefix", "\xc7\x09\x0c\x82\1\xc2\2\xa4web-"),
    FORM("E2 refined: lengths", "\xc7\5\x0c\x82\5\1\6\7"),
    FORM("E2 an unknown extension type", "\xd4\x4d\0"),
    FORM("E3 str 8", "\xd9\4QQQQ"),
    FORM("E3 str 16", "\xda\0\4QQQQ"),
    FORM("E3 str 32", "\xdb\0\0\0\4QQQQ"),
    FORM("E3 bin 8 for a text", "\xc4\4QQQQ"),
    FORM("E3 bin 16 for a text", "\xc5\0\4QQQQ"),
    FORM("E3 bin 32 for a text", "\xc6\0\0\0\4QQQQ"),
};

/* None of these is a text: an error, and the process continues. */
static const struct form broken[] = {
    FORM("E3 an array for a text", "\x90"),
    FORM("E3 a length beyond the end", "\xdb\xff\xff\xff\xff"),
    FORM("E3 an array without end", "\xdd\xff\xff\xff\xff"),
    FORM("E3 a byte that MessagePack does not have", "\xc1"),
    FORM("E3 bytes that are not UTF-8", "\xa4\xff\xfe\xff\xfe"),
};

static bool is_refused(const struct outcome *outcome)
{
    return (outcome->status == 0 && outcome->error_count > 0) || outcome->status == 3;
}

static void check_forms(struct suite *suite, const struct schema *schema)
{
    size_t at;
    struct str bytes = sample(suite, schema, &at);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct outcome outcome = validate_bytes(suite, schema, splice(suite, bytes, at, forms[i].bytes),
                                                STR(""), true);
        suite_good(suite, VALIDATE, forms[i].name, schema->name, &outcome);
    }
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        struct outcome outcome = validate_bytes(suite, schema, splice(suite, bytes, at, broken[i].bytes),
                                                STR(""), true);
        suite_check(suite, VALIDATE, broken[i].name, schema->name, is_refused(&outcome),
                    outcome_text(suite->mem, &outcome));
    }
    for (size_t len = 1; len < bytes.len; len++) {
        struct outcome outcome = validate_bytes(suite, schema, str_slice(bytes, 0, len), STR(""), true);
        suite_check(suite, VALIDATE, "E3 cut at each byte", schema->name, is_refused(&outcome),
                    outcome_text(suite->mem, &outcome));
    }
    struct buf deep = buf_new(suite->mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < 100 * 1000; i++)
        buf_addc(&deep, (char)0x91);
    struct outcome outcome = validate_bytes(suite, schema, buf_str(&deep), STR(""), true);
    suite_check(suite, VALIDATE, "E3 a hundred thousand levels", schema->name, is_refused(&outcome), "");
    outcome = validate_bytes(
        suite, schema, STR(""),
        STR("{\"static_ip_name\":\"an-ip\",\"instance_name\":\"x-1\",\"ip_address\":null,"
            "\"timeouts\":null}"),
        true);
    suite_good(suite, VALIDATE, "E8 a value in JSON", schema->name, &outcome);
    outcome = session_read_bytes(suite->session, schema, STR(""), STR(""));
    if (suite_good(suite, READ, "E8 an empty message is null", schema->name, &outcome))
        suite_check(suite, READ, "E8 an empty message is null", schema->name, !outcome.has_value, "");
}

/* A stored state, and the expected value of a member afterwards; NULL: an error. */
static const struct {
    const char *name, *json, *member, *text;
} states[] = {
    {"E1 an integer above 2^53", "{\"name\":\"a\",\"ram_size\":9007199254740993}", "ram_size",
     "9007199254740993"},
    {"E1 2^63", "{\"name\":\"a\",\"ram_size\":9223372036854775808}", "ram_size", "9223372036854775808"},
    {"E1 0.1", "{\"name\":\"a\",\"ram_size\":0.1}", "ram_size", "0.1"},
    {"E1 thirty digits", "{\"name\":\"a\",\"ram_size\":123456789012345678901234567890}", "ram_size",
     "123456789012345678901234567890"},
    {"E1 minus one", "{\"name\":\"a\",\"ram_size\":-1}", "ram_size", "-1"},
    {"E7 forty digits", "{\"ram_size\":1234567890123456789012345678901234567890}", "ram_size",
     "1234567890123456789012345678901234567890"},
    {"E7 white space", " {\n\t\"name\" : \"a\"\r\n} ", "name", "a"},
    {"E7 escapes", "{\"name\":\"\\u003ca\\u003e\"}", "name", "<a>"},
    {"E7 surrogate pairs", "{\"name\":\"\\ud83d\\ude00\"}", "name", "\xf0\x9f\x98\x80"},
    {"E7 missing attributes", "{}", "name", ""},
    {"E7 additional attributes", "{\"name\":\"a\",\"no_such\":{\"x\":[1]}}", "name", "a"},
    {"E7 a number as a text", "{\"ram_size\":\"5\"}", "ram_size", "5"},
    {"E7 an incomplete document", "{\"name\":\"a\"", NULL, NULL},
    {"E7 no object", "[1]", NULL, NULL},
    {"E7 a list for a text", "{\"name\":[1]}", NULL, NULL},
    {"E7 nothing", "", NULL, NULL},
};

static void check_states(struct suite *suite, const struct schema *schema)
{
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        struct outcome outcome = session_upgrade(suite->session, schema, schema->version,
                                                 str_c(states[i].json));
        if (states[i].member == NULL) {
            suite_check(suite, UPGRADE, states[i].name, schema->name,
                        outcome.status == 0 && outcome.error_count > 0, outcome_text(suite->mem, &outcome));
            continue;
        }
        const struct value *member = outcome.has_value ? value_member(&outcome.value, str_c(states[i].member))
                                                       : NULL;
        suite_check(suite, UPGRADE, states[i].name, schema->name,
                    outcome_is_good(&outcome) && member != NULL && str_eqc(member->text, states[i].text),
                    outcome_text(suite->mem, &outcome));
    }
    struct outcome newer = session_upgrade(suite->session, schema, schema->version + 1,
                                           STR("{\"name\":\"a\"}"));
    suite_check(suite, UPGRADE, "I2 a newer version is an error", schema->name,
                newer.status == 0 && newer.error_count > 0, outcome_text(suite->mem, &newer));
    /* Empty and null are different values. */
    struct outcome kept = session_upgrade(suite->session, schema, schema->version,
                                          STR("{\"name\":\"\",\"tags\":{},\"ipv6_addresses\":[]}"));
    bool is_kept = kept.has_value && value_is_known(*value_member(&kept.value, STR("name"))) &&
                   value_is_known(*value_member(&kept.value, STR("tags"))) &&
                   value_is_known(*value_member(&kept.value, STR("ipv6_addresses"))) &&
                   value_is_null(*value_member(&kept.value, STR("tags_all")));
    suite_check(suite, UPGRADE, "E6 empty is not null", schema->name, is_kept,
                outcome_text(suite->mem, &kept));
}

/* Large values are passed completely: a state of 20 MB. */
static void check_large(struct suite *suite, const struct schema *schema)
{
    enum { LARGE = 20 * 1024 * 1024 };
    struct arena *mem = arena_new();
    char *json = arena_alloc(mem, LARGE + 64);
    int head = snprintf(json, 64, "{\"name\":\"big\",\"user_data\":\"");
    memset(json + head, 'x', LARGE);
    memcpy(json + head + LARGE, "\"}", 3);
    struct outcome outcome = session_upgrade(suite->session, schema, schema->version, str_c(json));
    bool is_whole = outcome.has_value && value_member(&outcome.value, STR("user_data"))->text.len == LARGE;
    suite_check(suite, UPGRADE, "a state of 20 MB", schema->name, outcome_is_good(&outcome) && is_whole,
                outcome_text(suite->mem, &outcome));
    if (is_whole) {
        /* It is deleted in the region; when that is refused, Terraform keeps the prior state. */
        struct outcome read = session_read(suite->session, schema, &outcome.value, STR(""), NULL);
        suite_check(suite, READ, "a state of 20 MB", schema->name, read.status == 0 && read.breach == NULL,
                    outcome_text(suite->mem, &read));
    }
    arena_free(mem);
}

/* C8: a client before 1.11 would store the write-only value. */
static void check_write_only(struct suite *suite, const struct schema *schema)
{
    for (size_t i = 0; i < schema->block->attribute_count; i++) {
        const struct attribute *attribute = &schema->block->attributes[i];
        if (!attribute->write_only || attribute->type->kind != TYPE_STRING)
            continue;
        struct value config = block_empty(suite->mem, schema->block);
        config = value_with_member(suite->mem, &config, str_c(attribute->name),
                                   value_string(STR("secret-of-c8")));
        struct str bytes;
        struct err err = {0};
        if (!msgpack_encode(suite->mem, &config, schema->block->type, &bytes, &err))
            continue;
        struct outcome outcome = validate_bytes(suite, schema, bytes, STR(""), false);
        suite_check(suite, VALIDATE, "C8 write-only for an old client is an error", schema->name,
                    outcome.status == 0 && str_contains(str_c(outcome.diagnostics),
                                                        str_printf(suite->mem, "error [%s", attribute->name)),
                    outcome_text(suite->mem, &outcome));
        suite_check(suite, VALIDATE, "C8 and its text is in no diagnostic", schema->name,
                    !str_contains(str_c(outcome.diagnostics), STR("secret-of-c8")), "");
    }
}

void values_run(struct suite *suite)
{
    const struct schema *attachment = session_find(suite->session, SCHEMA_RESOURCE,
                                                   "lightsail_static_ip_attachment");
    const struct schema *instance = session_find(suite->session, SCHEMA_RESOURCE, "lightsail_instance");
    if (!suite_check(suite, "suite", "the types of the samples exist", "provider",
                     attachment != NULL && instance != NULL, ""))
        return;
    check_forms(suite, attachment);
    check_states(suite, instance);
    check_large(suite, instance);
    for (size_t i = 0; i < session_schema_count(suite->session, SCHEMA_RESOURCE); i++)
        check_write_only(suite, session_schema(suite->session, SCHEMA_RESOURCE, i));
}

/* ---- schemas ---------------------------------------------------------------------------------------------------------- */

void schemas_run(struct suite *suite)
{
    suite_rule(suite, "GetProviderSchema", "S2 keeps the rules of section 3", "provider",
               session_schema_problem(suite->session));
    const Tfplugin6__GetProviderSchema__Response *answer = session_schema_answer(suite->session);
    size_t len = protobuf_c_message_get_packed_size(&answer->base);
    suite_check(suite, "GetProviderSchema", "S3 below 64 MiB", "provider", len < 64 * 1024 * 1024, "");
    struct session_options options = {.program = suite->provider};
    struct session *other = session_start(suite->mem, &options);
    if (!suite_check(suite, "GetProviderSchema", "S3 a second process", "provider", other != NULL, ""))
        return;
    const Tfplugin6__GetProviderSchema__Response *second = session_schema_answer(other);
    uint8_t *a = arena_alloc(suite->mem, len + 1), *b = arena_alloc(suite->mem, len + 1);
    bool is_same = protobuf_c_message_get_packed_size(&second->base) == len &&
                   protobuf_c_message_pack(&answer->base, a) == protobuf_c_message_pack(&second->base, b) &&
                   memcmp(a, b, len) == 0;
    suite_check(suite, "GetProviderSchema", "S3 two processes, equal schemas", "provider", is_same, "");
    session_end(other, NULL);
    for (size_t i = 0; i < session_schema_count(suite->session, SCHEMA_LIST); i++) {
        const char *name = session_schema(suite->session, SCHEMA_LIST, i)->name;
        suite_check(suite, "GetProviderSchema", "S2 every listed type has an identity", name,
                    session_identity_type(suite->session, name) != NULL, "");
    }
}
