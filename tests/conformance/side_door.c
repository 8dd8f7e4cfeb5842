/*
 * side_door.c — libcurl. Must not store anything between two calls except the address.
 */
#include "side_door.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

static char address[256];

void side_door_open(const char *url)
{
    snprintf(address, sizeof address, "%s", url);
}

static size_t take(char *bytes, size_t size, size_t count, void *into)
{
    buf_add(into, str_n(bytes, size * count));
    return size * count;
}

static struct str request(struct arena *mem, const char *method, const char *path, const char *body)
{
    struct buf out = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    struct str url = str_printf(mem, "%s%s", address, path);
    CURL *curl = curl_easy_init();
    curl_easy_setopt(curl, CURLOPT_URL, url.data);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &out);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 30L);
    if (body != NULL)
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_cleanup(curl);
    if (code != CURLE_OK) {
        fprintf(stderr, "%s %s: %s\n", method, url.data, curl_easy_strerror(code));
        exit(1);
    }
    return buf_str(&out);
}

static json_t *get(struct arena *mem, const char *path)
{
    json_t *value = NULL;
    struct err err = {0};
    if (!json_parse(mem, request(mem, "GET", path, NULL), BUF_DEFAULT_MAX_BYTES, &value, &err)) {
        fprintf(stderr, "%s: %s\n", path, err.text);
        exit(1);
    }
    return value;
}

json_t *side_door_calls(struct arena *mem)
{
    return json_object_get(get(mem, "/_sim/metrics"), "calls");
}

long long side_door_total(struct arena *mem)
{
    return json_integer_value(json_object_get(get(mem, "/_sim/metrics"), "total"));
}

long long side_door_changes(struct arena *mem)
{
    long long count = 0;
    const char *name;
    json_t *all = side_door_calls(mem), *calls;
    json_object_foreach (all, name, calls)
        if (strncmp(name, "Get", 3) != 0 && strncmp(name, "Download", 8) != 0 &&
            strncmp(name, "Is", 2) != 0 && strncmp(name, "Check", 5) != 0)
            count += json_integer_value(calls);
    return count;
}

struct str side_door_world(struct arena *mem)
{
    struct buf out = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    const char *region, *type, *name;
    json_t *regions = json_object_get(get(mem, "/_sim/state"), "regions"), *types, *things, *thing;
    json_object_foreach (regions, region, types)
        json_object_foreach (types, type, things)
            json_object_foreach (things, name, thing) {
                if (!str_ends_with(str_c(type), STR("_records"))) /* nothing deletes records */
                    buf_printf(&out, "%s %s %s; ", region, type, name);
            }
    return buf_str(&out);
}

static bool is_named(struct str wanted, const char *name)
{
    return str_ends_with(wanted, STR("*"))
               ? str_starts_with(str_c(name), str_slice(wanted, 0, wanted.len - 1))
               : str_eqc(wanted, name);
}

json_t *side_door_object(struct arena *mem, const char *type, const char *name)
{
    json_t *regions = json_object_get(get(mem, "/_sim/state"), "regions"), *types, *object;
    const char *region, *own_name;
    json_object_foreach (regions, region, types)
        json_object_foreach (json_object_get(types, type), own_name, object)
            if (is_named(str_c(name), own_name))
                return object;
    return NULL;
}

struct str side_door_arn(struct arena *mem, const char *name)
{
    json_t *regions = json_object_get(get(mem, "/_sim/state"), "regions"), *types, *objects;
    const char *region, *type;
    json_object_foreach (regions, region, types)
        json_object_foreach (types, type, objects) {
            struct str arn = json_member_text(json_object_get(objects, name), "arn");
            if (arn.len > 0)
                return arn;
        }
    return STR("");
}

json_t *side_door_requests(struct arena *mem, const char *operation)
{
    struct str path = str_printf(mem, "/_sim/requests%s%s", operation != NULL ? "?operation=" : "",
                                 operation != NULL ? operation : "");
    return get(mem, path.data);
}

const char *side_door_post(struct arena *mem, const char *path, const char *body)
{
    struct str answer = request(mem, "POST", path, body);
    return str_contains(answer, STR("\"error\"")) || str_contains(answer, STR("\"ok\":false")) ? answer.data
                                                                                               : NULL;
}

json_t *side_door_faults(struct arena *mem)
{
    return get(mem, "/_sim/faults");
}

bool side_door_is_hanging(struct arena *mem)
{
    size_t index;
    json_t *fault;
    json_array_foreach (side_door_faults(mem), index, fault) {
        bool is_hang = str_eqc(json_member_text(fault, "kind"), "hang");
        if (is_hang && json_integer_value(json_object_get(fault, "acted")) > 0)
            return true;
    }
    return false;
}

void side_door_clear_faults(void)
{
    struct arena *mem = arena_new();
    request(mem, "DELETE", "/_sim/faults", NULL);
    arena_free(mem);
}
