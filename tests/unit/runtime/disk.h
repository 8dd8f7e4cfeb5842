/*
 * disk.h — a resource for tests, similar to a disk, declared by rows as schemac would emit it: the parts of
 * the engine that work by rows are tested without any real resource. Knows the rows and the responses of a
 * fake network; must not know what a test checks.
 */
#ifndef TESTS_UNIT_RUNTIME_DISK_H
#define TESTS_UNIT_RUNTIME_DISK_H

#include "calls.h"
#include "rows.h"

#include "runtime/crud.h"
#include "runtime/engine.h"
#include "tf/msgpack.h"
#include "tf/statejson.h"

struct disk_auto_snapshot {
    struct tf_string time;
};
struct disk {
    struct tf_string arn;
    TF_OBJECTS(struct disk_auto_snapshot) auto_snapshot;
    struct tf_string color, host, id;
    struct tf_bool is_shared;
    struct tf_string key, label, mode, name, password, region;
    struct tf_int size;
    struct tf_string speed, state;
    struct tf_strings tags, tags_all;
};

static const struct type_member disk_snapshot_members[] = {MEMBER("time", &type_string)};
static const struct type disk_snapshot_type = OBJECT_TYPE(disk_snapshot_members);
static const struct attr_desc disk_snapshot_attrs[] = {
    {ATTR(disk_auto_snapshot, time, .type = &type_string, .flags = ATTR_REQUIRED, .field = FIELD_STRING)},
};
static const struct object_desc disk_snapshot_desc = OBJECT(disk_auto_snapshot, disk_snapshot_attrs,
                                                            disk_snapshot_type);

static const struct type_member disk_members[] = {
    MEMBER("arn", &type_string),          MEMBER("auto_snapshot", &disk_snapshot_type),
    MEMBER("color", &type_string),        MEMBER("host", &type_string),
    MEMBER("id", &type_string),           MEMBER("is_shared", &type_bool),
    MEMBER("key", &type_string),          MEMBER("label", &type_string),
    MEMBER("mode", &type_string),         MEMBER("name", &type_string),
    MEMBER("password", &type_string),     MEMBER("region", &type_string),
    MEMBER("size", &type_number),         MEMBER("speed", &type_string),
    MEMBER("state", &type_string),        MEMBER("tags", &type_map_string),
    MEMBER("tags_all", &type_map_string),
};
static const struct type disk_type = OBJECT_TYPE(disk_members);
static const char *const disk_size_conflicts[] = {"speed"};
static const struct constraint disk_size_rules[] = {
    {.kind = CONSTRAINT_CONFLICTS, .texts = disk_size_conflicts, .text_count = 1}};
