/*
 * journal_tags.c — a journal in tags and back. Must not know the steps. Source: characters and length of TagValue,
 * "Tag restrictions" of the Lightsail documentation.
 */
#include "rebuild/journal_tags.h"

#include <zlib.h>

#include "base/base64.h"

enum { VALUE_BYTES = 256, MOST_JOURNAL = 64 * 1024 };

/* Texts that most journals have: zlib refers to them instead of repeating them. Another dictionary cannot read the
 * journals of this one. */
static const char dictionary[] =
    "{\"distributions\":[{\"distributionName\":\"alarms\":[{\"alarmName\":\"metricName\":\"CPUUtilization\","
    "\"comparisonOperator\":\"GreaterThanOrEqualToThreshold\",\"threshold\":\"evaluationPeriods\":"
    "\"datapointsToAlarm\":\"treatMissingData\":\"missing\",\"contactProtocols\":[\"Email\"],"
    "\"notificationTriggers\":[\"ALARM\"],\"notificationEnabled\":true,\"buckets\":[{\"access\":\"allow\","
    "\"bucketName\":\"resourceName\":\"loadBalancers\":[{\"instanceNames\":[\"loadBalancerName\":"
    "\"addOns\":[{\"name\":\"AutoSnapshot\",\"status\":\"Enabled\",\"snapshotTimeOfDay\":\"06:00\","
    "\"metadataOptions\":{\"httpEndpoint\":\"enabled\",\"httpProtocolIpv6\":\"disabled\","
    "\"httpPutResponseHopLimit\":1,\"httpTokens\":\"required\",\"optional\",\"state\":\"applied\"}"
    "\"disks\":[{\"arn\":\"arn:aws:lightsail:ap-northeast-1:Disk/\",\"path\":\"/dev/xvdf\"}],"
    "\"ports\":[{\"cidrListAliases\":[],\"cidrs\":[\"0.0.0.0/0\"],\"fromPort\":22,\"ipv6Cidrs\":[\"::/0\"],"
    "\"protocol\":\"tcp\",\"udp\",\"toPort\":22}],\"sshKeyName\":\"LightsailDefaultKeyPair\","
    "\"ipAddressType\":"
    "\"dualstack\",\"ipv4\",\"ipv6\",\"state\":{\"code\":16,\"name\":\"running\"},\"name\":\"stopped\","
    "\"blueprintId\":\"ubuntu_22_04\",\"bundleId\":\"small_3_0\",\"location\":{\"availabilityZone\":"
    "\"keyPair\":\"static_ip\":\"static_ip_arn\":\":StaticIp/\"replaces\":\"snapshot\":\"-resize-20\","
    "\"bundle\":\"medium_3_0\",\"instance\":{\"arn\":\"arn:aws:lightsail:us-east-1:123456789012:Instance/";

static bool failed(struct err *err, int code)
{
    return fail(err, ERR_INTERNAL, "zlib could not compress the journal (%d)", code);
}

static bool compress_text(struct arena *mem, struct str text, struct str *ret, struct err *err)
{
    z_stream z = {0};
    size_t room = text.len + 256;
    unsigned char *out = arena_alloc(mem, room);
    int code = deflateInit(&z, Z_BEST_COMPRESSION);
    if (code != Z_OK)
        return failed(err, code);
    code = deflateSetDictionary(&z, (const Bytef *)dictionary, sizeof dictionary - 1);
    z.next_in = (Bytef *)(uintptr_t)text.data;
    z.avail_in = (uInt)text.len;
    z.next_out = out;
    z.avail_out = (uInt)room;
    if (code == Z_OK)
        code = deflate(&z, Z_FINISH);
    *ret = (struct str){(const char *)out, room - z.avail_out};
    deflateEnd(&z);
    return code == Z_STREAM_END || failed(err, code);
}

static bool is_damaged(struct err *err)
{
    fail(err, ERR_PROTOCOL,
         "the tags 'quants-infra:resize-…', which record an unfinished change, are damaged");
    return fail_hint(err, "Restore the tags as they were, or complete the change by hand and remove them.");
}

static bool expand_text(struct arena *mem, struct str packed, struct str *ret, struct err *err)
{
    z_stream z = {0};
    unsigned char *out = arena_alloc(mem, MOST_JOURNAL);
    if (inflateInit(&z) != Z_OK)
        return failed(err, Z_MEM_ERROR);
    z.next_in = (Bytef *)(uintptr_t)packed.data;
    z.avail_in = (uInt)packed.len;
    z.next_out = out;
    z.avail_out = MOST_JOURNAL;
    int code = inflate(&z, Z_FINISH);
    if (code == Z_NEED_DICT &&
        inflateSetDictionary(&z, (const Bytef *)dictionary, sizeof dictionary - 1) == Z_OK)
        code = inflate(&z, Z_FINISH);
    *ret = (struct str){(const char *)out, MOST_JOURNAL - z.avail_out};
    inflateEnd(&z);
    return code == Z_STREAM_END || is_damaged(err);
}

