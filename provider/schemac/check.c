/*
 * check.c — checks the attributes, rules and names of records. Knows Terraform's rules for schemas (protocol,
 * sections 3.2 and 3.3) and those of schemas/README.md; must not know JSON or what is emitted.
 */
#include "schemac/check.h"
#include "schemac/check_parts.h"

#include "schemac/words.h"

/* The surroundings of an attribute. */
struct surroundings {
    struct report *report;
    const struct record *record;
    const struct object *object;
    bool is_top, in_set, in_computed;
};

static const struct place *key_place(const struct surroundings *s, const struct attribute *a, const char *key)
{
    return place_member(s->report->mem, a->place, key);
}

#define COMPLAIN(key, ...) complain(s->report, key_place(s, a, key), __VA_ARGS__)
#define NAME(a) STR_ARG((a)->name)

/* Added by expand.c, after the attributes that the record declares. */
static bool is_added_later(const struct record *record, struct str name)
{
    for (int i = 0; i < STANDARD_COUNT; i++) {
        if (record->api.standard[i] && str_eqc(name, standard_words[i]))
            return true;
    }
    return str_eqc(name, "id") || (record->api.standard[STANDARD_TAGS] && str_eqc(name, "tags_all"));
}

static void check_name(const struct surroundings *s, const struct attribute *a, size_t position)
{
    if (!is_name(a->name))
        COMPLAIN("name",
                 "'%.*s' is not a valid name; use a-z, 0-9 and single underscores, and begin with a "
                 "letter",
                 NAME(a));
    struct words reserved = s->record->kind == RECORD_PROVIDER ? provider_reserved_words()
                                                               : resource_reserved_words();
    /* Lists and actions have their arguments in a block of their own, which is not stored. */
    bool in_config_block = s->record->kind == RECORD_LIST || s->record->kind == RECORD_ACTION;
    if (s->is_top && !in_config_block && words_contain(reserved, a->name))
        COMPLAIN("name", "Terraform reserves the name '%.*s' here; choose another name", NAME(a));
    if (a->is_block && str_eqc(a->name, "dynamic"))
        COMPLAIN("name", "Terraform reserves the block name 'dynamic'; choose another name");
    if (s->is_top && str_eqc(a->name, "timeouts") && !a->local)
        COMPLAIN(
            "name",
            "'timeouts' is the block that the record's \"timeouts\" adds; choose another name or use that");
    bool is_added = a->place ==
                    s->record->place; /* Added by load.c, which does not see the other attributes. */
    if (s->is_top && !is_added && str_eqc(a->name, "region") && s->record->kind != RECORD_PROVIDER &&
        record_has_operations(s->record))
        COMPLAIN("name", "'region' is an argument that the record's \"operations\" add; remove it or choose "
                         "another name");
    if (words_contain(c_words(), a->c_name))
        COMPLAIN("name", "'%.*s' cannot be the name of a C field; add \"c_name\": \"…\"", STR_ARG(a->c_name));
    else if (!str_eq(a->c_name, a->name) && !is_name(a->c_name))
        COMPLAIN("c_name", "'%.*s' is not a valid name; use a-z, 0-9 and single underscores",
                 STR_ARG(a->c_name));
    for (size_t i = 0; i < position && !is_added; i++) {
        const struct attribute *other = s->object->attributes[i];
        if (str_eq(other->name, a->name) && s->is_top && is_added_later(s->record, a->name))
            complain(s->report, key_place(s, other, "name"), "schemac adds '%.*s' itself; remove it",
                     NAME(a));
        else if (str_eq(other->name, a->name))
            COMPLAIN("name", "'%.*s' is declared twice; remove one", NAME(a));
        else if (str_eq(other->c_name, a->c_name))
            COMPLAIN("c_name", "two attributes have the field '%.*s'; choose another \"c_name\"",
                     STR_ARG(a->c_name));
    }
}

