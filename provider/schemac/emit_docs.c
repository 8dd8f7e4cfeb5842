/*
 * emit_docs.c — one record as a page: front matter, doc, example, schema, import, API operations, the minimum
 * IAM policy. Knows Markdown and the directories of the examples; must not know JSON or what is allowed in a
 * record.
 *
 * The versions of Terraform are the first that support a kind: functions 1.8, ephemeral resources 1.10, lists
 * and actions 1.14; import blocks 1.5, by identity 1.12; destroy events, on_failure and caller of actions
 * 1.16.
 */
#include "schemac/emit_docs.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/text_file.h"
#include "schemac/emit_docs_parts.h"

/* What the pages of a kind have in common. */
static const struct page_kind {
    const char *folder;  /* of docs/ and of examples/ */
    const char *example; /* the name of the file */
    const char *word;    /* in the title */
    const char *heading; /* on the page of the provider */
    const char *versions;
} kinds[RECORD_KIND_COUNT] = {
    [RECORD_RESOURCE] = {"resources", "resource.tf", "Resource", "Resources", NULL},
    [RECORD_DATA] = {"data-sources", "data-source.tf", "Data Source", "Data sources", NULL},
    [RECORD_PROVIDER] = {"", "provider/provider.tf", "Provider", NULL, NULL},
    [RECORD_EPHEMERAL] = {"ephemeral-resources", "ephemeral-resource.tf", "Ephemeral Resource",
                          "Ephemeral resources", "Terraform 1.10 or OpenTofu 1.11"},
    [RECORD_LIST] = {"list-resources", "list-resource.tfquery.hcl", "List Resource",
                     "Lists for `terraform query`", "Terraform 1.14"},
    [RECORD_ACTION] = {"actions", "action.tf", "Action", "Actions", "Terraform 1.14"},
    [RECORD_FUNCTION] = {"functions", "function.tf", "Function", "Functions",
                         "Terraform 1.8 or OpenTofu 1.7"},
};

const char *docs_folder(enum record_kind kind)
{
    return kinds[kind].folder;
}

struct str docs_file(struct arena *mem, const struct record *record)
{
    return record->kind == RECORD_PROVIDER ? STR("index.md")
                                           : str_printf(mem, "%.*s.md", STR_ARG(record->name));
}

/* The first sentence: up to a full stop before white space, or to the end of the line. */
static struct str first_sentence(struct str doc)
{
    size_t end = str_find(doc, '\n', 0);
    for (size_t at = 0; at < end; at++) {
        if (doc.data[at] == '.' && (at + 1 == end || doc.data[at + 1] == ' '))
            return str_slice(doc, 0, at + 1);
    }
    return str_slice(doc, 0, end);
}

static struct str description(struct arena *mem, const struct record *record)
{
    return record->kind == RECORD_FUNCTION ? str_printf(mem, "%.*s.", STR_ARG(record->summary))
                                           : first_sentence(record->doc);
}

static void add_head(struct buf *out, const struct record *record)
{
    const struct page_kind *kind = &kinds[record->kind];
    struct str title = record->kind == RECORD_PROVIDER ? STR("Lightsail") : record->type_name;
    buf_printf(out,
               PAGE_MARK "%s; edit that file and the example, then run `make docs`.\n"
                         "page_title: \"%.*s %s%s\"\n",
               record->source->path, STR_ARG(title), kind->word,
               record->kind == RECORD_PROVIDER ? "" : " - lightsail");
    if (record->kind != RECORD_PROVIDER) /* the registry has no subcategory for it */
        buf_printf(out, "subcategory: \"%.*s\"\n", STR_ARG(record->subcategory));
    buf_printf(out, "description: |-\n  %.*s\n---\n\n# %.*s", STR_ARG(description(out->mem, record)),
               STR_ARG(title));
    buf_printf(out, record->kind == RECORD_PROVIDER ? " %s\n\n" : " (%s)\n\n", kind->word);
    buf_printf(out, "%.*s\n", STR_ARG(record->doc));
    if (record->replace_warning.len > 0)
        buf_printf(out, "\n~> **Replacement:** %.*s Every plan that replaces it shows this as a warning.\n",
                   STR_ARG(record->replace_warning));
    if (kind->versions != NULL)
        buf_printf(out, "\nRequires %s, or a later version.\n", kind->versions);
}