static const struct attr_desc disk_attrs[] = {
    {ATTR(disk, arn, .type = &type_string, .flags = ATTR_COMPUTED | ATTR_KEEP, .field = FIELD_STRING,
          .wire = "?arn")},
    {ATTR(disk, auto_snapshot, .type = &disk_snapshot_type, .flags = ATTR_OPTIONAL, .field = FIELD_OBJECTS,
          .nesting = NESTING_SINGLE, .nested = &disk_snapshot_desc)},
    {ATTR(disk, color, .type = &type_string, .flags = ATTR_OPTIONAL, .field = FIELD_STRING, .wire = "color",
          .request = "color", .update = 1)},
    {ATTR(disk, host, .type = &type_string, .flags = ATTR_OPTIONAL | ATTR_REPLACE, .field = FIELD_STRING,
          .wire = "hostName", .request = "hostName", .refers = LS_KIND_INSTANCE)},
    {ATTR(disk, id, .type = &type_string, .flags = ATTR_COMPUTED | ATTR_KEEP, .field = FIELD_STRING)},
    {ATTR(disk, is_shared, .type = &type_bool, .flags = ATTR_OPTIONAL, .field = FIELD_BOOL,
          .wire = "options.isShared", .request = "options.isShared", .update = 2)},
    {ATTR(disk, key, .type = &type_string, .flags = ATTR_COMPUTED | ATTR_KEEP | ATTR_ONCE,
          .field = FIELD_STRING, .wire = "?key")},
    {ATTR(disk, label, .type = &type_string, .flags = ATTR_OPTIONAL, .field = FIELD_STRING, .wire = "label",
          .request = "label", .update = 2)},
    {ATTR(disk, mode, .type = &type_string, .flags = ATTR_OPTIONAL | ATTR_COMPUTED | ATTR_LOCAL,
          .field = FIELD_STRING, .default_text = "safe")},
    {ATTR(disk, name, .type = &type_string, .flags = ATTR_REQUIRED | ATTR_REPLACE, .field = FIELD_STRING,
          .wire = "name", .request = "diskName")},
    {ATTR(disk, password, .type = &type_string, .flags = ATTR_OPTIONAL | ATTR_WRITE_ONLY | ATTR_SENSITIVE,
          .field = FIELD_STRING, .request = "password")},
    {ATTR(disk, region, .type = &type_string,
          .flags = ATTR_OPTIONAL | ATTR_COMPUTED | ATTR_REPLACE | ATTR_KEEP, .field = FIELD_STRING)},
    {ATTR(disk, size, .type = &type_number, .flags = ATTR_REQUIRED, .field = FIELD_INT, .wire = "sizeInGb",
          .request = "sizeInGb", .update = 1, RULES(disk_size_rules))},
    {ATTR(disk, speed, .type = &type_string, .flags = ATTR_OPTIONAL | ATTR_LATE, .field = FIELD_STRING,
          .wire = "speed", .request = "speed", .update = 3)},
    {ATTR(disk, state, .type = &type_string, .flags = ATTR_COMPUTED, .field = FIELD_STRING, .wire = "state")},
    {ATTR(disk, tags, .type = &type_map_string, .flags = ATTR_OPTIONAL, .field = FIELD_STRINGS)},
    {ATTR(disk, tags_all, .type = &type_map_string, .flags = ATTR_COMPUTED, .field = FIELD_STRINGS)},
};
static const struct object_desc disk_desc = OBJECT(disk, disk_attrs, disk_type);

/* Any operations will do: each is only a name in a request. */
static const struct crud_call disk_updates[] = {
    {.op = OP_ATTACH_DISK, .under = "settings"},
    {.op = OP_DETACH_DISK, .sends_all = true, .fixed = "{\"options\":{\"force\":true}}"},
    {.op = OP_SET_IP_ADDRESS_TYPE},
};
static const char *const disk_ready[] = {"available", "in-use", NULL};
static const char *const disk_failed[] = {"error", NULL};
static const char *const disk_filters[] = {"color", "is_shared", "size", NULL};
static const struct crud disk_crud = {
    .kind = LS_KIND_DISK,
    .create = {.op = OP_CREATE_DISK, .fixed = "{\"zone\":\"a\"}"},
    .remove = {.op = OP_DELETE_DISK, .fixed = "{\"forceDeleteAddOns\":true}"},
    .updates = disk_updates,
    .update_count = 3,
    .goal = "disk ready",
    .gone = "disk gone",
    .ready_at = "state",
    .ready = disk_ready,
    .failed = disk_failed,
    .filters = disk_filters,
};
static const char *const disk_identity[] = {"name"};
static const struct schema_desc disk_schema = {
    .type_name = "lightsail_disk",
    .doc = "A disk.",
    .object = &disk_desc,
    .identity = disk_identity,
    .identity_count = 1,
    .timeout_ms = {[TIMEOUT_CREATE] = 60000, [TIMEOUT_UPDATE] = 60000, [TIMEOUT_DELETE] = 60000},
    .in_aws = true,
    .crud = &disk_crud,
};
static const struct resource disk_resource = {.schema = &disk_schema, CRUD_HOOKS};
static const struct resource *const disk_resources[] = {&disk_resource};
static const struct registry disk_registry = {.resources = disk_resources, .resource_count = 1};

/* ---- responses ---- */

#define OWN_ARN "arn:aws:lightsail:us-east-1:1:Disk/1"
#define OTHER_ARN "arn:aws:lightsail:us-east-1:1:Disk/2"
#define ANSWER(text)                     \
    {                                    \
        .status = 200, .body = ("" text) \
    }
#define REFUSAL(type, text)                                                         \
    {                                                                               \
        .status = 400, .body = "{\"__type\":\"" type "\",\"message\":\"" text "\"}" \
    }