static bool is_written(const struct attribute *a)
{
    return a->mode != MODE_COMPUTED;
}

static void check_mode(const struct surroundings *s, const struct attribute *a)
{
    bool is_computed = a->mode == MODE_COMPUTED || a->mode == MODE_OPTIONAL_COMPUTED;
    if (s->in_computed && is_written(a) && a->mode != MODE_NONE)
        COMPLAIN("mode",
                 "'%.*s' is inside a computed attribute, where users can set nothing; write \"mode\": "
                 "\"computed\"",
                 NAME(a));
    if (a->default_text.data != NULL && a->mode != MODE_OPTIONAL_COMPUTED)
        COMPLAIN("default", "a default needs \"mode\": \"optional_computed\", because it is shown in the "
                            "plan; change the mode or remove the default");
    if (a->keep && !is_computed)
        COMPLAIN("keep",
                 "only a computed value can be kept; remove \"keep\" or make '%.*s' computed or "
                 "optional_computed",
                 NAME(a));
    if (a->keep && a->default_text.data != NULL)
        COMPLAIN("keep",
                 "an attribute with a default is always known in plans; remove \"keep\" or \"default\"");
    if (a->replace && !is_written(a))
        COMPLAIN("change", "users cannot set a computed attribute, so it cannot cause a replacement; remove "
                           "\"change\" (modify_plan can call plan_replace)");
    if (a->sensitive && a->default_text.data != NULL)
        COMPLAIN("default",
                 "a default is public, so it cannot be a secret; remove \"default\" or \"sensitive\"");
    if (a->local && a->wire.data != NULL)
        COMPLAIN("api", "a local attribute does not exist in the API; remove \"api\" or \"local\"");
}

static void check_write_only(const struct surroundings *s, const struct attribute *a)
{
    if (!a->write_only)
        return;
    if (s->record->kind != RECORD_RESOURCE && s->record->kind != RECORD_HISTORY)
        COMPLAIN("write_only", "only resources have write-only attributes; use \"sensitive\"");
    if (a->mode == MODE_COMPUTED || a->mode == MODE_OPTIONAL_COMPUTED)
        COMPLAIN("write_only", "a write-only attribute is never in the state, so it cannot be computed; "
                               "write \"mode\": \"required\" or \"optional\"");
    if (s->in_set || (a->type != NULL && a->type->word == WORD_SET) || a->nest == NEST_SET)
        COMPLAIN("write_only",
                 "Terraform allows no write-only attribute in a set; use a list or a map, or \"sensitive\"");
    if (s->in_computed)
        COMPLAIN("write_only", "users can set nothing inside a computed attribute; remove \"write_only\"");
    if (a->replace)
        COMPLAIN("change", "a write-only attribute is never compared, so it cannot cause a replacement; "
                           "remove \"change\" and add a version attribute");
    if (a->wire.data != NULL)
        COMPLAIN("api", "a write-only attribute is never filled from a response; remove \"api\"");
}

static void check_type(const struct surroundings *s, const struct attribute *a)
{
    if (a->type == NULL)
        return;
    if (s->in_set && type_contains(a->type, WORD_DYNAMIC))
        COMPLAIN("type",
                 "Terraform allows no \"dynamic\" inside a set; name the type, or nest by list or map");
    else if (has_collection_of_dynamic(a->type))
        COMPLAIN("type", "a collection of \"dynamic\" cannot be decoded reliably; make the whole attribute "
                         "\"dynamic\" or name the type");
}

/* The path without the mark '?' of an optional member. */
static struct str without_mark(struct str wire)
{
    return wire.len > 0 && wire.data[0] == '?' ? str_slice(wire, 1, wire.len) : wire;
}

