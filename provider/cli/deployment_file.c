/*
 * deployment_file.c — reads and checks the file of a deployment. Must not send anything. Sources: Container,
 * EndpointRequest and ContainerServiceHealthCheckConfig of the API model; the guide on quotas and endpoints.
 */
#include "cli/deployment_file.h"

#include "cli/command.h"
#include "cli/yaml_read.h"
#include "steps/image_name.h"

enum { MOST_CONTAINERS = 10, MOST_FILE_BYTES = 1024 * 1024, LAST_PORT = 65535 };

/* ---- the form of the file ---- */

enum shape { TEXT, NUMBER, TEXT_LIST, TEXT_MAP, OBJECT, OBJECT_MAP };

struct member {
    const char *name;
    enum shape shape;
    bool required;
    const struct member *members; /* of OBJECT, and of each value of OBJECT_MAP; ends with a NULL name */
};

static const struct member health_check[] = {
    {.name = "healthyThreshold", .shape = NUMBER},
    {.name = "unhealthyThreshold", .shape = NUMBER},
    {.name = "timeoutSeconds", .shape = NUMBER},
    {.name = "intervalSeconds", .shape = NUMBER},
    {.name = "path", .shape = TEXT},
    {.name = "successCodes", .shape = TEXT},
    {.name = NULL},
};
static const struct member endpoint[] = {
    {.name = "containerName", .shape = TEXT, .required = true},
    {.name = "containerPort", .shape = NUMBER, .required = true},
    {.name = "healthCheck", .shape = OBJECT, .members = health_check},
    {.name = NULL},
};
static const struct member container[] = {
    {.name = "image", .shape = TEXT, .required = true},
    {.name = "command", .shape = TEXT_LIST},
    {.name = "environment", .shape = TEXT_MAP},
    {.name = "ports", .shape = TEXT_MAP},
    {.name = NULL},
};
static const struct member whole[] = {
    {.name = "serviceName", .shape = TEXT},
    {.name = "containers", .shape = OBJECT_MAP, .required = true, .members = container},
    {.name = "publicEndpoint", .shape = OBJECT, .members = endpoint},
    {.name = NULL},
};

struct form {
    struct arena *mem;
    bool has_types; /* JSON: a number is a number */
    struct err *err;
};

static bool check_object(const struct form *form, json_t *object, const struct member *members,
                         const char *path);

/* "containers.web" */
static const char *inside(struct arena *mem, const char *path, const char *name)
{
    return str_printf(mem, "%s%s%s", path, path[0] != '\0' ? "." : "", name).data;
}

static bool refuse(struct err *err, const char *path, const char *problem)
{
    return fail_at(err, ERR_USER, path, "%s: %s", path, problem);
}

static bool check_text(const struct form *form, const json_t *value, const char *path)
{
    return json_is_string(value) ||
           refuse(form->err, path, form->has_types ? "must be a text, in double quotes" : "must be a text");
}

/* ret_value: the number, where the text of a YAML scalar stood. */
static bool check_number(const struct form *form, const json_t *value, const char *path, json_t **ret_value)
{
    int64_t number;
    *ret_value = NULL;
    if (form->has_types && json_is_integer(value))
        return true;
    if (form->has_types || !str_to_int64(json_text(value), &number))
        return refuse(form->err, path, "must be a whole number");
    *ret_value = json_own(form->mem, json_integer(number));
    return true;
}

static bool check_list(const struct form *form, const json_t *value, const char *path)
{
    if (!json_is_array(value))
        return refuse(form->err, path, "must be a list of texts");
    for (size_t i = 0; i < json_array_size(value); i++)
        TRY(check_text(form, json_array_get(value, i), str_printf(form->mem, "%s[%zu]", path, i).data));
    return true;
}

