/*
 * fuzz_journal.c — any bytes as the tags of an unfinished change of an instance: an error, or a journal that can be
 * written again and that the steps can read.
 */
#include <stdlib.h>

#include <zlib.h>

#include "base/base64.h"
#include "fuzz_types.h"
#include "lightsail/change.h"
#include "rebuild/carry.h"
#include "rebuild/journal_tags.h"
#include "rebuild/rebuild.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void add_tag(json_t *tags, struct str key, struct str value)
{
    json_array_append_new(tags,
                          json_pack("{s:o, s:o}", "key", json_new_str(key), "value", json_new_str(value)));
}

static json_t *object_with(struct arena *mem, json_t *tags)
{
    return json_own(mem, json_pack("{s:o}", "tags", tags));
}

/* The tags as lines: the value of the first one, then those of the parts. */
static json_t *of_lines(struct arena *mem, struct str text)
{
    json_t *tags = json_array();
    struct str line, rest = text, key = STR(LS_RESIZE_TAG);
    for (int number = 1; str_cut(rest, '\n', &line, &rest); number++) {
        add_tag(tags, key, line);
        key = str_printf(mem, LS_RESIZE_TAG "-%d", number);
    }
    add_tag(tags, key, rest);
    return object_with(mem, tags);
}

/* The tags around a packed text. */
static json_t *around(struct arena *mem, struct str packed)
{
    json_t *tags = json_array();
    add_tag(tags, STR(LS_RESIZE_TAG), STR("large_3_0 running 1"));
    add_tag(tags, STR(LS_RESIZE_TAG "-1"), base64_encode(mem, packed));
    return object_with(mem, tags);
}

static struct str packed(struct arena *mem, struct str text)
{
    uLongf room = compressBound((uLong)text.len);
    unsigned char *out = arena_alloc(mem, room);
    if (compress(out, &room, (const Bytef *)text.data, (uLong)text.len) != Z_OK)
        abort();
    return str_n((const char *)out, room);
}

/* What reads a journal before anything changes. */
static void use(struct arena *mem, json_t *journal)
{
    struct session s = {.mem = mem};
    struct rebuild r = {.session = &s, .name = STR("web"), .bundle = STR("large_3_0"), .journal = journal};
    json_t *instance = json_object_get(journal, "instance");
    (void)carry_kept(&s, journal);
    (void)carry_lost(&s, journal);
    json_own(mem, carry_tags(instance));
    carry_request(&s, journal, json_own(mem, json_object()));
    (void)rebuild_is_old(&r, instance);
    (void)rebuild_is_new(&r, instance);
    (void)rebuild_is_generation(json_member_text(instance, "bundleId"), json_member_text(journal, "bundle"));
}

/* False: it does not fit into tags. */
static bool again(struct arena *mem, const json_t *journal, json_t **ret_journal)
{
    struct err err = {0};
    json_t *tags;
    if (!journal_to_tags(mem, journal, &tags, &err) || json_array_size(tags) > MOST_TAGS)
        return false;
    fuzz_require(journal_of_tags(mem, object_with(mem, json_incref(tags)), ret_journal, &err),
                 "the tags of a journal can be read", &err);
    return true;
}

/* The first byte chooses what the others are. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct arena *mem = arena_new();
    struct str text = str_n((const char *)data + 1, size - 1);
    const json_t *object = data[0] % 3 == 0   ? of_lines(mem, text)
                           : data[0] % 3 == 1 ? around(mem, text)
                                              : around(mem, packed(mem, text));
    struct err err = {0};
    json_t *journal, *second, *third;
    bool is_read = journal_of_tags(mem, object, &journal, &err);
    fuzz_require(is_read || (err.kind == ERR_PROTOCOL && journal == NULL), "an error of the protocol", &err);
    if (is_read && journal != NULL) {
        use(mem, journal);
        if (again(mem, journal, &second) && again(mem, second, &third))
            fuzz_require(json_equal(second, third), "a journal is the same after it was written", &err);
    }
    arena_free(mem);
    return 0;
}