/* The disk 'data' in a response of AWS; `extra` begins with a comma. */
#define DISK_OF(arn, state, extra)                                                                         \
    ANSWER("{\"disk\":{\"name\":\"data\",\"arn\":\"" arn "\",\"sizeInGb\":8,\"state\":\"" state "\"" extra \
           "}}")
#define DISK(state) DISK_OF(OWN_ARN, state, "")
#define OTHER_DISK DISK_OF(OTHER_ARN, "available", "")
#define ACCEPTED ANSWER("{\"operations\":[]}")
#define NOTHING_LATELY ACCEPTED
#define NOT_FOUND REFUSAL("NotFoundException", "there is none")
#define DENIED REFUSAL("AccessDeniedException", "no")
#define BUSY REFUSAL("OperationFailureException", "It is in transition")

/* ---- requests ---- */

static inline void assert_asked(const struct scene *s, size_t number, const char *operation, const char *body)
{
    assert_true(number < s->network.fake.used);
    assert_contains(s->network.fake.targets[number], str_printf(s->call.mem, ".%s", operation).data);
    if (body != NULL)
        assert_str_equal(s->network.fake.bodies[number], str_c(body));
}

/* From here on no wait fits into the remaining time: the next one reaches the deadline. */
static inline void no_time_to_wait(struct scene *s)
{
    s->network.client->poll_interval_ms = INT64_MAX / 1000;
}

/* The network requests a stop, as Ctrl-C does, after this number of responses. */
struct interruption {
    struct fake *fake;
    struct stop stop;
    size_t after;
};

static inline bool send_and_stop(void *context, struct arena *mem, const struct http_request *request,
                                 const struct deadline *deadline, struct http_response *ret_answer,
                                 struct err *err)
{
    struct interruption *interruption = context;
    bool ok = fake_send(interruption->fake, mem, request, deadline, ret_answer, err);
    if (interruption->fake->used == interruption->after)
        stop_fire(&interruption->stop);
    return ok;
}

static inline void interrupt_after(struct scene *s, struct interruption *interruption, size_t answers)
{
    interruption->fake = &s->network.fake;
    interruption->after = answers;
    stop_init(&interruption->stop);
    s->call.deadline = deadline_begin(&interruption->stop, 60 * 1000);
    ls_client_use_http(s->network.client, (struct http){send_and_stop, interruption});
}

/* ---- states ---- */

static inline struct disk known_disk(struct arena *mem)
{
    return (struct disk){.arn = tf_string(STR(OWN_ARN)),
                         .color = tf_string(STR("red")),
                         .is_shared = tf_bool(false),
                         .label = tf_string(STR("old")),
                         .mode = tf_string(STR("safe")),
                         .name = tf_string(STR("data")),
                         .size = tf_int(8),
                         .state = tf_string(STR("available")),
                         .tags_all = map_of(mem, "")};
}

static inline struct value disk_from_json(struct arena *mem, const char *json)
{
    struct value v;
    struct err err = {0};
    if (!statejson_decode(mem, str_c(json), &disk_type, &v, &err))
        fail_msg("%s", err.text);
    return v;
}

static inline struct dynamic_value disk_packed(struct arena *mem, struct value v)
{
    struct str bytes;
    struct err err = {0};
    if (!msgpack_encode(mem, &v, &disk_type, &bytes, &err))
        fail_msg("%s", err.text);
    return (struct dynamic_value){.msgpack = bytes};
}

static inline struct value disk_unpacked(struct arena *mem, struct str bytes)
{
    struct value v;
    struct err err = {0};
    if (!msgpack_decode(mem, bytes, &disk_type, &v, &err))
        fail_msg("%s", err.text);
    return v;
}

/* One attribute of a value as text: "data", 8, null, unknown. */
static inline struct str disk_shown(struct arena *mem, const struct value *object, const char *name)
{
    const struct value *v = value_member(object, str_c(name));
    if (v == NULL)
        return STR("missing");
    return value_is_unknown(*v) ? STR("unknown") : value_describe(mem, v);
}
#define assert_disk_shown(mem, object, name, expected) \
    assert_str_equal(disk_shown((mem), (object), (name)), STR(expected))

#endif
