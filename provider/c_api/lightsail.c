/*
 * lightsail.c — liblightsail on the client: plain C types in, requests out. Knows both sides; must not know
 * the calling program.
 */
#include "c_api/lightsail.h"

#include "lightsail/machine.h"

enum { DEFAULT_TIMEOUT_MS = 10 * 60 * 1000 };

struct lightsail {
    struct arena *mem;
    struct ls_client *client;
    int64_t timeout_ms;
};

/* The state of one call of the library; finish frees it. */
struct work {
    struct lightsail *manager;
    struct arena *mem;
    struct deadline deadline;
    struct err err;
};

static struct work begin(struct lightsail *manager)
{
    return (struct work){.manager = manager,
                         .mem = arena_new(),
                         .deadline = deadline_begin(NULL, manager->timeout_ms)};
}

static struct aws_scope scope_of(const struct work *work)
{
    return (struct aws_scope){.mem = work->mem, .deadline = &work->deadline};
}

static void report_error(const struct err *err, struct lightsail_error *error)
{
    if (error == NULL)
        return;
    *error = (struct lightsail_error){.not_found = err->kind == ERR_NOT_FOUND, .maybe_done = err->maybe_done};
    err_set_field(error->text, sizeof error->text, str_c(err->text));
    err_set_field(error->hint, sizeof error->hint, str_c(err->hint));
    err_set_field(error->operation, sizeof error->operation, str_c(err->operation));
    err_set_field(error->code, sizeof error->code, str_c(err->code));
    err_set_field(error->request_id, sizeof error->request_id, str_c(err->request_id));
}

static bool finish(struct work *work, bool done, struct lightsail_error *error)
{
    if (!done)
        report_error(&work->err, error);
    else if (error != NULL)
        *error = (struct lightsail_error){.text = ""};
    arena_free(work->mem);
    return done;
}

static json_t *request_for(struct work *work, const char *name)
{
    json_t *in = json_own(work->mem, json_object());
    json_object_set_new(in, "instanceName", json_new_str(str_c(name)));
    return in;
}

struct lightsail *lightsail_open(const struct lightsail_options *options, struct lightsail_error *error)
{
    static const struct lightsail_options none;
    struct arena *mem = arena_new();
    struct lightsail *manager = arena_new_object(mem, struct lightsail);
    struct err err = {.kind = ERR_NONE};
    if (options == NULL)
        options = &none;
    const struct aws_config config = {
        .region = str_c(options->region),
        .profile = str_c(options->profile),
        .endpoint = str_c(options->endpoint),
        .max_retries = -1,
        .user_agent = STR("liblightsail/" VERSION),
    };
    manager->mem = mem;
    manager->timeout_ms = options->timeout_ms > 0 ? options->timeout_ms : DEFAULT_TIMEOUT_MS;
    if (ls_client_new(&config, &manager->client, &err))
        return manager;
    report_error(&err, error);
    arena_free(mem);
    return NULL;
}

void lightsail_close(struct lightsail *manager)
{
    if (manager == NULL)
        return;
    ls_client_free(manager->client);
    arena_free(manager->mem);
}

/* ---- list ---- */

static const char *text_of(struct arena *mem, const json_t *object, const char *path)
{
    return str_z(mem, json_text(json_at(object, path)));
}

static void fill(struct arena *mem, const json_t *instance, struct lightsail_instance *ret)
{
    *ret = (struct lightsail_instance){
        .name = text_of(mem, instance, "name"),
        .state = text_of(mem, instance, "state.name"),
        .public_ip = text_of(mem, instance, "publicIpAddress"),
        .private_ip = text_of(mem, instance, "privateIpAddress"),
        .availability_zone = text_of(mem, instance, "location.availabilityZone"),
        .bundle_id = text_of(mem, instance, "bundleId"),
        .blueprint_id = text_of(mem, instance, "blueprintId"),
        .username = text_of(mem, instance, "username"),
        .arn = text_of(mem, instance, "arn"),
    };
}