static bool check_map(const struct form *form, json_t *value, const struct member *member, const char *path)
{
    const char *name;
    json_t *item;
    if (!json_is_object(value))
        return refuse(form->err, path, "must have names and values");
    json_object_foreach (value, name, item) {
        const char *at = inside(form->mem, path, name);
        TRY(member->shape == TEXT_MAP ? check_text(form, item, at)
                                      : check_object(form, item, member->members, at));
    }
    return true;
}

static bool check_member(const struct form *form, json_t *object, const struct member *member,
                         const char *path)
{
    json_t *number, *value = json_object_get(object, member->name);
    switch (member->shape) {
    case TEXT:
        return check_text(form, value, path);
    case NUMBER:
        TRY(check_number(form, value, path, &number));
        if (number != NULL)
            json_object_set(object, member->name, number);
        return true;
    case TEXT_LIST:
        return check_list(form, value, path);
    case TEXT_MAP:
    case OBJECT_MAP:
        return check_map(form, value, member, path);
    case OBJECT:
        return check_object(form, value, member->members, path);
    }
    return false;
}

static bool unknown_member(const struct form *form, const struct member *members, const char *path,
                           const char *name)
{
    struct buf names = buf_new(form->mem, 1024);
    for (; members->name != NULL; members++)
        buf_printf(&names, "%s ", members->name);
    struct str near = nearest_word(buf_str(&names).data, str_c(name));
    fail_at(form->err, ERR_USER, inside(form->mem, path, name), "%s: there is no such member",
            inside(form->mem, path, name));
    return near.len > 0 ? fail_hint(form->err, "Did you mean '%.*s'?", STR_ARG(near))
                        : fail_hint(form->err, "Possible: %.*s.", STR_ARG(str_trim(buf_str(&names))));
}

/* A member that is null is left out. */
static bool check_object(const struct form *form, json_t *object, const struct member *members,
                         const char *path)
{
    const char *name;
    json_t *value;
    void *next;
    if (!json_is_object(object))
        return refuse(form->err, path[0] != '\0' ? path : "the file", "must be an object");
    json_object_foreach_safe (object, next, name, value) {
        const struct member *member = members;
        while (member->name != NULL && strcmp(member->name, name) != 0)
            member++;
        if (member->name == NULL)
            return unknown_member(form, members, path, name);
        if (json_is_null(value))
            json_object_del(object, name);
        else
            TRY(check_member(form, object, member, inside(form->mem, path, member->name)));
    }
    for (; members->name != NULL; members++) {
        if (members->required && json_object_get(object, members->name) == NULL)
            return refuse(form->err, inside(form->mem, path, members->name), "is missing");
    }
    return true;
}

bool deployment_parse(struct arena *mem, struct str name, struct str text, struct str service,
                      struct deployment_plan *ret_plan, struct err *err)
{
    bool is_yaml = str_ends_with(name, STR(".yaml")) || str_ends_with(name, STR(".yml"));
    const struct form form = {mem, !is_yaml, err};
    json_t *root;
    TRY(is_yaml ? yaml_read(mem, text, &root, err) : json_parse(mem, text, MOST_FILE_BYTES, &root, err));
    TRY(check_object(&form, root, whole, ""));
    struct str named = json_member_text(root, "serviceName");
    if (named.len > 0 && !str_eq(named, service))
        return fail_at(err, ERR_USER, "serviceName", "serviceName: it is '%.*s', and the command has '%.*s'",
                       STR_ARG(named), STR_ARG(service));
    *ret_plan = (struct deployment_plan){json_object_get(root, "containers"),
                                         json_object_get(root, "publicEndpoint")};
    return true;
}

/* ---- what Lightsail accepts ---- */

static bool is_port(struct str text)
{
    int64_t port;
    return text.len > 0 && text.data[0] >= '1' && text.data[0] <= '9' && str_to_int64(text, &port) &&
           port <= LAST_PORT;
}