static void check_wire(const struct surroundings *s, const struct attribute *a)
{
    if (a->wire.data == NULL)
        return;
    if (s->record->kind == RECORD_PROVIDER)
        COMPLAIN("api", "the provider block does not exist in the API; remove \"api\"");
    if (s->record->kind == RECORD_LIST || s->record->kind == RECORD_ACTION)
        COMPLAIN("api", "%s has arguments only and is never filled from a response; remove \"api\"",
                 kind_facts[s->record->kind].one);
    if (!is_member_path(without_mark(a->wire)))
        COMPLAIN("api",
                 "'%.*s' is not a member of a response; write it as ipAddress, hardware.cpuCount or "
                 "?name",
                 STR_ARG(a->wire));
}

/* ---- rules ---- */

static bool is_text(const struct attribute *a)
{
    return a->field == FIELD_IS_STRING || a->field == FIELD_IS_STRINGS;
}

static bool is_collection(const struct attribute *a)
{
    return a->field == FIELD_IS_STRINGS || a->nest >= NEST_LIST ||
           (a->type != NULL && a->type->element != NULL);
}

static bool same_group(const struct attribute *a, const struct rule *rule, const struct attribute *b,
                       const struct rule *other)
{
    if (rule->text_count != other->text_count)
        return false;
    for (size_t i = 0; i < rule->text_count; i++) {
        bool found = str_eq(rule->texts[i], b->name);
        for (size_t k = 0; k < other->text_count && !found; k++)
            found = str_eq(rule->texts[i], other->texts[k]) && !str_eq(rule->texts[i], a->name);
        if (!found)
            return false;
    }
    return true;
}

static const struct rule *find_rule(const struct attribute *a, enum rule_kind kind)
{
    for (size_t i = 0; i < a->rule_count; i++) {
        if (a->rules[i].kind == kind)
            return &a->rules[i];
    }
    return NULL;
}

/* A rule among several attributes applies to each of them. Declared twice, it would report one mistake of
 * the user twice. */
static void check_said_once(const struct surroundings *s, const struct attribute *a, const struct rule *rule,
                            const struct attribute *sibling)
{
    const struct rule *other = find_rule(sibling, rule->kind);
    if (other == NULL || rule->kind == RULE_REQUIRES || str_cmp(sibling->name, a->name) > 0)
        return;
    bool is_twice = rule->kind == RULE_CONFLICTS ? false : same_group(a, rule, sibling, other);
    for (size_t i = 0; rule->kind == RULE_CONFLICTS && i < other->text_count; i++)
        is_twice = is_twice || str_eq(other->texts[i], a->name);
    if (is_twice)
        complain(s->report, rule->place,
                 "'%.*s' already has this rule with '%.*s'; write \"%s\" at one of "
                 "them",
                 STR_ARG(sibling->name), NAME(a), rule_keys[rule->kind]);
}

static void check_siblings(const struct surroundings *s, const struct attribute *a, const struct rule *rule)
{
    const char *key = rule_keys[rule->kind];
    for (size_t i = 0; i < rule->text_count; i++) {
        const struct place *at = place_item(s->report->mem, rule->place, i);
        const struct attribute *sibling = object_find(s->object, rule->texts[i]);
        if (sibling == NULL)
            complain(s->report, at, "there is no attribute '%.*s' next to '%.*s'; name a sibling",
                     STR_ARG(rule->texts[i]), NAME(a));
        else if (sibling == a)
            complain(s->report, at, "'%s' names the attribute itself; name the others only", key);
        else if (!is_written(sibling))
            complain(s->report, at,
                     "'%.*s' is computed, so users cannot set it; name attributes that users "
                     "set",
                     STR_ARG(sibling->name));
        else if (rule->kind != RULE_REQUIRES && sibling->mode == MODE_REQUIRED)
            complain(s->report, at,
                     "'%.*s' is required, so it is always set; make it optional or remove it from '%s'",
                     STR_ARG(sibling->name), key);
        else
            check_said_once(s, a, rule, sibling);
    }
    if (rule->kind != RULE_REQUIRES && a->mode == MODE_REQUIRED)
        complain(s->report, rule->place,
                 "'%.*s' is required, so it is always set; make it optional or remove \"%s\"", NAME(a), key);
}

