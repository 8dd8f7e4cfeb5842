/*
 * requests.c — the last requests as they were received, for tests that check them. It must not store secrets:
 * no signature, no key, no token.
 */
#include "requests.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum { KEPT = 2000 };

static struct entry {
    char *operation, *text;
} ring[KEPT];
static size_t added;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void free_entry(struct entry *entry)
{
    free(entry->operation);
    free(entry->text);
    *entry = (struct entry){0};
}

/* The input without what is secret: the passwords of databases. */
static void add_input(struct text *text, const json_t *input)
{
    static const char member[] = "masterUserPassword";
    if (!json_object_get(input, member)) {
        text_add_json_value(text, input);
        return;
    }
    json_t *shown = json_copy((json_t *)(uintptr_t)input);
    json_object_set_new(shown, member, json_string("(secret)"));
    text_add_json_value(text, shown);
    json_decref(shown);
}

void requests_add(const char *operation, const char *region, const char *user_agent, const json_t *input,
                  unsigned status, const char *error, int64_t at_ms)
{
    struct text text = {0};
    text_add(&text, "{\"operation\":");
    text_add_json(&text, operation);
    text_add(&text, ",\"region\":");
    text_add_json(&text, region);
    text_add(&text, ",\"body\":");
    if (input)
        add_input(&text, input);
    else
        text_add(&text, "null");
    text_add(&text, ",\"user_agent\":");
    text_add_json(&text, user_agent);
    text_format(&text, ",\"status\":%u,\"error\":", status);
    text_add_json(&text, error);
    text_format(&text, ",\"at_ms\":%lld}", (long long)at_ms);

    pthread_mutex_lock(&lock);
    struct entry *entry = &ring[added++ % KEPT];
    free_entry(entry);
    *entry = (struct entry){memory_copy(operation), text_take(&text)};
    pthread_mutex_unlock(&lock);
}

void requests_print(struct text *out, size_t limit, const char *operation)
{
    pthread_mutex_lock(&lock);
    size_t oldest = added > KEPT ? added - KEPT : 0, matching = 0;
    for (size_t i = oldest; i < added; i++)
        matching += !operation || !strcmp(ring[i % KEPT].operation, operation);
    size_t skip = limit && matching > limit ? matching - limit : 0;
    text_add(out, "[");
    const char *comma = "";
    for (size_t i = oldest; i < added; i++) {
        const struct entry *entry = &ring[i % KEPT];
        if (operation && strcmp(entry->operation, operation) != 0)
            continue;
        if (skip) {
            skip--;
            continue;
        }
        text_add(out, comma);
        text_add(out, entry->text);
        comma = ",\n";
    }
    text_add(out, "]");
    pthread_mutex_unlock(&lock);
}

void requests_clear(void)
{
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < KEPT; i++)
        free_entry(&ring[i]);
    added = 0;
    pthread_mutex_unlock(&lock);
}
