/*
 * wire_adopt.c — the messages that bring an existing object under management: import, move, identities, and
 * generated configuration. Must not know what a value means.
 */
#include "plugin/wire_parts.h"

/* Short aliases for long names of the generated code. */
#define identity_entry Tfplugin6__GetResourceIdentitySchemas__Response__IdentitySchemasEntry

/* ---- import and move ----------------------------------------------------------------------------------- */

bool wire_decode_import(struct arena *mem, struct str bytes, struct import_request *ret)
{
    UNPACK(Tfplugin6__ImportResourceState__Request, in,
           tfplugin6__import_resource_state__request__descriptor);
    *ret = (struct import_request){.type_name = str_c(in->type_name),
                                   .id = str_c(in->id),
                                   .deferral_allowed = DEFERRAL_ALLOWED(in)};
    if (ret->id.len == 0)
        ret->identity = wire_identity_of(in->identity);
    return true;
}

struct str wire_encode_import(struct arena *mem, struct str type_name, const struct import_response *from,
                              const struct diagnostics *diags)
{
    Tfplugin6__ImportResourceState__Response out = TFPLUGIN6__IMPORT_RESOURCE_STATE__RESPONSE__INIT;
    Tfplugin6__ImportResourceState__ImportedResource imported, *list[] = {&imported};
    tfplugin6__import_resource_state__imported_resource__init(&imported);
    if (from->has_resource) {
        imported.type_name = wire_text(mem, type_name);
        imported.state = wire_new_value(mem, from->state);
        imported.identity = wire_new_identity(mem, from->identity);
        out.n_imported_resources = 1;
        out.imported_resources = list;
    }
    out.deferred = wire_new_deferred(mem, from->is_deferred);
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

bool wire_decode_move(struct arena *mem, struct str bytes, struct move_request *ret)
{
    UNPACK(Tfplugin6__MoveResourceState__Request, in, tfplugin6__move_resource_state__request__descriptor);
    *ret = (struct move_request){
        .source_provider = str_c(in->source_provider_address),
        .source_type = str_c(in->source_type_name),
        .target_type = str_c(in->target_type_name),
        .source_version = in->source_schema_version,
    };
    if (in->source_state != NULL)
        ret->source_json = wire_view(in->source_state->json);
    return true;
}

/* The private data of the source belongs to another provider and is not passed on. */
struct str wire_encode_move(struct arena *mem, const struct move_response *from,
                            const struct diagnostics *diags)
{
    Tfplugin6__MoveResourceState__Response out = TFPLUGIN6__MOVE_RESOURCE_STATE__RESPONSE__INIT;
    out.target_state = wire_new_value(mem, from->state);
    out.target_identity = wire_new_identity(mem, from->identity);
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

/* ---- identities ---------------------------------------------------------------------------------------- */

static Tfplugin6__ResourceIdentitySchema *new_identity_schema(struct arena *mem,
                                                              const struct object_desc *from)
{
    Tfplugin6__ResourceIdentitySchema *schema = arena_new_object(mem, Tfplugin6__ResourceIdentitySchema);
    tfplugin6__resource_identity_schema__init(schema);
    schema->version = IDENTITY_VERSION;
    schema->identity_attributes = arena_new_array(mem, Tfplugin6__ResourceIdentitySchema__IdentityAttribute *,
                                                  from->count);
    for (size_t i = 0; i < from->count; i++) {
        Tfplugin6__ResourceIdentitySchema__IdentityAttribute *attribute = arena_new_object(
            mem, Tfplugin6__ResourceIdentitySchema__IdentityAttribute);
        tfplugin6__resource_identity_schema__identity_attribute__init(attribute);
        attribute->name = wire_text(mem, from->attrs[i].name);
        attribute->type = wire_bytes(type_print(mem, from->attrs[i].type));
        attribute->required_for_import = (from->attrs[i].flags & ATTR_REQUIRED) != 0;
        attribute->optional_for_import = !attribute->required_for_import;
        attribute->description = wire_static_text(mem, from->attrs[i].doc);
        schema->identity_attributes[schema->n_identity_attributes++] = attribute;
    }
    return schema;
}

struct str wire_encode_identity_schemas(struct arena *mem, struct runtime *runtime)
{
    Tfplugin6__GetResourceIdentitySchemas__Response out =
        TFPLUGIN6__GET_RESOURCE_IDENTITY_SCHEMAS__RESPONSE__INIT;
    const struct registry *registry = runtime_registry(runtime);
    out.identity_schemas = arena_new_array(mem, identity_entry *, registry->resource_count);
    for (size_t i = 0; i < registry->resource_count; i++) {
        const struct resource *resource = registry->resources[i];
        identity_entry *entry = arena_new_object(mem, identity_entry);
        tfplugin6__get_resource_identity_schemas__response__identity_schemas_entry__init(entry);
        entry->key = wire_static_text(mem, resource->schema->type_name);
        entry->value = new_identity_schema(mem, runtime_identity_object(runtime, resource));
        out.identity_schemas[out.n_identity_schemas++] = entry;
    }
    return wire_pack(mem, &out.base);
}

bool wire_decode_upgrade_identity(struct arena *mem, struct str bytes, struct upgrade_identity_request *ret)
{
    UNPACK(Tfplugin6__UpgradeResourceIdentity__Request, in,
           tfplugin6__upgrade_resource_identity__request__descriptor);
    *ret = (struct upgrade_identity_request){.type_name = str_c(in->type_name), .version = in->version};
    if (in->raw_identity != NULL)
        ret->json = wire_view(in->raw_identity->json);
    return true;
}

struct str wire_encode_upgrade_identity(struct arena *mem, struct identity upgraded,
                                        const struct diagnostics *diags)
{
    Tfplugin6__UpgradeResourceIdentity__Response out = TFPLUGIN6__UPGRADE_RESOURCE_IDENTITY__RESPONSE__INIT;
    out.upgraded_identity = wire_new_identity(mem, upgraded);
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

/* ---- generated configuration --------------------------------------------------------------------------- */

bool wire_decode_generate(struct arena *mem, struct str bytes, struct str *ret_type_name,
                          struct dynamic_value *ret_state)
{
    UNPACK(Tfplugin6__GenerateResourceConfig__Request, in,
           tfplugin6__generate_resource_config__request__descriptor);
    *ret_type_name = str_c(in->type_name);
    *ret_state = wire_value_of(in->state);
    return true;
}

struct str wire_encode_generate(struct arena *mem, struct str config, const struct diagnostics *diags)
{
    Tfplugin6__GenerateResourceConfig__Response out = TFPLUGIN6__GENERATE_RESOURCE_CONFIG__RESPONSE__INIT;
    out.config = wire_new_value(mem, config);
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}