static void check_rule(const struct surroundings *s, const struct attribute *a, const struct rule *rule)
{
    const char *key = rule_keys[rule->kind];
    if (a->mode == MODE_COMPUTED && rule->kind != RULE_ONE_OF) {
        complain(s->report, rule->place, "'%s' checks what users set, and '%.*s' is computed; remove it", key,
                 NAME(a));
        return;
    }
    switch (rule->kind) {
    case RULE_ONE_OF:
    case RULE_LENGTH:
        if (!is_text(a))
            complain(s->report, rule->place,
                     "'%s' is for strings; use \"range\" for numbers, \"items\" for collections", key);
        break;
    case RULE_RANGE:
        if (a->field != FIELD_IS_INT && a->field != FIELD_IS_NUMBER)
            complain(s->report, rule->place,
                     "'range' is for numbers; use \"length\" for strings, \"items\" for collections");
        break;
    case RULE_ITEMS:
        if (!is_collection(a))
            complain(s->report, rule->place,
                     "'items' is for lists, sets and maps; use \"length\" for strings, \"range\" for "
                     "numbers");
        break;
    case RULE_MATCH:
        if (!is_text(a))
            complain(s->report, rule->place, "'match' is for strings; remove it or make '%.*s' a string",
                     NAME(a));
        if (!words_contain(pattern_words(), rule->name)) {
            struct str hint = words_suggest(s->report->mem, pattern_words(), rule->name,
                                            "see provider/tf/pattern.def");
            complain(s->report, rule->place, "there is no pattern '%.*s'; %.*s", STR_ARG(rule->name),
                     STR_ARG(hint));
        }
        break;
    case RULE_CONFLICTS:
    case RULE_REQUIRES:
    case RULE_EXACTLY_ONE:
    case RULE_AT_LEAST_ONE:
        check_siblings(s, a, rule);
        break;
    case RULE_KIND_COUNT:
        break;
    }
    if ((rule->kind == RULE_LENGTH || rule->kind == RULE_ITEMS) && rule->min != INT64_MIN && rule->min < 0)
        complain(s->report, rule->place, "'%s' cannot be negative; write 0 or more", key);
}

/* In code points, as the runtime counts. */
static int64_t count_characters(struct str text)
{
    int64_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    return count;
}

static void check_default(const struct surroundings *s, const struct attribute *a)
{
    if (a->default_text.data == NULL)
        return;
    for (size_t i = 0; i < a->rule_count; i++) {
        const struct rule *rule = &a->rules[i];
        bool fits = rule->kind != RULE_ONE_OF;
        for (size_t k = 0; rule->kind == RULE_ONE_OF && k < rule->text_count; k++)
            fits = fits || str_eq(rule->texts[k], a->default_text);
        int64_t number = count_characters(a->default_text);
        if (rule->kind == RULE_LENGTH || (rule->kind == RULE_RANGE && str_to_int64(a->default_text, &number)))
            fits = number >= rule->min && number <= rule->max;
        if (!fits)
            COMPLAIN("default",
                     "the default '%.*s' violates \"%s\" of the same attribute; change one of "
                     "them",
                     STR_ARG(a->default_text), rule_keys[rule->kind]);
    }
}

/* ---- nesting ---- */

static void check_block(const struct surroundings *s, const struct attribute *a)
{
    if (!a->is_block)
        return;
    if (a->nest == NEST_SINGLE &&
        (a->min_items > 1 || a->max_items > 1 || (a->max_items > 0 && a->min_items != a->max_items)))
        COMPLAIN("max_items", "a single block is present or not; write \"min_items\": 1, \"max_items\": 1 "
                              "or leave both out");
    if (a->nest == NEST_MAP && (a->min_items != 0 || a->max_items != 0))
        COMPLAIN("max_items", "Terraform does not count the blocks of a map; remove \"min_items\" and "
                              "\"max_items\"");
    if (a->max_items > 0 && a->min_items > a->max_items)
        COMPLAIN("max_items", "'max_items' is smaller than 'min_items'; swap them");
}

