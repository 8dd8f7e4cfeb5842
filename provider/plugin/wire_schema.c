/*
 * wire_schema.c — the schema tables as GetProviderSchema and GetMetadata. Knows the rules of protocol section
 * 3; must not know any resource.
 */
#include "plugin/wire.h"
#include "plugin/wire_function.h"
#include "plugin/wire_message.h"
#include "runtime/action.h"
#include "runtime/ephemeral.h"
#include "runtime/list.h"
#include "tfplugin6.pb-c.h"

/* Short aliases for long names of the generated code. */
#define resource_entry Tfplugin6__GetProviderSchema__Response__ResourceSchemasEntry
#define data_entry Tfplugin6__GetProviderSchema__Response__DataSourceSchemasEntry
#define function_entry Tfplugin6__GetProviderSchema__Response__FunctionsEntry
#define ephemeral_entry Tfplugin6__GetProviderSchema__Response__EphemeralResourceSchemasEntry
#define list_entry Tfplugin6__GetProviderSchema__Response__ListResourceSchemasEntry
#define action_entry Tfplugin6__GetProviderSchema__Response__ActionSchemasEntry

static const ProtobufCBinaryData no_bytes = {0, NULL};

/*
 * plan_destroy: plan deletions too. get_provider_schema_optional: a cached schema is sufficient, because no
 * RPC needs GetProviderSchema first. move_resource_state: accept resources of other providers.
 * generate_resource_config: write the configuration of listed objects.
 */
static void set_capabilities(Tfplugin6__ServerCapabilities *capabilities)
{
    tfplugin6__server_capabilities__init(capabilities);
    capabilities->plan_destroy = 1;
    capabilities->get_provider_schema_optional = 1;
    capabilities->move_resource_state = 1;
    capabilities->generate_resource_config = 1;
}

static Tfplugin6__Schema__Object__NestingMode object_nesting(enum nesting nesting)
{
    switch (nesting) {
    case NESTING_LIST:
        return TFPLUGIN6__SCHEMA__OBJECT__NESTING_MODE__LIST;
    case NESTING_SET:
        return TFPLUGIN6__SCHEMA__OBJECT__NESTING_MODE__SET;
    case NESTING_MAP:
        return TFPLUGIN6__SCHEMA__OBJECT__NESTING_MODE__MAP;
    case NESTING_SINGLE:
    case NESTING_NONE:
        break;
    }
    return TFPLUGIN6__SCHEMA__OBJECT__NESTING_MODE__SINGLE;
}

static Tfplugin6__Schema__NestedBlock__NestingMode block_nesting(enum nesting nesting)
{
    switch (nesting) {
    case NESTING_LIST:
        return TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__LIST;
    case NESTING_SET:
        return TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__SET;
    case NESTING_MAP:
        return TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__MAP;
    case NESTING_SINGLE:
    case NESTING_NONE:
        break;
    }
    return TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__SINGLE;
}

static Tfplugin6__Schema__Attribute *new_attribute(struct arena *mem, const struct attr_desc *row);

static Tfplugin6__Schema__Object *new_object(struct arena *mem, const struct attr_desc *row)
{
    const struct object_desc *from = row->nested;
    Tfplugin6__Schema__Object *object = arena_new_object(mem, Tfplugin6__Schema__Object);
    tfplugin6__schema__object__init(object);
    object->nesting = object_nesting(row->nesting);
    object->attributes = arena_new_array(mem, Tfplugin6__Schema__Attribute *, from->count);
    for (size_t i = 0; i < from->count; i++)
        object->attributes[object->n_attributes++] = new_attribute(mem, &from->attrs[i]);
    return object;
}