static bool check_ports(struct arena *mem, const json_t *ports, const char *path, struct err *err)
{
    static const char *const protocols[] = {"HTTP", "HTTPS", "TCP", "UDP"};
    const char *port;
    json_t *protocol;
    json_object_foreach ((json_t *)(uintptr_t)ports, port, protocol) {
        const char *at = inside(mem, path, port);
        bool is_known = false;
        for (size_t i = 0; i < sizeof protocols / sizeof protocols[0]; i++)
            is_known = is_known || str_eqc(json_text(protocol), protocols[i]);
        if (!is_port(str_c(port)))
            return refuse(err, at, "a port is a number from 1 to 65535");
        if (!is_known)
            return refuse(err, at, "must be HTTP, HTTPS, TCP or UDP");
    }
    return true;
}

static bool check_container(struct arena *mem, const char *name, const json_t *value, struct err *err)
{
    const char *path = inside(mem, "containers", name);
    struct str image = json_member_text(value, "image");
    if (!image_is_label(str_c(name)))
        return refuse(
            err, path,
            "the name of a container has 1 to 53 lower-case letters, digits and dashes, and a letter "
            "or digit at both ends");
    struct str fault = image_name_fault(mem, image, STR(""));
    if (fault.len > 0)
        return fail_at(err, ERR_USER, path, "%s.image: '%.*s' is not the name of an image. %.*s", path,
                       STR_ARG(image), STR_ARG(fault));
    return check_ports(mem, json_object_get(value, "ports"), inside(mem, path, "ports"), err);
}

static bool check_endpoint(struct arena *mem, const struct deployment_plan *plan, struct err *err)
{
    struct str name = json_member_text(plan->endpoint, "containerName");
    int64_t port = json_integer_value(json_object_get(plan->endpoint, "containerPort"));
    const json_t *target = json_object_get(plan->containers, str_z(mem, name));
    if (target == NULL)
        return fail_at(err, ERR_USER, "publicEndpoint.containerName",
                       "publicEndpoint.containerName: there is no container '%.*s'", STR_ARG(name));
    struct str key = str_printf(mem, "%lld", (long long)port);
    struct str protocol = json_member_text(json_object_get(target, "ports"), key.data);
    if (str_eqc(protocol, "HTTP") || str_eqc(protocol, "HTTPS"))
        return true;
    fail_at(
        err, ERR_USER, "publicEndpoint.containerPort",
        "publicEndpoint.containerPort: the port %.*s of the container '%.*s' is not open as HTTP or HTTPS",
        STR_ARG(key), STR_ARG(name));
    return fail_hint(err, "Add \"%.*s\": \"HTTP\" to containers.%.*s.ports.", STR_ARG(key), STR_ARG(name));
}

bool deployment_check(struct arena *mem, const struct deployment_plan *plan, struct err *err)
{
    const char *name;
    json_t *value;
    size_t count = json_object_size(plan->containers);
    if (count == 0)
        return refuse(err, "containers", "there are none");
    if (count > MOST_CONTAINERS)
        return fail_at(err, ERR_USER, "containers",
                       "containers: there are %zu, and a deployment has at most %d", count,
                       (int)MOST_CONTAINERS);
    json_object_foreach (plan->containers, name, value)
        TRY(check_container(mem, name, value, err));
    return plan->endpoint == NULL || check_endpoint(mem, plan, err);
}

bool deployment_set_image(struct arena *mem, const struct deployment_plan *plan, struct str container_name,
                          struct str image, struct err *err)
{
    json_t *value = json_object_get(plan->containers, str_z(mem, container_name));
    if (value != NULL) {
        json_object_set_new(value, "image", json_new_str(image));
        return true;
    }
    const char *name;
    json_t *other;
    struct buf names = buf_new(mem, 1024);
    json_object_foreach (plan->containers, name, other)
        buf_printf(&names, "%s ", name);
    fail(err, ERR_USER, "--image: there is no container '%.*s'", STR_ARG(container_name));
    return fail_hint(err, "The deployment has: %.*s.", STR_ARG(str_trim(buf_str(&names))));
}
