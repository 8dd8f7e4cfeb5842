/*
 * disk_journal.c — the journal of a growth as tags. Must not know the steps (disk_grow.c).
 */
#include "resources/disk/disk_journal.h"

struct disk_journal disk_journal_of(const json_t *object)
{
    struct str text = ls_tag(object, STR(LS_RESIZE_TAG)), size, power = {NULL, 0}, path = {NULL, 0};
    struct disk_journal journal = {.is_there = text.data != NULL};
    if (!str_cut(text, ' ', &size, &power))
        size = text;
    if (!str_to_int64(size, &journal.size_in_gb))
        journal.size_in_gb = 0;
    if (str_cut(power, ' ', &power, &path) && path.len > 0)
        journal.instance = ls_tag(object, STR(LS_RESIZE_INSTANCE_TAG));
    journal.path = path;
    journal.was_running = str_eqc(power, "running");
    return journal;
}

static struct str text_of(struct arena *mem, const struct disk_journal *journal)
{
    long long size = (long long)journal->size_in_gb;
    return journal->instance.data == NULL
               ? str_printf(mem, "%lld", size)
               : str_printf(mem, "%lld %s %.*s", size, journal->was_running ? "running" : "stopped",
                            STR_ARG(journal->path));
}

json_t *disk_journal_tags(struct arena *mem, const struct disk_journal *journal)
{
    json_t *tags = json_pack("[{s:s, s:o}]", "key", LS_RESIZE_TAG, "value",
                             json_new_str(text_of(mem, journal)));
    if (journal->instance.data != NULL)
        json_array_append_new(tags, json_pack("{s:s, s:o}", "key", LS_RESIZE_INSTANCE_TAG, "value",
                                              json_new_str(journal->instance)));
    return tags;
}

/* ---- requests ---- */

struct wanted {
    const char *key;
    struct str value; /* data == NULL: the tag is absent */
};

static bool shows(const void *context, const json_t *object)
{
    const struct wanted *wanted = context;
    struct str value = ls_tag(object, str_c(wanted->key));
    return wanted->value.data == NULL ? value.data == NULL
                                      : value.data != NULL && str_eq(value, wanted->value);
}

static bool send(struct call *c, const struct disk_now *disk, enum ls_op op, const char *member,
                 json_t *items, const struct wanted *wanted)
{
    const struct ls_effect effect = {LS_CHANGED,       LS_KIND_DISK,   .name = disk->name,
                                     .arn = disk->arn, .shows = shows, .context = wanted};
    json_t *in = json_pack("{s:o, s:o}", "resourceName", json_new_str(disk->name), member, items);
    return api_change_begin(c, op, in, &effect, NULL);
}

bool disk_journal_write(struct call *c, const struct disk_now *disk, const struct disk_journal *journal)
{
    struct wanted wanted = {LS_RESIZE_TAG, text_of(c->mem, journal)};
    struct str instance = ls_tag(disk->object, STR(LS_RESIZE_INSTANCE_TAG));
    bool is_same = shows(&wanted, disk->object) &&
                   (journal->instance.data == NULL || str_eq(instance, journal->instance));
    return is_same || send(c, disk, OP_TAG_RESOURCE, "tags", disk_journal_tags(c->mem, journal), &wanted);
}

bool disk_journal_remove(struct call *c, const struct disk_now *disk)
{
    const struct wanted none = {LS_RESIZE_TAG, {NULL, 0}};
    return send(c, disk, OP_UNTAG_RESOURCE, "tagKeys",
                json_pack("[s, s]", LS_RESIZE_TAG, LS_RESIZE_INSTANCE_TAG), &none);
}

bool disk_journal_remove_replaces(struct call *c, const struct disk_now *disk)
{
    const struct wanted none = {LS_REPLACES_TAG, {NULL, 0}};
    return !api_replaces(disk->object, none.value) ||
           send(c, disk, OP_UNTAG_RESOURCE, "tagKeys", json_pack("[s]", LS_REPLACES_TAG), &none);
}
