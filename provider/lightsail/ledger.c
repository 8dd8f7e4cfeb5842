/*
 * ledger.c — a list of names with what this process wrote to each, under one lock. Must not know operations
 * or requests.
 */
#include "lightsail/ledger.h"

#include <math.h>
#include <pthread.h>

/*
 * createdAt may be truncated to whole seconds. The service's clock, from the Date header, is never ahead of
 * the real time.
 */
enum { WHOLE_SECOND_MS = 1000, ROUNDING_MS = 100 };

struct deleted {
    struct deleted *next;
    struct str arn; /* "": any object that had the name before `before_ms` */
    int64_t before_ms;
};

struct entry {
    struct entry *next;
    enum ls_kind kind;
    struct str name;
    struct deleted *deleted;
    int64_t until_ms; /* monotonic; the members below are expected until then */
    bool is_made;
    int64_t since_ms;
    struct str arn; /* of the created object, set when a read first shows it */
    json_t *members;
    struct ls_item item; /* its `wanted` is a reference of its own */
};

struct ledger {
    pthread_mutex_t lock;
    struct arena *mem;
    struct entry *entries;
};

struct ledger *ledger_new(void)
{
    struct arena *mem = arena_new();
    struct ledger *ledger = arena_new_object(mem, struct ledger);
    ledger->mem = mem;
    pthread_mutex_init(&ledger->lock, NULL);
    return ledger;
}

static void forget_members(struct entry *entry)
{
    json_decref(entry->members);
    json_decref((json_t *)(uintptr_t)entry->item.wanted);
    entry->members = NULL;
    entry->item = (struct ls_item){0};
}

void ledger_free(struct ledger *ledger)
{
    for (struct entry *entry = ledger->entries; entry != NULL; entry = entry->next)
        forget_members(entry);
    pthread_mutex_destroy(&ledger->lock);
    arena_free(ledger->mem);
}

/* ---- objects ---- */

bool ledger_is_new(const json_t *object, int64_t since_ms)
{
    double created_s = json_number_value(json_object_get(object, "createdAt"));
    int tolerance_ms = created_s == floor(created_s) ? WHOLE_SECOND_MS : ROUNDING_MS;
    return created_s * 1000 + tolerance_ms >= (double)since_ms;
}

static bool is_same(const json_t *shown, const json_t *wanted);

static bool has_item(const json_t *items, const json_t *wanted)
{
    for (size_t i = 0; i < json_array_size(items); i++) {
        if (is_same(json_array_get(items, i), wanted))
            return true;
    }
    return false;
}

/* The service may report a list in another order, and leaves out an empty one. */
static bool is_same(const json_t *shown, const json_t *wanted)
{
    const char *name;
    json_t *value;
    if (json_is_object(wanted) && json_object_size(shown) == json_object_size(wanted)) {
        json_object_foreach ((json_t *)(uintptr_t)wanted, name, value)
            if (!is_same(json_object_get(shown, name), value))
                return false;
        return true;
    }
    if (!json_is_array(wanted))
        return json_equal(shown, wanted);
    for (size_t i = 0; i < json_array_size(wanted); i++) {
        if (!has_item(shown, json_array_get(wanted, i)))
            return false;
    }
    return (shown == NULL || json_is_array(shown)) && json_array_size(shown) == json_array_size(wanted);
}

bool ledger_shows(const json_t *object, const json_t *members)
{
    const char *path;
    json_t *wanted;
    json_object_foreach ((json_t *)(uintptr_t)members, path, wanted) {
        const json_t *shown = json_at(object, path);
        if (json_is_null(wanted) ? shown != NULL : !is_same(shown, wanted))
            return false;
    }
    return true;
}

bool ledger_shows_item(const json_t *object, const struct ls_item *item)
{
    const json_t *items = item->at != NULL ? json_at(object, item->at) : NULL;
    for (size_t i = 0; i < json_array_size(items); i++) {
        if (item->same(json_array_get(items, i), item->wanted))
            return !item->is_removed;
    }
    return item->at == NULL || item->is_removed;
}

/* ---- under the lock ---- */

static struct entry *find(const struct ledger *ledger, enum ls_kind kind, struct str name)
{
    struct entry *entry = ledger->entries;
    while (entry != NULL && (entry->kind != kind || !str_eq(entry->name, name)))
        entry = entry->next;
    return entry;
}