bool lightsail_list_instances(struct lightsail *manager, struct lightsail_instances *ret_instances,
                              struct lightsail_error *error)
{
    struct work work = begin(manager);
    json_t *items = NULL;
    *ret_instances = (struct lightsail_instances){.count = 0};
    bool done = ls_call_pages(manager->client, scope_of(&work), OP_GET_INSTANCES, NULL, "instances", &items,
                              &work.err);
    if (done) {
        struct arena *mem = arena_new();
        size_t count = json_array_size(items);
        *ret_instances = (struct lightsail_instances){
            .items = arena_new_array(mem, struct lightsail_instance, count), .count = count, .memory = mem};
        for (size_t i = 0; i < count; i++)
            fill(mem, json_array_get(items, i), &ret_instances->items[i]);
    }
    return finish(&work, done, error);
}

void lightsail_free_instances(struct lightsail_instances *instances)
{
    arena_free(instances->memory);
    *instances = (struct lightsail_instances){.count = 0};
}

/* ---- create and destroy ---- */

static bool first_zone(struct work *work, struct str *ret_zone)
{
    json_t *out = NULL, *in = json_own(work->mem, json_object());
    json_object_set_new(in, "includeAvailabilityZones", json_true());
    TRY(ls_call(work->manager->client, scope_of(work), OP_GET_REGIONS, in, &out, &work->err));
    const json_t *regions = json_object_get(out, "regions");
    for (size_t i = 0; i < json_array_size(regions); i++) {
        const json_t *region = json_array_get(regions, i);
        *ret_zone = json_member_text(json_array_get(json_object_get(region, "availabilityZones"), 0),
                                     "zoneName");
        if (str_eq(json_member_text(region, "name"), ls_client_region(work->manager->client)) &&
            ret_zone->len > 0)
            return true;
    }
    return fail(&work->err, ERR_USER, "AWS lists no availability zone in the region '%.*s'",
                STR_ARG(ls_client_region(work->manager->client)));
}

static void set_text(json_t *in, const char *member, const char *text)
{
    if (text != NULL)
        json_object_set_new(in, member, json_new_str(str_c(text)));
}

static json_t *creation_request(struct work *work, const struct lightsail_new_instance *wanted,
                                struct str zone)
{
    json_t *in = json_own(work->mem, json_object()), *names = json_array(), *tags = json_array();
    json_array_append_new(names, json_new_str(str_c(wanted->name)));
    json_object_set_new(in, "instanceNames", names);
    set_text(in, "bundleId", wanted->bundle_id != NULL ? wanted->bundle_id : "small_3_0");
    set_text(in, "blueprintId", wanted->blueprint_id != NULL ? wanted->blueprint_id : "ubuntu_22_04");
    json_object_set_new(in, "availabilityZone", json_new_str(zone));
    set_text(in, "keyPairName", wanted->key_pair_name);
    set_text(in, "userData", wanted->user_data);
    for (size_t i = 0; i < wanted->tag_count; i++) {
        json_t *tag = json_object();
        set_text(tag, "key", wanted->tags[i].key);
        set_text(tag, "value", wanted->tags[i].value);
        json_array_append_new(tags, tag);
    }
    if (wanted->tag_count > 0)
        json_object_set(in, "tags", tags);
    json_decref(tags);
    return in;
}

static bool create(struct work *work, const struct lightsail_new_instance *wanted)
{
    struct ls_client *client = work->manager->client;
    struct str name = str_c(wanted->name), zone = str_c(wanted->availability_zone);
    json_t *instance;
    TRY(ls_instance_find(client, scope_of(work), name, &instance, &work->err));
    if (instance != NULL)
        return fail(&work->err, ERR_CONFLICT, "an instance '%.*s' already exists", STR_ARG(name));
    TRY(zone.len > 0 || first_zone(work, &zone));
    json_t *in = creation_request(work, wanted, zone);
    const struct ls_effect effect = {LS_CREATED, LS_KIND_INSTANCE, .name = name,
                                     .members = ls_instance_traits(work->mem, in)};
    return ls_change(client, scope_of(work), OP_CREATE_INSTANCES, in, &effect, NULL, &work->err) &&
           ls_instance_wait(client, scope_of(work), name, ls_instance_is_up, NULL, NULL, &instance,
                            &work->err);
}

bool lightsail_create_instance(struct lightsail *manager, const struct lightsail_new_instance *wanted,
                               struct lightsail_error *error)
{
    struct work work = begin(manager);
    return finish(&work, create(&work, wanted), error);
}