/* ---- tags ---- */

bool is_journal_tag(struct str key)
{
    return str_starts_with(key, STR(LS_RESIZE_TAG));
}

static json_t *new_tag(struct str key, struct str value)
{
    return json_pack("{s:o, s:o}", "key", json_new_str(key), "value", json_new_str(value));
}

static struct str part_key(struct arena *mem, int64_t number)
{
    return str_printf(mem, LS_RESIZE_TAG "-%lld", (long long)number);
}

json_t *journal_object(const json_t *journal)
{
    json_t *instance = json_object_get(journal, "instance");
    return instance != NULL ? instance : json_object_get(journal, "database");
}

struct str journal_state(const json_t *object)
{
    const json_t *state = json_object_get(object, "state");
    return json_is_object(state) ? json_member_text(state, "name") : json_text(state);
}

static struct str heading(struct arena *mem, const json_t *journal, size_t parts)
{
    struct str power = journal_state(journal_object(journal));
    return str_printf(mem, "%.*s %.*s %zu", STR_ARG(json_member_text(journal, "bundle")), STR_ARG(power),
                      parts);
}

/* What only this process needs, or what the tagged object itself has. */
static json_t *pack_journal(struct arena *mem, const json_t *journal)
{
    static const char *const own[] = {"automatic", "unknown", "snapshot", "deleting", "new", NULL};
    static const char *const of_object[] = {"name", "tags", "ipv6Addresses", "hardware", NULL};
    json_t *packed = json_own(mem, json_deep_copy(journal)), *object = journal_object(packed);
    for (size_t i = 0; own[i] != NULL; i++)
        json_object_del(packed, own[i]);
    for (size_t i = 0; of_object[i] != NULL; i++)
        json_object_del(object, of_object[i]);
    return packed;
}

bool journal_to_tags(struct arena *mem, const json_t *journal, json_t **ret_tags, struct err *err)
{
    struct str packed, json = json_print(mem, pack_journal(mem, journal));
    if (json.len > MOST_JOURNAL)
        return fail(err, ERR_USER,
                    "too much belongs to it: the journal of the change has %zu bytes of at most %d", json.len,
                    MOST_JOURNAL);
    TRY(compress_text(mem, json, &packed, err));
    struct str text = base64_encode(mem, packed);
    size_t parts = (text.len + VALUE_BYTES - 1) / VALUE_BYTES;
    *ret_tags = json_own(mem, json_array());
    json_array_append_new(*ret_tags, new_tag(STR(LS_RESIZE_TAG), heading(mem, journal, parts)));
    for (size_t i = 0; i < parts; i++) {
        size_t end = (i + 1) * VALUE_BYTES < text.len ? (i + 1) * VALUE_BYTES : text.len;
        json_array_append_new(*ret_tags,
                              new_tag(part_key(mem, (int64_t)i + 1), str_slice(text, i * VALUE_BYTES, end)));
    }
    return true;
}

static bool count_parts(struct str text, int64_t *ret)
{
    struct str word, rest = text;
    while (str_cut(rest, ' ', &word, &rest))
        ;
    return str_to_int64(rest, ret) && *ret > 0 && *ret <= MOST_TAGS;
}

bool journal_of_tags(struct arena *mem, const json_t *object, json_t **ret_journal, struct err *err)
{
    struct str first = ls_tag(object, STR(LS_RESIZE_TAG)), packed, text;
    struct buf joined = buf_new(mem, MOST_TAGS * VALUE_BYTES);
    int64_t parts;
    *ret_journal = NULL;
    if (first.data == NULL)
        return true;
    if (!count_parts(first, &parts))
        return is_damaged(err);
    for (int64_t i = 1; i <= parts; i++) {
        struct str value = ls_tag(object, part_key(mem, i));
        if (value.data == NULL)
            return is_damaged(err);
        buf_add(&joined, value);
    }
    if (!base64_decode(mem, buf_str(&joined), &packed))
        return is_damaged(err);
    TRY(expand_text(mem, packed, &text, err));
    if (json_parse(mem, text, MOST_JOURNAL, ret_journal, err) && json_is_object(journal_object(*ret_journal)))
        return true;
    *ret_journal = NULL;
    return is_damaged(err);
}
