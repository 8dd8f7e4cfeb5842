/*
 * wire_saved_plan.c — from the parent's command line to the planned values. Must not report errors: without
 * the planned values a diagnostic is only less specific.
 */
#include "plugin/wire_saved_plan.h"

#include <unistd.h>

#include "base/text_file.h"
#include "planfile.pb-c.h"
#include "plugin/unzip.h"
#include "plugin/wire_message.h"

/*
 * `terraform [-chdir=FOLDER] apply [OPTION…] FILE`: Terraform has changed to the folder before it started
 * this process.
 */
struct str saved_plan_argument(struct str arguments)
{
    struct str argument, last = {NULL, 0}, rest = arguments;
    bool is_apply = false;
    for (size_t i = 0; str_cut(rest, '\0', &argument, &rest); i++) {
        bool is_option = str_starts_with(argument, STR("-"));
        if (is_apply)
            last = is_option ? (struct str){NULL, 0} : argument;
        else if (i > 0 && !is_option && !(is_apply = str_eqc(argument, "apply")))
            break;
    }
    return last;
}

/* The type in an address such as module.fleet["a.b"].lightsail_instance.this[0]; "" for data sources. */
static struct str type_in(struct str address)
{
    struct str part = STR("");
    for (size_t from = 0, at = 0; at <= address.len; at++) {
        if (at < address.len && address.data[at] == '"')
            while (++at < address.len && address.data[at] != '"')
                at += address.data[at] == '\\';
        if (at < address.len && address.data[at] != '.')
            continue;
        bool is_module = str_eqc(part, "module");
        part = str_slice(address, from, at);
        from = at + 1;
        if (is_module)
            part = STR("");
        else if (!str_eqc(part, "module"))
            return part;
    }
    return STR("");
}

static bool creates(Planfile__Action action)
{
    return action == PLANFILE__ACTION__CREATE || action == PLANFILE__ACTION__DELETE_THEN_CREATE ||
           action == PLANFILE__ACTION__CREATE_THEN_DELETE || action == PLANFILE__ACTION__CREATE_THEN_FORGET;
}

size_t saved_plan_creations(struct arena *mem, struct str archive, const struct saved_creation **ret)
{
    struct str bytes;
    size_t count = 0;
    *ret = NULL;
    if (!unzip_member(mem, archive, STR("tfplan"), &bytes))
        return 0;
    const Planfile__Plan *plan = (const void *)wire_unpack(mem, &planfile__plan__descriptor, bytes);
    if (plan == NULL)
        return 0;
    struct saved_creation *creations = arena_new_array(mem, struct saved_creation, plan->n_resource_changes);
    for (size_t i = 0; i < plan->n_resource_changes; i++) {
        const Planfile__Resource *resource = plan->resource_changes[i];
        const Planfile__Change *change = resource->change;
        if (change == NULL || change->n_values == 0 || !creates(change->action))
            continue;
        ProtobufCBinaryData planned = change->values[change->n_values - 1]->msgpack;
        creations[count++] = (struct saved_creation){type_in(str_c(resource->addr)),
                                                     str_n((const char *)planned.data, planned.len)};
    }
    *ret = creations;
    return count;
}

size_t saved_plan_read(struct arena *mem, const struct saved_creation **ret)
{
    struct text_file arguments, archive;
    struct err ignored;
    *ret = NULL;
    if (!text_file_read(mem, str_printf(mem, "/proc/%d/cmdline", (int)getppid()), &arguments, &ignored))
        return 0;
    struct str file = saved_plan_argument(arguments.text);
    return file.len > 0 && text_file_read(mem, file, &archive, &ignored)
               ? saved_plan_creations(mem, archive.text, ret)
               : 0;
}