static bool read_example(struct arena *mem, const char *examples, const struct record *record,
                         const char *file_name, struct str *ret_text, struct err *err)
{
    const char *folder = kinds[record->kind].folder;
    struct str path = *folder == '\0' ? str_printf(mem, "%s/%s", examples, file_name)
                                      : str_printf(mem, "%s/%s/%.*s/%s", examples, folder,
                                                   STR_ARG(record->type_name), file_name);
    struct text_file file;
    if (!text_file_read(mem, path, &file, err))
        return fail(err, ERR_USER, "%s has no example that can be read; write %.*s", record->source->path,
                    STR_ARG(path));
    *ret_text = str_trim(file.text);
    return true;
}

static bool add_example(struct buf *out, const char *examples, const struct record *record, struct err *err)
{
    struct str text;
    TRY(read_example(out->mem, examples, record, kinds[record->kind].example, &text, err));
    buf_printf(out, "\n## Example Usage\n\n```terraform\n%.*s\n```\n", STR_ARG(text));
    return true;
}

/* The directory of an example that only a later Terraform can read. */
static const char later[] = "from_1.16";

/* Of those few pages that have one. */
static bool add_later_example(struct buf *out, const char *examples, const struct record *record,
                              struct err *err)
{
    struct str text, name = str_printf(out->mem, "%s/%s", later, kinds[record->kind].example);
    struct str path = str_printf(out->mem, "%s/%s/%.*s/%.*s", examples, kinds[record->kind].folder,
                                 STR_ARG(record->type_name), STR_ARG(name));
    if (access(str_z(out->mem, path), F_OK) != 0)
        return true;
    TRY(read_example(out->mem, examples, record, str_z(out->mem, name), &text, err));
    buf_printf(out, "\nFrom Terraform 1.16 on:\n\n```terraform\n%.*s\n```\n", STR_ARG(text));
    return true;
}

/* ---- actions ---- */

static void add_triggers(struct buf *out, const struct record *record)
{
    buf_printf(out,
               "\n## Invocation\n\n- Manually: `terraform apply -invoke=action.%.*s.NAME`.\n- By a "
               "resource: a block `action_trigger` in its `lifecycle`, with `actions`, an optional "
               "`condition`, and `events`: `before_create`, `after_create`, `before_update`, "
               "`after_update`.\n- From Terraform 1.16 on also `before_destroy` and `after_destroy`. The "
               "arguments of the action must then be known in the plan, and must not be ephemeral.\n\nFrom "
               "Terraform 1.16 on, `on_failure` sets what happens after a failure: `halt` stops the run "
               "(the default), `continue` shows a warning instead, and `taint` marks a resource that was "
               "just created for replacement. `config` may refer to `caller`, the resource that triggers "
               "the action.\n",
               STR_ARG(record->type_name));
}

/* ---- import ---- */

/* The first `terraform import ADDRESS ID`. */
static bool find_import(struct str script, struct str *ret_address, struct str *ret_id)
{
    static const struct str command = {"terraform import ", sizeof("terraform import ") - 1};
    for (struct str line, rest = script; rest.len > 0;) {
        if (!str_cut(rest, '\n', &line, &rest)) {
            line = rest;
            rest = (struct str){0};
        }
        if (str_starts_with(line, command))
            return str_cut(str_slice(line, command.len, line.len), ' ', ret_address, ret_id);
    }
    return false;
}

/* One line for each attribute of the identity. An ID of several attributes has its parts in that order,
 * with commas or slashes between them. */