static void check_kind(const struct surroundings *s, const struct attribute *a)
{
    if (s->record->kind == RECORD_RESOURCE || s->record->kind == RECORD_HISTORY)
        return;
    const char *what = kind_facts[s->record->kind].one;
    if (a->replace)
        COMPLAIN("change", "%s creates nothing that could be replaced; remove \"change\"", what);
    if (a->keep)
        COMPLAIN("keep", "%s has no plan that could keep a value; remove \"keep\"", what);
    if (a->default_text.data != NULL)
        COMPLAIN("default",
                 "%s has no plan that shows defaults; remove \"default\" and use it where the value is read",
                 what);
    if (a->local)
        COMPLAIN("local", "%s has no state that could drift; remove \"local\"", what);
    bool only_takes = s->record->kind == RECORD_PROVIDER || s->record->kind == RECORD_LIST ||
                      s->record->kind == RECORD_ACTION;
    if (only_takes && (a->mode == MODE_COMPUTED || a->mode == MODE_OPTIONAL_COMPUTED))
        COMPLAIN("mode", "%s is never computed; write \"mode\": \"required\" or \"optional\"", what);
}

static void check_object(const struct surroundings *s)
{
    for (size_t i = 0; i < s->object->count; i++) {
        const struct attribute *a = s->object->attributes[i];
        check_name(s, a, i);
        check_mode(s, a);
        check_write_only(s, a);
        check_type(s, a);
        check_wire(s, a);
        check_block(s, a);
        check_kind(s, a);
        for (size_t k = 0; k < a->rule_count; k++)
            check_rule(s, a, &a->rules[k]);
        check_default(s, a);
        if (a->nested != NULL) {
            struct surroundings inner = *s;
            inner.object = a->nested;
            inner.is_top = false;
            inner.in_set = s->in_set || a->nest == NEST_SET;
            inner.in_computed = s->in_computed || a->mode == MODE_COMPUTED;
            check_object(&inner);
        }
    }
}

/* ---- the record ---- */

/* A computed attribute may follow others if it is kept and a C file stores it with the response of the creation. */
static void check_identity(struct report *report, const struct record *record)
{
    const struct place *at = record_place(report, record, "identity");
    bool is_resource = record->kind == RECORD_RESOURCE || record->kind == RECORD_HISTORY;
    if (is_resource && record->identity_count == 0)
        complain(
            report, at,
            "'identity' is missing; name the attributes that identify the object, \"identity\": [\"name\"]");
    if (!is_resource && record->identity_count > 0)
        complain(report, at, "only resources have an identity; remove it");
    for (size_t i = 0; i < record->identity_count; i++) {
        const struct place *item = place_item(report->mem, at, i);
        const struct attribute *a = object_find(record->object, record->identity[i]);
        if (a == NULL)
            complain(report, item, "there is no attribute '%.*s'; name one of the record's own",
                     STR_ARG(record->identity[i]));
        else if (a->mode == MODE_COMPUTED && !(a->keep && i > 0 && record->api.by_hand))
            complain(report, item,
                     "'%.*s' is not known before the object exists; name attributes that users set, so that "
                     "an object is never lost",
                     NAME(a));
        else if (a->field > FIELD_IS_NUMBER)
            complain(report, item,
                     "'%.*s' is not a string, number or bool; name an attribute of a plain "
                     "type",
                     NAME(a));
        else if (a->sensitive || a->write_only)
            complain(report, item, "'%.*s' is sensitive, and an identity is shown; name another attribute",
                     NAME(a));
    }
}

