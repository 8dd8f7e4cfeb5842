/*
 * log.c — JSON lines in hclog's format on stderr. Knows levels and line limits; must not know which code
 * logs.
 */
#include "base/log.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "base/json.h"

/* Terraform reads lines of up to 64 KiB and splits longer ones. */
enum { MAX_LINE_BYTES = 60 * 1024, MAX_FIELD_BYTES = 16 * 1024 };

static _Atomic int current_level = LOG_OFF;
static const char *module_name = "provider";

static const char *const level_names[] = {"trace", "debug", "info", "warn", "error"};

static enum log_level level_from(const char *text)
{
    if (strcasecmp(text, "JSON") == 0)
        return LOG_TRACE;
    for (int level = LOG_TRACE; level <= LOG_ERROR; level++) {
        if (strcasecmp(text, level_names[level]) == 0)
            return (enum log_level)level;
    }
    /* Terraform itself treats an unknown level as TRACE; OFF and an empty text disable logging. */
    return strcasecmp(text, "OFF") == 0 || text[0] == '\0' ? LOG_OFF : LOG_TRACE;
}

void log_init(const char *module)
{
    static const char *const variables[] = {"TF_LOG_PROVIDER_LIGHTSAIL", "TF_LOG_PROVIDER", "TF_LOG"};
    module_name = module;
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        const char *value = getenv(variables[i]);
        if (value != NULL && value[0] != '\0') {
            atomic_store(&current_level, level_from(value));
            return;
        }
    }
}

void log_set_level(enum log_level level)
{
    atomic_store(&current_level, level);
}

bool log_enabled(enum log_level level)
{
    return (int)level >= atomic_load_explicit(&current_level, memory_order_relaxed);
}

/* Terraform parses exactly this format: six fraction digits and Z. */
static void timestamp(char out[static 40])
{
    struct timespec now;
    struct tm utc;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    size_t len = strftime(out, 40, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(out + len, 40 - len, ".%06ldZ", now.tv_nsec / 1000);
}

void log_write(enum log_level level, const char *message, const struct log_field *fields, size_t count)
{
    struct arena *mem = arena_new();
    char now[40];
    timestamp(now);
    json_t *line = json_own(mem, json_object());
    json_object_set_new(line, "@level", json_string(level_names[level]));
    json_object_set_new(line, "@message", json_new_str(str_c(message)));
    json_object_set_new(line, "@module", json_string(module_name));
    json_object_set_new(line, "@timestamp", json_string(now));
    size_t room = MAX_LINE_BYTES;
    for (size_t i = 0; i < count; i++) {
        if (fields[i].text.data == NULL) {
            json_object_set_new(line, fields[i].key, json_integer(fields[i].number));
            continue;
        }
        /* An escape sequence can be six times as long as its byte. */
        size_t most = room / 6 < MAX_FIELD_BYTES ? room / 6 : MAX_FIELD_BYTES;
        struct str text = str_printable(mem, str_without_private_keys(mem, fields[i].text), most);
        room -= text.len * 6 < room ? text.len * 6 : room;
        json_object_set_new(line, fields[i].key, json_new_str(text));
    }
    struct str text = json_print(mem, line);
    struct str whole = str_printf(mem, "%.*s\n", STR_ARG(text));
    ssize_t written = write(STDERR_FILENO, whole.data, whole.len);
    (void)written; /* when stderr fails there is no other place to report it */
    arena_free(mem);
}
