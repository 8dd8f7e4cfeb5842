/*
 * contact_methods.c — who is notified by alarms, one of each protocol in a Region: created, listed, verified, deleted. It
 * must not know any alarm.
 */
#include "api/contact_methods.h"

#include <stdlib.h>
#include <string.h>

#include "digest.h"
#include "families.h"
#include "memory.h"
#include "operations.h"
#include "tags.h"

/* Source: the texts of CreateContactMethod. */
enum { LONGEST_ENDPOINT = 256, MOST_DIGITS = 15 };
static const char *const sms_regions[] = {"us-east-1",      "us-west-2",      "eu-west-1",
                                          "ap-northeast-1", "ap-southeast-1", "ap-southeast-2"};

const char *const contact_protocols[] = {"Email", "SMS", NULL};
static const char *const verified_protocols[] = {"Email", NULL};
static const char *const statuses[] = {"PendingVerification", "Valid", "Invalid", NULL};

static const struct kind contact_method_kind;

struct resource *contact_method_find(struct region *region, const char *protocol)
{
    struct resource *contact;
    for (size_t at = 0; (contact = region_next(region, &contact_method_kind, &at));)
        if (!strcmp(resource_string(contact, "protocol"), protocol))
            break;
    return contact;
}

bool contact_method_set_status(struct resource *contact, const char *status)
{
    const char *const *word = statuses;
    while (*word && strcmp(*word, status) != 0)
        word++;
    if (*word)
        resource_set(contact, "status", json_string(status));
    return *word != NULL;
}

/* The contact method of the input's protocol; NULL after call_fail. */
static struct resource *find(struct call *call)
{
    const char *protocol = call_string(call, "protocol");
    struct resource *contact = contact_method_find(call->region, protocol);
    if (!contact)
        call_fail_not_found(call, &contact_method_kind, protocol);
    return contact;
}

/* ---- creation ---------------------------------------------------------------------------------------------------- */

static bool check_region(struct call *call)
{
    for (size_t i = 0; i < sizeof sms_regions / sizeof sms_regions[0]; i++)
        if (!strcmp(sms_regions[i], call->region_name))
            return true;
    return call_fail_input(call, "SMS text messaging is not supported in the Region %s", call->region_name);
}

/* E.164 */
static bool check_number(struct call *call, const char *number)
{
    size_t digits = strspn(number + 1, "0123456789");
    return (number[0] == '+' && number[1] != '0' && digits >= 2 && digits <= MOST_DIGITS &&
            number[digits + 1] == '\0') ||
           call_fail_input(call, "The phone number is not in the E.164 format");
}

static bool check_endpoint(struct call *call, bool is_sms)
{
    const char *endpoint = call_string(call, "contactEndpoint"), *at = strchr(endpoint, '@');
    size_t length = strlen(endpoint);
    if (length < 1 || length > LONGEST_ENDPOINT)
        return call_fail_input(call, "contactEndpoint must have from 1 to %d characters", LONGEST_ENDPOINT);
    if (is_sms)
        return check_region(call) && check_number(call, endpoint);
    return (at && at != endpoint && strchr(at, '.') && !strchr(at + 1, '@') && !strchr(endpoint, ' ')) ||
           call_fail_input(call, "The email address is not valid");
}

/* The service makes the name. */
static bool create(struct call *call)
{
    const char *protocol = call_string(call, "protocol");
    bool is_sms = !strcmp(protocol, "SMS");
    if (!check_endpoint(call, is_sms) || !tags_check(call, 0))
        return false;
    if (contact_method_find(call->region, protocol))
        return call_fail_input(call, "A contact method with the protocol %s already exists in the Region %s",
                               protocol, call->region_name);
    char id[18];
    digest_short_id(call_string(call, "contactEndpoint"), id);
    char *name = memory_format("%s-%s", protocol, id);
    json_t *members = json_pack("{s:s, s:s, s:s}", "contactEndpoint", call_string(call, "contactEndpoint"),
                                "protocol", protocol, "status", is_sms ? "Valid" : "PendingVerification");
    struct resource *contact = kind_create(call, &contact_method_kind, name, NULL, name, members);
    free(name);
    operation_add_for(call, "CreateContactMethod", contact, NULL);
    return operations_answer(call);
}

/* ---- other operations -------------------------------------------------------------------------------------------- */

static bool delete (struct call *call)
{
    struct resource *contact = find(call);
    if (!contact)
        return false;
    operation_add_for(call, "DeleteContactMethod", contact, NULL);
    if (call->end == END_NEVER)
        resource_plan(call->region, contact, WORD_GONE, call->now_ms);
    else
        resource_delete(call->region, contact);
    return operations_answer(call);
}

static bool verify(struct call *call)
{
    struct resource *contact = find(call);
    if (!contact)
        return false;
    if (!strcmp(resource_string(contact, "status"), "Valid"))
        return call_fail_input(call, "The contact method %s is verified already", resource_name(contact));
    contact_method_set_status(contact, "PendingVerification");
    operation_add_for(call, "SendContactMethodVerification", contact, NULL);
    return operations_answer(call);
}

static bool is_wanted(const struct call *call, const struct resource *contact)
{
    const json_t *protocols = json_object_get(call->input, "protocols");
    for (size_t i = 0; i < json_array_size(protocols); i++)
        if (!strcmp(json_string_value(json_array_get(protocols, i)), resource_string(contact, "protocol")))
            return true;
    return json_array_size(protocols) == 0;
}

static bool get(struct call *call)
{
    struct resource *contact;
    const char *comma = "";
    text_add(&call->out, "{\"contactMethods\":[");
    for (size_t at = 0; (contact = region_next(call->region, &contact_method_kind, &at));) {
        if (!is_wanted(call, contact))
            continue;
        text_add(&call->out, comma);
        resource_print(contact, &call->out);
        comma = ",";
    }
    text_add(&call->out, "]}");
    return true;
}

static const struct kind contact_method_kind = {
    .api = "ContactMethod",
    .plural = "contact_methods",
    .name_member = "protocol",
    .member = "contactMethod",
    .list_member = "contactMethods",
    .taggable = true,
};

#define PROTOCOL WORD("protocol", contact_protocols, true)

static const struct api contact_methods_api[] = {
    {.name = "CreateContactMethod",
     .handle = create,
     .input = INPUT(PROTOCOL, REQUIRED("contactEndpoint", STRING), TAGS)},
    {.name = "DeleteContactMethod", .handle = delete, .input = INPUT(PROTOCOL)},
    {.name = "SendContactMethodVerification",
     .handle = verify,
     .input = INPUT(WORD("protocol", verified_protocols, true))},
    {.name = "GetContactMethods",
     .shows = OF_MANY,
     .handle = get,
     .input = INPUT(WORDS("protocols", contact_protocols, false))},
    {0},
};
const struct family contact_methods_family = {.kinds = {&contact_method_kind}, .api = contact_methods_api};