static bool has_wire(const struct object *object)
{
    for (size_t i = 0; i < object->count; i++) {
        if (object->attributes[i]->wire.data != NULL)
            return true;
    }
    return false;
}

static void check_operations(struct report *report, const struct record *record)
{
    const struct place *at = record_place(report, record, "operations");
    for (int step = 0; step < STEP_COUNT; step++) {
        const struct place *place = place_member(report->mem, at, step_keys[step]);
        const struct operations *operations = &record->operations[step];
        bool only_reads = record->kind == RECORD_DATA || record->kind == RECORD_LIST;
        if (operations->count > 0 && step != STEP_READ && only_reads)
            complain(report, place, "%s only reads; move the operations to \"read\"",
                     kind_facts[record->kind].one);
        if (operations->count > 0 && step == STEP_UPDATE && record->kind == RECORD_EPHEMERAL)
            complain(report, place,
                     "an ephemeral resource is opened, renewed and closed; write \"create\", \"read\" or "
                     "\"delete\"");
        for (size_t i = 0; i < operations->count; i++) {
            const struct operation *operation = operation_find(operations->names[i]);
            struct str hint = words_suggest(report->mem, operation_words(report->mem), operations->names[i],
                                            "add it to provider/lightsail/op.def");
            const struct place *item = place_item(report->mem, place, i);
            if (operation == NULL)
                complain(report, item, "there is no operation '%.*s'; %.*s", STR_ARG(operations->names[i]),
                         STR_ARG(hint));
            else if (operation->mutates && step == STEP_READ)
                complain(report, item,
                         "'%s' changes something, and a read must not; move it to \"create\", \"update\" or "
                         "\"delete\"",
                         operation->name);
        }
    }
    /* The operations of a resource with calls follow from its calls. If they are missing, another error is
     * reported. */
    bool is_derived = record->kind == RECORD_RESOURCE && !record->api.by_hand;
    if (record->kind != RECORD_PROVIDER && !is_derived && record->operations[STEP_READ].count == 0 &&
        has_wire(record->object))
        complain(report, at,
                 "attributes come from the API (\"api\"), but no operation reads them; write \"operations\": "
                 "{\"read\": [\"Get…\"]}");
}

static struct str base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return str_c(slash != NULL ? slash + 1 : path);
}

/* The last directory of the path; empty when there is none. */
static struct str folder_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct str folder = slash != NULL ? str_n(path, (size_t)(slash - path)) : STR(""), above, rest;
    while (str_cut(folder, '/', &above, &rest))
        folder = rest;
    return folder;
}

/* The kind that belongs in this directory; resources by default. */
static enum record_kind kind_of_folder(struct str folder)
{
    for (int kind = 0; kind < RECORD_HISTORY; kind++) {
        if (kind_facts[kind].folder[0] != '\0' && str_eqc(folder, kind_facts[kind].folder))
            return (enum record_kind)kind;
    }
    return RECORD_RESOURCE;
}

static void check_folder(struct report *report, const struct record *record)
{
    const struct kind_facts *facts = &kind_facts[record->kind];
    enum record_kind expected = kind_of_folder(folder_name(record->source->path));
    if (record->kind == RECORD_HISTORY || strcmp(facts->folder, kind_facts[expected].folder) == 0)
        return;
    const struct place *at = record_place(report, record, "kind");
    if (facts->folder[0] == '\0')
        complain(report, at,
                 "%s does not belong in the directory %s; move the file up or write \"kind\": "
                 "\"%s\"",
                 facts->one, kind_facts[expected].folder, kind_facts[expected].word);
    else
        complain(report, at, "%s belongs in the directory %s; move the file there", facts->one,
                 facts->folder);
}