static bool add_identity(struct buf *out, const struct record *record, struct str id)
{
    size_t width = 0;
    for (size_t i = 0; i < record->identity_count; i++)
        width = record->identity[i].len > width ? record->identity[i].len : width;
    for (size_t i = 0; i < record->identity_count; i++) {
        struct str part = id, rest = {0};
        bool is_last = i + 1 == record->identity_count;
        if (str_cut(id, record->id_is_path ? '/' : ',', &part, &rest) == is_last)
            return false;
        const struct attribute *a = object_find(record->object, record->identity[i]);
        const char *quote = a->field == FIELD_IS_STRING ? "\"" : "";
        buf_printf(out, "    %-*.*s = %s%.*s%s\n", (int)width, STR_ARG(record->identity[i]), quote,
                   STR_ARG(part), quote);
        id = rest;
    }
    return true;
}

static bool add_import(struct buf *out, const char *examples, const struct record *record, struct err *err)
{
    struct str script, address, id;
    TRY(read_example(out->mem, examples, record, "import.sh", &script, err));
    if (!find_import(script, &address, &id))
        return fail(err, ERR_USER, "import.sh of %.*s has no command; write terraform import ADDRESS ID",
                    STR_ARG(record->type_name));
    buf_printf(out, "\n## Import\n\n```shell\n%.*s\n```\n", STR_ARG(script));
    buf_printf(out,
               "\nOr with an `import` block, in Terraform 1.5 or OpenTofu 1.6 and "
               "later:\n\n```terraform\nimport {\n  to = %.*s\n  id = \"%.*s\"\n}\n```\n",
               STR_ARG(address), STR_ARG(id));
    buf_printf(out,
               "\nOr by its identity, in Terraform 1.12 or OpenTofu 1.12 and "
               "later%s:\n\n```terraform\nimport {\n  to = %.*s\n  identity = {\n",
               record->operations[STEP_CREATE].count > 0 ? "; `region` is optional" : "", STR_ARG(address));
    if (!add_identity(out, record, id))
        return fail(err, ERR_USER,
                    "the first ID in import.sh of %.*s does not match its identity; write one part for each "
                    "attribute, with commas between them",
                    STR_ARG(record->type_name));
    buf_add(out, STR("  }\n}\n```\n"));
    buf_add(
        out,
        STR("\nIf the configuration does not contain the resource yet (`terraform plan "
            "-generate-config-out=FILE` writes it), Terraform 1.16 and later may search for a provider "
            "`hashicorp/lightsail` and not find it "
            "([hashicorp/terraform#39144](https://github.com/hashicorp/terraform/issues/39144)). In this "
            "case, add `provider = lightsail` to the block, and remove it when the configuration contains "
            "the resource.\n"));
    return true;
}

/* ---- API and IAM ---- */

static void add_operations(struct buf *out, const struct record *record)
{
    static const char *const steps[STEP_COUNT] = {"Create", "Read", "Update", "Delete"};
    static const char *const ephemeral_steps[STEP_COUNT] = {"Open", "Open", "Renew", "Close"};
    for (int step = 0; step < STEP_COUNT; step++) {
        const struct operations *operations = &record->operations[step];
        if (operations->count == 0)
            continue;
        /* An action is one step, although its record may have several. */
        if (record->kind == RECORD_RESOURCE || record->kind == RECORD_EPHEMERAL)
            buf_printf(out, "- %s: ", record->kind == RECORD_EPHEMERAL ? ephemeral_steps[step] : steps[step]);
        else
            buf_add(out, STR("- "));
        for (size_t i = 0; i < operations->count; i++)
            buf_printf(out, "%s[%.*s]", i > 0 ? ", " : "", STR_ARG(operations->names[i]));
        buf_addc(out, '\n');
    }
}

/* All operations of a record, without duplicates and sorted by name. */
static size_t collect_operations(struct arena *mem, const struct record *record, struct str **ret_names)
{
    size_t count = 0, kept = 0;
    for (int step = 0; step < STEP_COUNT; step++)
        count += record->operations[step].count;
    struct str *names = arena_new_array(mem, struct str, count + 1);
    count = 0;
    for (int step = 0; step < STEP_COUNT; step++) {
        for (size_t i = 0; i < record->operations[step].count; i++)
            names[count++] = record->operations[step].names[i];
    }
    qsort(names, count, sizeof(names[0]), str_compare_items);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || !str_eq(names[kept - 1], names[i]))
            names[kept++] = names[i];
    }
    *ret_names = names;
    return kept;
}