static Tfplugin6__Schema__Attribute *new_attribute(struct arena *mem, const struct attr_desc *row)
{
    Tfplugin6__Schema__Attribute *attribute = arena_new_object(mem, Tfplugin6__Schema__Attribute);
    tfplugin6__schema__attribute__init(attribute);
    attribute->name = wire_text(mem, row->name);
    attribute->type = row->nested == NULL ? wire_bytes(type_print(mem, row->type)) : no_bytes;
    attribute->nested_type = row->nested != NULL ? new_object(mem, row) : NULL;
    attribute->description = wire_static_text(mem, row->doc);
    attribute->description_kind = TFPLUGIN6__STRING_KIND__MARKDOWN;
    attribute->required = (row->flags & ATTR_REQUIRED) != 0;
    attribute->optional = (row->flags & ATTR_OPTIONAL) != 0;
    attribute->computed = (row->flags & ATTR_COMPUTED) != 0;
    attribute->sensitive = (row->flags & ATTR_SENSITIVE) != 0;
    attribute->write_only = (row->flags & ATTR_WRITE_ONLY) != 0;
    attribute->deprecated = row->deprecated != NULL;
    attribute->deprecation_message = wire_static_text(mem, row->deprecated);
    return attribute;
}

static Tfplugin6__Schema__Block *new_block(struct arena *mem, const struct object_desc *from, const char *doc,
                                           const char *deprecated);

/* Terraform requires equal bounds for a single block and none for a map. */
static Tfplugin6__Schema__NestedBlock *new_nested_block(struct arena *mem, const struct attr_desc *row)
{
    Tfplugin6__Schema__NestedBlock *nested = arena_new_object(mem, Tfplugin6__Schema__NestedBlock);
    tfplugin6__schema__nested_block__init(nested);
    nested->type_name = wire_text(mem, row->name);
    nested->nesting = block_nesting(row->nesting);
    nested->block = new_block(mem, row->nested, row->doc, row->deprecated);
    if (row->nesting == NESTING_SINGLE) {
        nested->min_items = row->min_items > 0 ? 1 : 0;
        nested->max_items = nested->min_items;
    } else if (row->nesting != NESTING_MAP) {
        nested->min_items = row->min_items;
        nested->max_items = row->max_items;
    }
    return nested;
}

static Tfplugin6__Schema__Block *new_block(struct arena *mem, const struct object_desc *from, const char *doc,
                                           const char *deprecated)
{
    Tfplugin6__Schema__Block *block = arena_new_object(mem, Tfplugin6__Schema__Block);
    tfplugin6__schema__block__init(block);
    block->description = wire_static_text(mem, doc);
    block->description_kind = TFPLUGIN6__STRING_KIND__MARKDOWN;
    block->deprecated = deprecated != NULL;
    block->deprecation_message = wire_static_text(mem, deprecated);
    block->attributes = arena_new_array(mem, Tfplugin6__Schema__Attribute *, from->count);
    block->block_types = arena_new_array(mem, Tfplugin6__Schema__NestedBlock *, from->count);
    for (size_t i = 0; i < from->count; i++) {
        const struct attr_desc *row = &from->attrs[i];
        if ((row->flags & ATTR_BLOCK) != 0)
            block->block_types[block->n_block_types++] = new_nested_block(mem, row);
        else
            block->attributes[block->n_attributes++] = new_attribute(mem, row);
    }
    return block;
}

static Tfplugin6__Schema *new_schema(struct arena *mem, const struct schema_desc *from)
{
    Tfplugin6__Schema *schema = arena_new_object(mem, Tfplugin6__Schema);
    tfplugin6__schema__init(schema);
    schema->version = from->version;
    schema->block = new_block(mem, from->object, from->doc, NULL);
    schema->block->version = from->version;
    return schema;
}

static void add_ephemerals(struct arena *mem, const struct registry *registry,
                           Tfplugin6__GetProviderSchema__Response *out)
{
    out->ephemeral_resource_schemas = arena_new_array(mem, ephemeral_entry *, registry->ephemeral_count);
    for (size_t i = 0; i < registry->ephemeral_count; i++) {
        ephemeral_entry *entry = arena_new_object(mem, ephemeral_entry);
        tfplugin6__get_provider_schema__response__ephemeral_resource_schemas_entry__init(entry);
        entry->key = wire_static_text(mem, registry->ephemerals[i]->schema->type_name);
        entry->value = new_schema(mem, registry->ephemerals[i]->schema);
        out->ephemeral_resource_schemas[out->n_ephemeral_resource_schemas++] = entry;
    }
}