static struct entry *find_or_add(struct ledger *ledger, enum ls_kind kind, struct str name)
{
    struct entry *entry = find(ledger, kind, name);
    if (entry != NULL)
        return entry;
    entry = arena_new_object(ledger->mem, struct entry);
    *entry = (struct entry){.next = ledger->entries, .kind = kind, .name = str_copy(ledger->mem, name)};
    ledger->entries = entry;
    return entry;
}

static void note_deleted(struct ledger *ledger, struct entry *entry, struct str arn, int64_t since_ms)
{
    struct deleted *deleted = arena_new_object(ledger->mem, struct deleted);
    *deleted = (struct deleted){entry->deleted, str_copy(ledger->mem, arn), since_ms};
    entry->deleted = deleted;
    entry->is_made = false;
}

static bool is_deleted(const struct entry *entry, const json_t *object)
{
    struct str arn = json_member_text(object, "arn");
    for (const struct deleted *deleted = entry->deleted; deleted != NULL; deleted = deleted->next) {
        if (deleted->arn.len > 0 ? str_eq(deleted->arn, arn) : !ledger_is_new(object, deleted->before_ms))
            return true;
    }
    return false;
}

static enum ledger_verdict judge(struct ledger *ledger, struct entry *entry, const json_t *object)
{
    bool is_expected = clock_monotonic_ms() < entry->until_ms;
    enum ledger_verdict absent = entry->is_made && is_expected ? LEDGER_STALE : LEDGER_CURRENT;
    if (object == NULL)
        return absent;
    if (is_deleted(entry, object))
        return absent == LEDGER_CURRENT ? LEDGER_DELETED : absent;
    if (!is_expected)
        return LEDGER_CURRENT;
    if (entry->is_made && !ledger_is_new(object, entry->since_ms))
        return LEDGER_STALE;
    if (entry->is_made && entry->arn.len == 0)
        entry->arn = str_copy(ledger->mem, json_member_text(object, "arn"));
    /* Another object with the name proves nothing about ours. */
    bool is_other = entry->arn.len > 0 && !str_eq(entry->arn, json_member_text(object, "arn"));
    bool shows = ledger_shows(object, entry->members) && ledger_shows_item(object, &entry->item);
    return is_other || shows ? LEDGER_CURRENT : LEDGER_STALE;
}

/* ---- public functions ---- */

void ledger_begin(struct ledger *ledger, enum ls_kind kind, struct str name)
{
    pthread_mutex_lock(&ledger->lock);
    struct entry *entry = find(ledger, kind, name);
    if (entry != NULL)
        forget_members(entry);
    pthread_mutex_unlock(&ledger->lock);
}

void ledger_note(struct ledger *ledger, const struct ls_effect *effect, int64_t since_ms, int64_t until_ms)
{
    pthread_mutex_lock(&ledger->lock);
    struct entry *entry = find_or_add(ledger, effect->kind, effect->name);
    forget_members(entry);
    if (effect->becomes == LS_DELETED) {
        note_deleted(ledger, entry, effect->arn, since_ms);
    } else {
        entry->until_ms = until_ms;
        entry->members = effect->becomes == LS_CHANGED ? json_deep_copy(effect->members) : NULL;
        if (effect->becomes == LS_CHANGED && effect->item.at != NULL) {
            entry->item = effect->item;
            entry->item.wanted = json_deep_copy(effect->item.wanted);
        }
        if (effect->becomes == LS_CREATED) {
            entry->is_made = true;
            entry->since_ms = since_ms;
            entry->arn = STR("");
        }
    }
    pthread_mutex_unlock(&ledger->lock);
}

enum ledger_verdict ledger_judge(struct ledger *ledger, enum ls_kind kind, struct str name,
                                 const json_t *object)
{
    pthread_mutex_lock(&ledger->lock);
    struct entry *entry = find(ledger, kind, name);
    enum ledger_verdict verdict = entry != NULL ? judge(ledger, entry, object) : LEDGER_CURRENT;
    pthread_mutex_unlock(&ledger->lock);
    return verdict;
}

bool ledger_has_deleted(struct ledger *ledger, struct str name)
{
    bool has = false;
    pthread_mutex_lock(&ledger->lock);
    for (const struct entry *entry = ledger->entries; entry != NULL && !has; entry = entry->next)
        has = entry->deleted != NULL && str_eq(entry->name, name);
    pthread_mutex_unlock(&ledger->lock);
    return has;
}