static void check_file(struct report *report, const struct record *record)
{
    if (record->viewed != NULL)
        return; /* A view has no file of its own. */
    const struct place *at = record_place(report, record, "name");
    struct arena *mem = report->mem;
    struct str wanted = str_printf(mem, "%.*s.json", STR_ARG(record->name));
    if (record->kind == RECORD_HISTORY)
        wanted = str_printf(mem, "%.*s.v%lld.json", STR_ARG(record->name), (long long)record->version);
    if (!is_name(record->name))
        complain(report, at,
                 "'%.*s' is not a valid name; use a-z, 0-9 and single underscores, and begin with a letter",
                 STR_ARG(record->name));
    if (!str_eq(base_name(record->source->path), wanted))
        complain(report, at, "a record with this name belongs in %.*s; rename the file or the record",
                 STR_ARG(wanted));
    bool is_provider = str_eqc(record->name, "provider"), is_registry = str_eqc(record->c_name, "registry");
    if (is_provider != (record->kind == RECORD_PROVIDER) || is_registry)
        complain(report, at,
                 "the generated files use the name '%.*s'; the record of the provider is called provider, "
                 "choose another name",
                 STR_ARG(record->name));
    check_folder(report, record);
}

static void check_resource_only(struct report *report, const struct record *record)
{
    bool has_timeouts = false;
    for (int step = 0; step < STEP_COUNT; step++)
        has_timeouts = has_timeouts || record->timeout_ms[step] > 0;
    if (record->kind == RECORD_PROVIDER && record_has_operations(record))
        complain(report, record_place(report, record, "operations"),
                 "the provider block calls no operations; remove \"operations\"");
    if (record->fixed_region.data != NULL && !record_has_operations(record))
        complain(report, record_place(report, record, "fixed_region"),
                 "a record without operations has no region; remove \"fixed_region\"");
    if (record->kind == RECORD_RESOURCE || record->kind == RECORD_HISTORY)
        return;
    if (record->id_is_path)
        complain(report, record_place(report, record, "id"),
                 "only resources have an import ID; remove \"id\"");
    if (record->replace_warning.len > 0)
        complain(report, record_place(report, record, "replace_warning"),
                 "only resources are replaced; remove \"replace_warning\"");
    if (has_timeouts)
        complain(report, record_place(report, record, "timeouts"),
                 "only resources have timeouts; remove them");
    if (record->version != 0)
        complain(report, record_place(report, record, "version"),
                 "only resources have a stored state with versions; remove \"version\"");
}

void check_record(struct report *report, const struct record *record)
{
    struct surroundings top = {.report = report, .record = record, .object = record->object, .is_top = true};
    check_file(report, record);
    if (record->kind == RECORD_FUNCTION) {
        check_function(report, record);
        return;
    }
    check_resource_only(report, record);
    check_identity(report, record);
    check_api(report, record);
    check_operations(report, record);
    check_object(&top);
}

/* ---- all records together ---- */

struct symbol {
    struct str name, value;
    const struct place *place;
};

struct symbols {
    struct symbol *items;
    size_t count, capacity;
};

static void symbol_add(struct report *report, struct symbols *symbols, struct symbol symbol)
{
    for (size_t i = 0; i < symbols->count; i++) {
        const struct symbol *other = &symbols->items[i];
        if (!str_eq(other->name, symbol.name) ||
            (symbol.value.data != NULL && str_eq(other->value, symbol.value)))
            continue;
        size_t line, column;
        place_position(other->place, &line, &column);
        complain(report, symbol.place,
                 "the C name '%.*s' is also used by %s:%zu; choose another name or add \"c_name\"",
                 STR_ARG(symbol.name), other->place->source->path, line);
        return;
    }
    if (symbols->count == symbols->capacity) {
        symbols->capacity = symbols->capacity * 2 + 64;
        struct symbol *grown = arena_new_array(report->mem, struct symbol, symbols->capacity);
        if (symbols->count > 0)
            memcpy(grown, symbols->items, symbols->count * sizeof(*grown));
        symbols->items = grown;
    }
    symbols->items[symbols->count++] = symbol;
}

