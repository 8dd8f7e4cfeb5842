# schema.jq — the parts of schemas/ that are missing in `terraform providers schema -json`, one line each; no output when it is complete. Input: that
# JSON. --slurpfile records: all records. --arg kinds: those that the client supports, such as "resource data".

def text: if type == "array" then join("\n") else . // "" end;
def lacks($where; $what): "\($where): \($what)";

# A description, as Markdown.
def described($where):
    if (.description // "") == "" then lacks($where; "no description")
    elif .description_kind != "markdown" then lacks($where; "the description is not marked as Markdown")
    else empty end;

# Every attribute and block of the JSON, also those without a record.
def all_described($where):
    described($where),
    (.attributes // {} | to_entries[] | .key as $name | .value
        | described("\($where).\($name)"),
          (.nested_type // empty | .attributes | to_entries[] | .key as $inner | .value | all_described("\($where).\($name).\($inner)"))),
    (.block_types // {} | to_entries[] | .key as $name | .value.block | all_described("\($where).\($name)"));

# The attributes of a record or of its nested objects, with their flags. Input: the attributes of the JSON.
def rows_are_there($where; $rows):
    . as $attributes | $rows[] | . as $row | "\($where).\($row.name)" as $here | $attributes[$row.name]
    | if . == null then lacks($here; "not there") else
        ([.required, .optional, .computed] | map(. // false)) as $mode
        | (if $mode != {"required": [true, false, false], "optional": [false, true, false], "computed": [false, false, true],
               "optional_computed": [false, true, true]}[$row.mode] then lacks($here; "not \($row.mode)") else empty end),
          (("sensitive", "write_only") as $flag
              | if (.[$flag] // false) != ($row[$flag] // false) then lacks($here; "\($flag) differs") else empty end),
          (if (.deprecated // false) != ($row | has("deprecated")) then lacks($here; "deprecated differs") else empty end),
          (if .description != ($row.doc | text) then lacks($here; "another description") else empty end),
          (if $row.nested == null then empty
           elif .nested_type.nesting_mode != $row.nested.nesting then lacks($here; "not nested as \($row.nested.nesting)")
           else .nested_type.attributes | rows_are_there($here; $row.nested.attributes) end)
    end;

# The same for its blocks. Input: a block of the JSON.
def blocks_are_there($where; $record):
    (.attributes // {} | rows_are_there($where; $record.attributes // [])),
    (.block_types as $types | ($record.blocks // [])[] | . as $row | "\($where).\($row.name)" as $here | $types[$row.name]
        | if . == null then lacks($here; "not there")
          elif .nesting_mode != $row.nesting then lacks($here; "not nested as \($row.nesting)")
          elif (.block.deprecated // false) != ($row | has("deprecated")) then lacks($here; "deprecated differs")
          else .block | blocks_are_there($here; $row) end),
    (if $record.timeouts and (.block_types.timeouts == null) and (.attributes.timeouts == null)
     then lacks("\($where).timeouts"; "not there") else empty end);

def function_is_there($where; $record):
    if . == null then lacks($where; "not there") else
        (if .summary != $record.summary then lacks($where; "another summary") else empty end),
        (if .description != ($record.doc | text) then lacks($where; "another description") else empty end),
        (if .return_type == null then lacks($where; "no type of the result") else empty end),
        (if [.parameters // [] | .[] | [.name, .description]] != [$record.parameters // [] | .[] | [.name, (.doc | text)]]
         then lacks($where; "other parameters") else empty end),
        (if (.variadic_parameter | [.name, .description]) != ($record.variadic | [.name, (.doc // "" | text | select(. != "") // null)])
         then lacks($where; "another variadic parameter") else empty end)
    end;

def identity_is_there($where; $record):
    if . == null then lacks($where; "no identity") else
        (.attributes | to_entries[] | .key as $name | .value
            | if (.description // "") == "" then lacks("\($where) identity.\($name)"; "no description") else empty end),
        (.attributes as $attributes | $record.identity[]
            | if $attributes[.].required_for_import then empty else lacks("\($where) identity.\(.)"; "not required for import") end)
    end;

{"resource": "resource_schemas", "data": "data_source_schemas", "ephemeral": "ephemeral_resource_schemas", "list": "list_resource_schemas",
 "action": "action_schemas"} as $places
| ($kinds / " ") as $known
| .provider_schemas[]
| . as $schemas
| ($records[] | . as $record | select(.kind as $kind | $known | index($kind))
   | if .kind == "function" then .name as $name | $schemas.functions[$name] | function_is_there($name; $record)
     elif .kind == "provider" then $schemas.provider.block | all_described("provider"), blocks_are_there("provider"; $record)
     else "lightsail_\(.name)" as $name | "\(.kind) \($name)" as $where | $schemas[$places[.kind]][$name]
         | if . == null then lacks($where; "not there")
           else (.block | all_described($where), blocks_are_there($where; $record)) end
     end),
  ($records[] | . as $record | select(.kind == "resource" and ($known | index("identity")))
   | "lightsail_\(.name)" as $name | $schemas.resource_identity_schemas[$name] | identity_is_there($name; $record))
