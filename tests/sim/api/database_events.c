/*
 * database_events.c — what happened to a database, as GetRelationalDatabaseEvents returns it. It must not know
 * when something happens.
 */
#include "api/database_events.h"

#include "api/databases.h"
#include "families.h"

/* Source: the model, events of the last 14 days; the number of events is ours. */
enum { DEFAULT_MINUTES = 60, MOST_MINUTES = 14 * 24 * 60, MOST_EVENTS = 1000 };

void database_event(struct resource *database, const char *category, const char *message)
{
    resource_changed(database);
    json_t *events = json_object_get(database->hidden, "events");
    if (!events) {
        events = json_array();
        json_object_set_new(database->hidden, "events", events);
    }
    json_int_t number = json_integer_value(json_object_get(database->hidden, "eventNumber")) + 1;
    json_object_set_new(database->hidden, "eventNumber", json_integer(number));
    json_array_append_new(events, json_pack("{s:I, s:f, s:s, s:s}", "number", number, "createdAt",
                                            (double)database->since_ms / 1000, "message", message, "category",
                                            category));
    if (json_array_size(events) > MOST_EVENTS)
        json_array_remove(events, 0);
}

static void print(struct call *call, const struct resource *database, const json_t *event)
{
    json_t *shown = json_pack("{s:s, s:O, s:O, s:[O]}", "resource", resource_name(database), "createdAt",
                              json_object_get(event, "createdAt"), "message",
                              json_object_get(event, "message"), "eventCategories",
                              json_object_get(event, "category"));
    text_add_json_value(&call->out, shown);
    json_decref(shown);
}

static bool get_events(struct call *call)
{
    const struct resource *database = database_find(call);
    const json_t *minutes = json_object_get(call->input, "durationInMinutes");
    uint64_t after, last = 0;
    size_t count = 0;
    if (!database || !page_begin(call, "relationalDatabaseEvents", &after))
        return false;
    double first = (double)call->now_ms / 1000 -
                   60.0 * (double)(minutes ? json_integer_value(minutes) : DEFAULT_MINUTES);
    const json_t *events = json_object_get(database->hidden, "events");
    for (size_t i = 0; i < json_array_size(events); i++) {
        const json_t *event = json_array_get(events, i);
        uint64_t number = (uint64_t)json_integer_value(json_object_get(event, "number"));
        if (number <= after || json_number_value(json_object_get(event, "createdAt")) < first)
            continue;
        if (!page_next(call, &count)) {
            page_end(call, last);
            return true;
        }
        print(call, database, event);
        last = number;
    }
    page_end(call, 0);
    return true;
}

#define MINUTES                                                                                  \
    {                                                                                            \
        .name = "durationInMinutes", .form = FORM_INTEGER, .minimum = 1, .maximum = MOST_MINUTES \
    }

static const struct api database_events_api[] = {
    {.name = "GetRelationalDatabaseEvents",
     .shows = OF_ONE,
     .handle = get_events,
     .input = INPUT(DATABASE, MINUTES, OPTIONAL("pageToken", STRING))},
    {0},
};
const struct family database_events_family = {.api = database_events_api};
