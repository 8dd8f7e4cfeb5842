/*
 * wire_schema.c — the schema tables as GetProviderSchema and GetMetadata. Knows the rules of protocol section
 * 3; must not know any resource.
 */
#include "plugin/wire.h"
#include "plugin/wire_function.h"
#include "plugin/wire_message.h"
#include "tfplugin6.pb-c.h"

/* Names of the generated code that would not fit a line. */
#define resource_entry Tfplugin6__GetProviderSchema__Response__ResourceSchemasEntry
#define data_entry Tfplugin6__GetProviderSchema__Response__DataSourceSchemasEntry
#define function_entry Tfplugin6__GetProviderSchema__Response__FunctionsEntry

static const ProtobufCBinaryData no_bytes = {0, NULL};

/*
 * Capabilities: be asked before a destruction; a cached schema will do (no RPC here needs GetProviderSchema
 * first); take over what other providers made; write the configuration of what was found.
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

/* Terraform wants equal bounds for a single block and none for a map. */
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
    out.functions = arena_new_array(mem, Tfplugin6__GetMetadata__FunctionMetadata *, registry->function_count);
    for (size_t i = 0; i < registry->function_count; i++) {
        Tfplugin6__GetMetadata__FunctionMetadata *item = arena_new_object(mem, Tfplugin6__GetMetadata__FunctionMetadata);
        tfplugin6__get_metadata__function_metadata__init(item);
        item->name = wire_static_text(mem, registry->functions[i]->name);
        out.functions[out.n_functions++] = item;
    }
    return wire_pack(mem, &out.base);
}
