/*
 * load_parts.h — what the files that read a record share: reading one JSON object key by key. Knows JSON and
 * the report; must not know which combinations are valid.
 */
#ifndef SCHEMAC_LOAD_PARTS_H
#define SCHEMAC_LOAD_PARTS_H

#include "base/json.h"
#include "schemac/record.h"
#include "schemac/words.h"

/* A JSON object that is being read. */
struct reader {
    struct arena *mem;
    struct report *report;
    const struct place *at;
    json_t *object;
};

#define WORDS(array) ((struct words){array, sizeof(array) / sizeof((array)[0])})

const struct place *member(const struct reader *r, const char *key);
/* A reader for `value`, which must be an object with no other keys than `keys`. */
bool open_object(const struct reader *parent, const struct place *at, json_t *value, struct words keys,
                 struct reader *ret);
/* A text that is not empty; no text (data == NULL) when the key is missing. */
struct str read_text(const struct reader *r, const char *key);
struct str require_text(const struct reader *r, const char *key, const char *instead);
/* A text, or a list of lines for long Markdown. */
struct str read_doc(const struct reader *r);
/* true, or missing */
bool read_flag(const struct reader *r, const char *key);
/* A whole number of 0 or more; 0 when the key is missing. */
int64_t read_count(const struct reader *r, const char *key);
/* A word of a list. An empty first word stands for a missing key. The result is the index; 0 when the key
 * is missing or wrong. */
size_t read_word(const struct reader *r, const char *key, const char *const *words, size_t count);
/* A list of different, non-empty texts. */
size_t read_texts(const struct reader *r, const char *key, struct str **ret_texts);
/* Never NULL: an invalid type is reported and becomes a string. */
const struct type_expr *read_type(const struct reader *r, const struct place *at, json_t *value);

/* The keys of the record of a function, and its contents besides name and doc. */
struct words function_record_words(void);
void read_function(const struct reader *r, struct record *record);

/* ---- load_api.c: what the record says about the API ---- */
#define RECORD_API_KEYS \
    "object", "calls", "ready", "standard", "views", "filters", "moves", "hooks", "by_hand"
#define ATTRIBUTE_API_KEYS "request", "update", "create", "refers", "once"
void read_api(const struct reader *r, struct record *record);
void read_attribute_api(const struct reader *r, struct attribute *a);

/* ---- load_added.c ---- */
/* The rows are in the order of the members of the type, which is by name. */
void sort_rows(struct arena *mem, struct object *object);
void read_timeouts(const struct reader *parent, struct record *record);
/* Every record that calls Lightsail has a region, declared in the same way everywhere; a record cannot
 * omit it. */
void add_region(struct arena *mem, struct record *record);

#endif