static void add_read_permissions(struct buf *out, const struct operations *read)
{
    buf_add(out, STR("\nA plan that only refreshes needs "));
    for (size_t i = 0; i < read->count; i++)
        buf_printf(out, "%s`lightsail:%.*s`",
                   i == 0                 ? ""
                   : i + 1 == read->count ? " and "
                                          : ", ",
                   STR_ARG(read->names[i]));
    buf_add(out, STR(".\n"));
}

static void add_permissions(struct buf *out, const struct record *record)
{
    struct str *names;
    size_t count = collect_operations(out->mem, record, &names);
    buf_add(out, STR("\n## Permissions\n\n"));
    if (count == 0) {
        buf_add(out, STR("None: no request is sent to AWS.\n"));
        return;
    }
    buf_add(out, STR("The Lightsail API operations that it uses:\n\n"));
    add_operations(out, record);
    buf_add(out,
            STR("\nThe minimum IAM policy that allows all of them:\n\n```json\n{\n  \"Version\": "
                "\"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \"Action\": "
                "[\n"));
    for (size_t i = 0; i < count; i++)
        buf_printf(out, "        \"lightsail:%.*s\"%s\n", STR_ARG(names[i]), i + 1 < count ? "," : "");
    buf_add(out, STR("      ],\n      \"Resource\": \"*\"\n    }\n  ]\n}\n```\n"));
    if (record->kind == RECORD_RESOURCE)
        add_read_permissions(out, &record->operations[STEP_READ]);
    buf_addc(out, '\n');
    for (size_t i = 0; i < count; i++)
        buf_printf(out,
                   "[%.*s]: https://docs.aws.amazon.com/lightsail/2016-11-28/api-reference/API_%.*s.html\n",
                   STR_ARG(names[i]), STR_ARG(names[i]));
}
/* ---- the provider's page ---- */

static void add_contents(struct buf *out, const struct records *records)
{
    static const enum record_kind order[] = {RECORD_RESOURCE, RECORD_DATA,   RECORD_EPHEMERAL,
                                             RECORD_FUNCTION, RECORD_ACTION, RECORD_LIST};
    buf_add(out, STR("\n## Resources, data sources and functions\n"));
    for (size_t k = 0; k < sizeof(order) / sizeof(order[0]); k++) {
        const struct page_kind *kind = &kinds[order[k]];
        buf_printf(out, "\n### %s\n\n", kind->heading);
        if (kind->versions != NULL)
            buf_printf(out, "Requires %s or later.\n\n", kind->versions);
        for (size_t i = 0; i < records->count; i++) {
            const struct record *record = records->items[i];
            if (record->kind == order[k])
                buf_printf(out, "- [`%.*s`](%s/%.*s): %.*s\n", STR_ARG(record->type_name), kind->folder,
                           STR_ARG(docs_file(out->mem, record)), STR_ARG(description(out->mem, record)));
        }
    }
}

bool emit_page(struct arena *mem, const char *examples, const struct records *records,
               const struct record *record, struct str *ret_text, struct err *err)
{
    struct buf out = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    add_head(&out, record);
    TRY(add_example(&out, examples, record, err));
    TRY(add_later_example(&out, examples, record, err));
    if (record->kind == RECORD_ACTION)
        add_triggers(&out, record);
    if (record->kind == RECORD_FUNCTION) {
        add_signature(&out, record);
    } else {
        add_schema(&out, record);
    }
    if (record->kind == RECORD_RESOURCE)
        TRY(add_import(&out, examples, record, err));
    if (record->kind == RECORD_PROVIDER)
        add_contents(&out, records);
    if (record->kind != RECORD_PROVIDER && record->kind != RECORD_FUNCTION)
        add_permissions(&out, record);
    *ret_text = buf_str(&out);
    return true;
}