static void add_lists(struct arena *mem, const struct registry *registry,
                      Tfplugin6__GetProviderSchema__Response *out)
{
    out->list_resource_schemas = arena_new_array(mem, list_entry *, registry->list_count);
    for (size_t i = 0; i < registry->list_count; i++) {
        list_entry *entry = arena_new_object(mem, list_entry);
        tfplugin6__get_provider_schema__response__list_resource_schemas_entry__init(entry);
        entry->key = wire_static_text(mem, registry->lists[i]->schema->type_name);
        entry->value = new_schema(mem, registry->lists[i]->schema);
        out->list_resource_schemas[out->n_list_resource_schemas++] = entry;
    }
}

static void add_actions(struct arena *mem, const struct registry *registry,
                        Tfplugin6__GetProviderSchema__Response *out)
{
    out->action_schemas = arena_new_array(mem, action_entry *, registry->action_count);
    for (size_t i = 0; i < registry->action_count; i++) {
        action_entry *entry = arena_new_object(mem, action_entry);
        tfplugin6__get_provider_schema__response__action_schemas_entry__init(entry);
        entry->key = wire_static_text(mem, registry->actions[i]->schema->type_name);
        entry->value = arena_new_object(mem, Tfplugin6__ActionSchema);
        tfplugin6__action_schema__init(entry->value);
        entry->value->schema = new_schema(mem, registry->actions[i]->schema);
        out->action_schemas[out->n_action_schemas++] = entry;
    }
}

struct str wire_encode_schema(struct arena *mem, const struct registry *registry)
{
    Tfplugin6__GetProviderSchema__Response out = TFPLUGIN6__GET_PROVIDER_SCHEMA__RESPONSE__INIT;
    Tfplugin6__ServerCapabilities capabilities;
    set_capabilities(&capabilities);
    out.server_capabilities = &capabilities;
    out.provider = new_schema(mem, registry->provider->schema);

    out.resource_schemas = arena_new_array(mem, resource_entry *, registry->resource_count);
    for (size_t i = 0; i < registry->resource_count; i++) {
        resource_entry *entry = arena_new_object(mem, resource_entry);
        tfplugin6__get_provider_schema__response__resource_schemas_entry__init(entry);
        entry->key = wire_static_text(mem, registry->resources[i]->schema->type_name);
        entry->value = new_schema(mem, registry->resources[i]->schema);
        out.resource_schemas[out.n_resource_schemas++] = entry;
    }
    out.data_source_schemas = arena_new_array(mem, data_entry *, registry->data_source_count);
    for (size_t i = 0; i < registry->data_source_count; i++) {
        data_entry *entry = arena_new_object(mem, data_entry);
        tfplugin6__get_provider_schema__response__data_source_schemas_entry__init(entry);
        entry->key = wire_static_text(mem, registry->data_sources[i]->schema->type_name);
        entry->value = new_schema(mem, registry->data_sources[i]->schema);
        out.data_source_schemas[out.n_data_source_schemas++] = entry;
    }
    out.functions = arena_new_array(mem, function_entry *, registry->function_count);
    for (size_t i = 0; i < registry->function_count; i++) {
        function_entry *entry = arena_new_object(mem, function_entry);
        tfplugin6__get_provider_schema__response__functions_entry__init(entry);
        entry->key = wire_static_text(mem, registry->functions[i]->name);
        entry->value = wire_new_function(mem, registry->functions[i]);
        out.functions[out.n_functions++] = entry;
    }
    add_ephemerals(mem, registry, &out);
    add_lists(mem, registry, &out);
    add_actions(mem, registry, &out);
    return wire_pack(mem, &out.base);
}