static void collect_function_symbols(struct report *report, struct symbols *symbols,
                                     const struct record *record)
{
    symbol_add(report, symbols, (struct symbol){.name = record->c_name, .place = record->place});
    for (size_t i = 0; i < record->parameter_count; i++)
        symbol_add(report, symbols,
                   (struct symbol){.name = position_name(report->mem, record, &record->parameters[i]),
                                   .place = record->parameters[i].place});
    if (record->variadic != NULL)
        symbol_add(report, symbols,
                   (struct symbol){.name = position_name(report->mem, record, record->variadic),
                                   .place = record->variadic->place});
}

static void collect_symbols(struct report *report, struct symbols *symbols, const struct object *object)
{
    symbol_add(report, symbols, (struct symbol){.name = object->c_name, .place = object->place});
    for (size_t i = 0; i < object->count; i++) {
        const struct attribute *a = object->attributes[i];
        const struct rule *rule = find_rule(a, RULE_ONE_OF);
        for (size_t k = 0; rule != NULL && k < rule->text_count; k++) {
            struct str name = constant_name(report->mem, object, a, rule->texts[k]);
            symbol_add(report, symbols,
                       (struct symbol){name, rule->texts[k], place_item(report->mem, rule->place, k)});
        }
        if (a->nested != NULL)
            collect_symbols(report, symbols, a->nested);
    }
}

static bool has_history(const struct records *records, struct str name, int64_t version)
{
    for (size_t i = 0; i < records->count; i++) {
        const struct record *record = records->items[i];
        if (record->kind == RECORD_HISTORY && str_eq(record->name, name) && record->version == version)
            return true;
    }
    return false;
}

static const struct record *find_resource(const struct records *records, struct str name)
{
    for (size_t i = 0; i < records->count; i++) {
        if (records->items[i]->kind == RECORD_RESOURCE && str_eq(records->items[i]->name, name))
            return records->items[i];
    }
    return NULL;
}

static void check_history(struct report *report, const struct records *records, const struct record *record)
{
    const struct place *at = record_place(report, record, "version");
    for (int64_t version = 0; record->kind == RECORD_RESOURCE && version < record->version; version++) {
        if (!has_history(records, record->name, version))
            complain(report, at,
                     "states of version %lld could not be upgraded; keep the old record as "
                     "schemas/history/%.*s.v%lld.json",
                     (long long)version, STR_ARG(record->name), (long long)version);
    }
    if (record->kind != RECORD_HISTORY)
        return;
    const struct record *current = find_resource(records, record->name);
    if (current == NULL || current->version <= record->version)
        complain(report, at,
                 "there is no newer version of this old record; raise \"version\" in %.*s.json or remove "
                 "this file",
                 STR_ARG(record->name));
}

static void check_list(struct report *report, const struct records *records, const struct record *record)
{
    if (record->kind == RECORD_LIST && find_resource(records, record->name) == NULL)
        complain(report, record_place(report, record, "name"),
                 "there is no resource '%.*s' to list; give the list the name of a record in schemas/",
                 STR_ARG(record->name));
}

void check_records(struct report *report, const struct records *records, bool is_partial)
{
    struct symbols symbols = {0};
    bool has_provider = false;
    for (size_t i = 0; i < records->count; i++) {
        has_provider = has_provider || records->items[i]->kind == RECORD_PROVIDER;
        if (records->items[i]->kind == RECORD_FUNCTION)
            collect_function_symbols(report, &symbols, records->items[i]);
        else
            collect_symbols(report, &symbols, records->items[i]->object);
        check_history(report, records, records->items[i]);
        check_list(report, records, records->items[i]);
    }
    if (!has_provider && !is_partial && records->count > 0)
        complain(report, records->items[0]->place,
                 "the record of the provider block is missing; add schemas/provider.json");
}