bool lightsail_destroy_instance(struct lightsail *manager, const char *name, struct lightsail_error *error)
{
    struct work work = begin(manager);
    const struct ls_effect effect = ls_instance_deletes(str_c(name), STR(""));
    json_t *instance, *in = request_for(&work, name);
    json_object_set_new(in, "forceDeleteAddOns", json_true());
    bool done = ls_change(manager->client, scope_of(&work), OP_DELETE_INSTANCE, in, &effect, NULL,
                          &work.err) &&
                ls_instance_wait(manager->client, scope_of(&work), effect.name, ls_instance_is_gone, NULL,
                                 NULL, &instance, &work.err);
    if (done)
        ls_expect(manager->client, &effect);
    return finish(&work, done, error);
}

/* ---- power ---- */

static bool change_power(struct lightsail *manager, enum ls_op op, ls_instance_is *is, const char *name,
                         struct lightsail_error *error)
{
    struct work work = begin(manager);
    struct ls_effect effect = op == OP_START_INSTANCE  ? ls_instance_starts(str_c(name))
                              : op == OP_STOP_INSTANCE ? ls_instance_stops(str_c(name))
                                                       : (struct ls_effect){LS_DONE, .name = str_c(name)};
    json_t *instance, *response;
    bool done = ls_change(manager->client, scope_of(&work), op, request_for(&work, name), &effect, &response,
                          &work.err) &&
                ls_wait_operations(manager->client, scope_of(&work), response, &work.err) &&
                ls_instance_wait(manager->client, scope_of(&work), effect.name, is, NULL, NULL, &instance,
                                 &work.err);
    return finish(&work, done, error);
}

bool lightsail_start_instance(struct lightsail *manager, const char *name, struct lightsail_error *error)
{
    return change_power(manager, OP_START_INSTANCE, ls_instance_is_running, name, error);
}

bool lightsail_stop_instance(struct lightsail *manager, const char *name, struct lightsail_error *error)
{
    return change_power(manager, OP_STOP_INSTANCE, ls_instance_is_stopped, name, error);
}

bool lightsail_reboot_instance(struct lightsail *manager, const char *name, struct lightsail_error *error)
{
    return change_power(manager, OP_REBOOT_INSTANCE, ls_instance_is_running, name, error);
}

/* ---- firewall ---- */

static json_t *port_info(const struct lightsail_port *port)
{
    json_t *info = json_object();
    set_text(info, "protocol", port->protocol);
    json_object_set_new(info, "fromPort", json_integer(port->from_port));
    json_object_set_new(info, "toPort", json_integer(port->to_port));
    for (size_t i = 0; port->cidrs != NULL && port->cidrs[i] != NULL; i++) {
        const char *member = strchr(port->cidrs[i], ':') != NULL ? "ipv6Cidrs" : "cidrs";
        if (json_object_get(info, member) == NULL)
            json_object_set_new(info, member, json_array());
        json_array_append_new(json_object_get(info, member), json_new_str(str_c(port->cidrs[i])));
    }
    return info;
}

/* Both operations are repeatable, and the client has already retried them. */
static bool change_ports(struct lightsail *manager, enum ls_op op, const char *name,
                         const struct lightsail_port *ports, size_t port_count, struct lightsail_error *error)
{
    struct work work = begin(manager);
    bool done = true;
    for (size_t i = 0; done && i < port_count; i++) {
        json_t *out = NULL, *in = request_for(&work, name);
        json_object_set_new(in, "portInfo", port_info(&ports[i]));
        done = ls_call(manager->client, scope_of(&work), op, in, &out, &work.err) &&
               ls_wait_operations(manager->client, scope_of(&work), out, &work.err);
    }
    return finish(&work, done, error);
}

bool lightsail_open_instance_ports(struct lightsail *manager, const char *name,
                                   const struct lightsail_port *ports, size_t port_count,
                                   struct lightsail_error *error)
{
    return change_ports(manager, OP_OPEN_INSTANCE_PUBLIC_PORTS, name, ports, port_count, error);
}

bool lightsail_close_instance_ports(struct lightsail *manager, const char *name,
                                    const struct lightsail_port *ports, size_t port_count,
                                    struct lightsail_error *error)
{
    return change_ports(manager, OP_CLOSE_INSTANCE_PUBLIC_PORTS, name, ports, port_count, error);
}