struct str wire_encode_metadata(struct arena *mem, const struct registry *registry)
{
    Tfplugin6__GetMetadata__Response out = TFPLUGIN6__GET_METADATA__RESPONSE__INIT;
    Tfplugin6__ServerCapabilities capabilities;
    set_capabilities(&capabilities);
    out.server_capabilities = &capabilities;

    out.resources = arena_new_array(mem, Tfplugin6__GetMetadata__ResourceMetadata *,
                                    registry->resource_count);
    for (size_t i = 0; i < registry->resource_count; i++) {
        Tfplugin6__GetMetadata__ResourceMetadata *item = arena_new_object(
            mem, Tfplugin6__GetMetadata__ResourceMetadata);
        tfplugin6__get_metadata__resource_metadata__init(item);
        item->type_name = wire_static_text(mem, registry->resources[i]->schema->type_name);
        out.resources[out.n_resources++] = item;
    }
    out.data_sources = arena_new_array(mem, Tfplugin6__GetMetadata__DataSourceMetadata *,
                                       registry->data_source_count);
    for (size_t i = 0; i < registry->data_source_count; i++) {
        Tfplugin6__GetMetadata__DataSourceMetadata *item = arena_new_object(
            mem, Tfplugin6__GetMetadata__DataSourceMetadata);
        tfplugin6__get_metadata__data_source_metadata__init(item);
        item->type_name = wire_static_text(mem, registry->data_sources[i]->schema->type_name);
        out.data_sources[out.n_data_sources++] = item;
    }
    out.functions = arena_new_array(mem, Tfplugin6__GetMetadata__FunctionMetadata *,
                                    registry->function_count);
    for (size_t i = 0; i < registry->function_count; i++) {
        Tfplugin6__GetMetadata__FunctionMetadata *item = arena_new_object(
            mem, Tfplugin6__GetMetadata__FunctionMetadata);
        tfplugin6__get_metadata__function_metadata__init(item);
        item->name = wire_static_text(mem, registry->functions[i]->name);
        out.functions[out.n_functions++] = item;
    }
    out.ephemeral_resources = arena_new_array(mem, Tfplugin6__GetMetadata__EphemeralMetadata *,
                                              registry->ephemeral_count);
    for (size_t i = 0; i < registry->ephemeral_count; i++) {
        Tfplugin6__GetMetadata__EphemeralMetadata *item = arena_new_object(
            mem, Tfplugin6__GetMetadata__EphemeralMetadata);
        tfplugin6__get_metadata__ephemeral_metadata__init(item);
        item->type_name = wire_static_text(mem, registry->ephemerals[i]->schema->type_name);
        out.ephemeral_resources[out.n_ephemeral_resources++] = item;
    }
    out.list_resources = arena_new_array(mem, Tfplugin6__GetMetadata__ListResourceMetadata *,
                                         registry->list_count);
    for (size_t i = 0; i < registry->list_count; i++) {
        Tfplugin6__GetMetadata__ListResourceMetadata *item = arena_new_object(
            mem, Tfplugin6__GetMetadata__ListResourceMetadata);
        tfplugin6__get_metadata__list_resource_metadata__init(item);
        item->type_name = wire_static_text(mem, registry->lists[i]->schema->type_name);
        out.list_resources[out.n_list_resources++] = item;
    }
    out.actions = arena_new_array(mem, Tfplugin6__GetMetadata__ActionMetadata *, registry->action_count);
    for (size_t i = 0; i < registry->action_count; i++) {
        Tfplugin6__GetMetadata__ActionMetadata *item = arena_new_object(
            mem, Tfplugin6__GetMetadata__ActionMetadata);
        tfplugin6__get_metadata__action_metadata__init(item);
        item->type_name = wire_static_text(mem, registry->actions[i]->schema->type_name);
        out.actions[out.n_actions++] = item;
    }
    return wire_pack(mem, &out.base);
}
