#!/usr/bin/env bash
# Distributions in the simulator: origins, status over time, caching, certificates, firewall, refusals. Only sim_advance makes time pass. With SIM_BINARY
# it runs against another endpoint, whose refusals have other words.
cd "$(dirname "$0")/../../.." || exit 1
. tests/lib/tap.sh
. tests/lib/sim.sh
. tests/sim/t/sign.sh

CDN='"distributionName":"cdn"'
HOME_REGION=us-east-1
[ -n "${SIM_BINARY:-}" ] || ours=1
ask() { AWS_REGION=${REGION:-$HOME_REGION} sim_call "$1" "$2" | jq -r "${3:-(.__type // \"fine\") | sub(\".*#\"; \"\")}"; }
said() { ask "$1" "$2" '.message // "fine"'; }
show() { ask GetDistributions "{$CDN}" ".distributions[0] | $1"; }
refused() { if [ -n "${ours:-}" ]; then contains "$1" "$2" "$3"; else isnt "$1" fine "$3"; fi; }
origin() { printf '"origin":{"name":"%s","regionName":"%s"%s}' "$1" "${2:-ap-northeast-1}" "${3:+,$3}"; }
REST='"bundleId":"small_1_0","defaultCacheBehavior":{"behavior":"cache"}'
create() { said CreateDistribution "{\"distributionName\":\"${2:-other}\",$1,${3:-$REST}}"; }
update() { said UpdateDistribution "{$CDN,$1}"; }
settle() { sim_advance 120000; }
there() { REGION=ap-northeast-1 said "$1" "$2" >/dev/null; }

sim_start --pending-ms 60000 --operation-ms 60000 --page-size 3 || bail "the simulator does not start"
there CreateInstances '{"instanceNames":["web-1"],"availabilityZone":"ap-northeast-1a","blueprintId":"ubuntu_22_04","bundleId":"nano_3_0"}'
there AllocateStaticIp '{"staticIpName":"address"}'
there CreateBucket '{"bucketName":"files","bundleId":"small_1_0"}'
there CreateDisk '{"diskName":"disk","availabilityZone":"ap-northeast-1a","sizeInGb":8}'
there CreateLoadBalancer '{"loadBalancerName":"balancer","instancePort":80}'
there CreateContainerService '{"serviceName":"service","power":"nano","scale":1}'
sim_advance 120000

# ---- origins ----------------------------------------------------------------------------------------------------------
refused "$(REGION=ap-northeast-1 create "$(origin web-1)")" "only available in the us-east-1 Region" "another Region is refused"
refused "$(create "$(origin web-2)")" "does not exist in the Region ap-northeast-1: web-2" "an origin that does not exist"
refused "$(create "$(origin web-1 us-east-1)")" "does not exist in the Region us-east-1: web-1" "... in this Region"
refused "$(create "$(origin web-1)")" "has no static IP" "an instance needs a static IP"
refused "$(create "$(origin disk)")" "type Disk cannot be the origin" "a disk is no origin"
refused "$(create "$(origin balancer)")" "no instance is attached" "a load balancer needs an instance"
refused "$(create "$(origin files '' '"responseTimeout":61')")" "less than or equal to 60" "a time-out of more than a minute"
refused "$(create "$(origin service),\"enablePrivateOriginAccess\":true")" "for buckets only" "private access to a service"
there AttachStaticIp '{"staticIpName":"address","instanceName":"web-1"}'
there AttachInstancesToLoadBalancer '{"loadBalancerName":"balancer","instanceNames":["web-1"]}'
sim_advance 60000
is "$(ask CreateDistribution "{$CDN,$(origin web-1),$REST,\"tags\":[{\"key\":\"a\",\"value\":\"b\"}]}" \
    '"\(.operation | "\(.operationType) \(.resourceType) \(.isTerminal)") \(.distribution | "\(.name) \(.status) \(.isEnabled) \(.bundleId) \(.ipAddressType) \(.origin.resourceType) \(.origin.protocolPolicy) \(.origin.responseTimeout) \(.origin.isPrivateOriginAccessEnabled) \(.location.regionName) \(.ableToUpdateBundle) \(.waf.isWafEnabled) \(.tags[0].value) \(has("certificateName"))")"')" \
    "CreateDistribution Distribution false cdn InProgress true small_1_0 dualstack Instance http-only 30 false us-east-1 true false b false" "create"
like "$(show '"\(.domainName) \(.originPublicDNS)"')" '^d[0-9a-f]{13}\.cloudfront\.net [0-9.]+$' "... has its addresses"
is "$(show '.cacheBehaviorSettings | "\(.defaultTTL) \(.minimumTTL) \(.maximumTTL) \(.cachedHTTPMethods) \(.forwardedCookies.option) \(.forwardedQueryStrings.option)"')" \
    "86400 0 31536000 GET,HEAD none false" "... and the default settings"
refused "$(update '"isEnabled":false')" "has the status InProgress" "... cannot be changed yet"
refused "$(said DeleteDistribution "{$CDN}")" "has the status InProgress" "... nor deleted"
settle
is "$(show .status)" Deployed "... then it is deployed"
refused "$(create "$(origin web-1)" cdn)" "already in use" "a name that is in use"
refused "$(create "$(origin files)" other '"bundleId":"huge_1_0","defaultCacheBehavior":{"behavior":"cache"}')" "does not exist: huge_1_0" "a bundle that does not exist"
refused "$(create "$(origin files)" other "$REST,\"tags\":[{\"key\":\"a\"}]")" "needs a value: a" "a tag without a value"
refused "$(said TagResource '{"resourceName":"cdn","tags":[{"key":"b"}]}')" "needs a value: b" "... also later"
refused "$(create "$(origin files)" other '"bundleId":"small_1_0","defaultCacheBehavior":{}')" "behavior is required" "no behavior"
is "$(create "$(origin balancer)" d-2)$(create "$(origin service)" d-3)$(create "$(origin files '' '"protocolPolicy":"https-only","responseTimeout":4,"ipAddressType":"ipv4"'),\"enablePrivateOriginAccess\":true" d-4)" finefinefine "origins of all kinds"
is "$(ask GetDistributions '{"distributionName":"d-4"}' '.distributions[0].origin | "\(.resourceType) \(.protocolPolicy) \(.responseTimeout) \(.ipAddressType) \(.isPrivateOriginAccessEnabled)"')" "Bucket https-only 4 ipv4 true" "... with all members"
refused "$(REGION=ap-northeast-1 said DeleteBucket '{"bucketName":"files"}')" "is the origin of a distribution" "a bucket that is an origin is not deleted"
token=$(ask GetDistributions '{}' '"\(.distributions | map(.name) | join(",")) \(.nextPageToken)"')
is "${token% *} $(ask GetDistributions "{\"pageToken\":\"${token#* }\"}" '.distributions | map(.name) | join(",")')" "cdn,d-2,d-3 d-4" "the list has pages"

# ---- settings ---------------------------------------------------------------------------------------------------------
settle
SETTINGS='"defaultTTL":60,"minimumTTL":1,"maximumTTL":600,"allowedHTTPMethods":"OPTIONS,HEAD,GET","cachedHTTPMethods":"HEAD,GET","forwardedCookies":{"option":"allow-list","cookiesAllowList":["id"]},"forwardedHeaders":{"option":"allow-list","headersAllowList":["Host"]},"forwardedQueryStrings":{"option":true,"queryStringsAllowList":["page"]}'
is "$(ask UpdateDistribution "{$CDN,\"cacheBehaviorSettings\":{$SETTINGS},\"cacheBehaviors\":[{\"path\":\"wp-admin/*\",\"behavior\":\"dont-cache\"}],\"defaultRootObject\":\"index.html\",\"customErrorResponses\":[{\"errorCode\":404,\"responseCode\":\"200\",\"responsePagePath\":\"/404.html\"}],\"viewerMinimumTlsProtocolVersion\":\"TLSv1.2_2019\",\"isEnabled\":false}" '"\(.operation.operationType) \(keys | join(","))"')" \
    "UpdateDistribution operation" "update"
is "$(show '"\(.status) \(.isEnabled) \(.viewerMinimumTlsProtocolVersion) \(.cacheBehaviors[0].path) \(.defaultRootObject) \(.customErrorResponses[0].errorCachingMinTTL) \(.cacheBehaviorSettings | "\(.minimumTTL) \(.allowedHTTPMethods) \(.cachedHTTPMethods) \(.forwardedHeaders.headersAllowList[0]) \(.forwardedQueryStrings.queryStringsAllowList[0])")"')" \
    "InProgress false TLSv1.2_2019 wp-admin/* index.html 10 1 GET,HEAD,OPTIONS GET,HEAD Host page" "... shows the new values at once"
is "$(ask GetDistributions '{}' '.distributions[0] | "\(has("defaultRootObject")) \(has("customErrorResponses"))"')" "false false" "... the list does not show all"
settle
is "$(update '"cacheBehaviorSettings":{"maximumTTL":86400}')$(show '.cacheBehaviorSettings | "\(.minimumTTL) \(.defaultTTL) \(.maximumTTL) \(.forwardedCookies.option)"')" "fine0 86400 86400 none" "the settings are replaced whole"
settle
is "$(show '"\(.cacheBehaviors | length) \(.defaultRootObject) \(.isEnabled)"')" "1 index.html false" "... everything else stays"
for row in '"minimumTTL":10,"defaultTTL":5|in this order' '"maximumTTL":5,"defaultTTL":6|in this order' '"defaultTTL":-1,"minimumTTL":-2|negative' \
    '"minimumTTL":1,"forwardedHeaders":{"option":"all"}|must be 0 when all headers' '"allowedHTTPMethods":"GET,POST"|allowedHTTPMethods is not valid' \
    '"cachedHTTPMethods":"GET,HEAD,OPTIONS","allowedHTTPMethods":"GET,HEAD"|must be among' '"forwardedCookies":{"option":"allow-list"}|must not be empty' \
    '"forwardedHeaders":{"option":"default"}|[none, allow-list, all]' '"forwardedHeaders":{"option":"allow-list","headersAllowList":["X-Mine"]}|enum value set' \
    '"forwardedQueryStrings":{"option":false,"queryStringsAllowList":["1","2","3","4","5","6","7","8","9","10","11"]}|at most 10'; do
    refused "$(update "\"cacheBehaviorSettings\":{${row%|*}}")" "${row#*|}" "settings: ${row#*|}"
done
path='{"path":"a/*","behavior":"cache"}'
for row in "\"cacheBehaviors\":[$path,$path]|two cache behaviors for the path a/*" '"cacheBehaviors":[{"path":"a/*"}]|path and behavior are required' \
    "\"cacheBehaviors\":$(seq 26 | jq -Rnc '[inputs | {path: ., behavior: "cache"}]')|at most 25" '"defaultRootObject":"/index.html"|must not begin with a forward slash' \
    '"customErrorResponses":[{"errorCode":418}]|errorCode of a custom error response is not valid: 418' \
    '"customErrorResponses":[{"errorCode":404,"responseCode":"404","responsePagePath":"404.html"}]|must begin with a forward slash' \
    '"customErrorResponses":[{"errorCode":404,"responseCode":"404"}]|belong together' \
    '"customErrorResponses":[{"errorCode":404},{"errorCode":404}]|two custom error responses' '"enablePrivateOriginAccess":true|needs the origin in the same request'; do
    refused "$(update "${row%|*}")" "${row#*|}" "${row#*|}"
done
is "$(update "\"customErrorResponses\":[],\"defaultRootObject\":\"\",\"cacheBehaviors\":[],$(origin files),\"enablePrivateOriginAccess\":true")" fine "everything is removed, another origin"
is "$(show '"\(.customErrorResponses | length) \(has("defaultRootObject")) \(.cacheBehaviors | length) \(.origin | "\(.name) \(.isPrivateOriginAccessEnabled)") \(.originPublicDNS)"')" \
    "0 false 0 files true files.s3.ap-northeast-1.amazonaws.com" "... shows"
settle

# ---- certificates -----------------------------------------------------------------------------------------------------
for row in one:a.example two:b.example three:www.a.example; do
    said CreateCertificate "{\"certificateName\":\"${row%:*}\",\"domainName\":\"${row#*:}\",\"subjectAlternativeNames\":[\"a.example\"]}" >/dev/null
done
sim_mutate '{"action":"issue_certificate","name":"one","region":"us-east-1"}' && sim_mutate '{"action":"issue_certificate","name":"three","region":"us-east-1"}'
refused "$(update '"certificateName":"two","useDefaultCertificate":false')" "its status is PENDING_VALIDATION" "a certificate must be issued"
refused "$(update '"certificateName":"none","useDefaultCertificate":false')" "does not exist: none" "... and exist"
refused "$(update '"useDefaultCertificate":false')" "certificateName is required" "... and be named"
refused "$(update '"certificateName":"one","useDefaultCertificate":true')" "cannot be used together" "... and not be the default one"
is "$(update '"certificateName":"one"')$(show '"\(has("certificateName")) \(.alternativeDomainNames | length)"')" "finefalse 0" "a name alone has no effect"
settle
is "$(update '"certificateName":"one","useDefaultCertificate":false')$(show '"\(.certificateName) \(.alternativeDomainNames | join(","))"')" "fineone a.example" "... but with useDefaultCertificate"
refused "$(said DeleteCertificate '{"certificateName":"one"}')" "in use by the distribution cdn" "... then it cannot be deleted"
refused "$(create "$(origin service),\"certificateName\":\"three\"")" "a.example is in use by the distribution cdn" "a domain name leads to one distribution"
settle
is "$(update '"isEnabled":true')$(show .certificateName)" fineone "other changes leave it"
settle
is "$(update '"useDefaultCertificate":true')$(show 'has("certificateName")')" finefalse "the default one"
settle
is "$(ask AttachCertificateToDistribution "{$CDN,\"certificateName\":\"three\"}" .operation.operationType)$(show '"\(.status) \(.alternativeDomainNames | join(","))"')" "AttachCertificateToDistributionInProgress www.a.example,a.example" "attach"
refused "$(said DetachCertificateFromDistribution "{$CDN}")" InProgress "detach: not yet"
settle
is "$(ask DetachCertificateFromDistribution "{$CDN}" .operation.operationType)$(show '.alternativeDomainNames | length')" DetachCertificateFromDistribution0 "detach"
settle
refused "$(said DetachCertificateFromDistribution "{$CDN}")" "No certificate is attached" "... once"

# ---- bundles, firewall ------------------------------------------------------------------------------------------------
COMMON='{"name":"AWSManagedRulesCommonRuleSet"}' SQL='{"name":"AWSManagedRulesSQLiRuleSet"}'
is "$(ask GetDistributionBundles '{}' '.bundles | map("\(.bundleId) \(.price) \(.transferPerMonthInGb) \(.isActive)") | join(",")')" \
    "small_1_0 2.5 50 true,medium_1_0 10 200 true,large_1_0 35 500 true,small_0_1 2.5 50 false" "bundles"
refused "$(update '"enableWaf":true')" "WAF is not available for the bundle small_1_0" "no firewall in this bundle"
is "$(said UpdateDistributionBundle "{$CDN,\"bundleId\":\"large_1_0\"}")$(show '"\(.bundleId) \(.ableToUpdateBundle)"')" "finelarge_1_0 false" "another bundle"
settle
refused "$(said UpdateDistributionBundle "{$CDN,\"bundleId\":\"medium_1_0\"}")" "in this month already" "... once in a month"
refused "$(update "\"wafRules\":[$COMMON]")" "only when WAF is enabled" "rules need the firewall"
is "$(update "\"enableWaf\":true,\"wafRules\":[$COMMON,$SQL]")$(show '.waf | "\(.isWafEnabled) \(.wafRules | map(.name) | join(","))"')" "finetrue AWSManagedRulesCommonRuleSet,AWSManagedRulesSQLiRuleSet" "a firewall"
settle
sim_advance $((31 * 86400000))
refused "$(said UpdateDistributionBundle "{$CDN,\"bundleId\":\"medium_1_0\"}")" "SQLiRuleSet is not available for the bundle medium_1_0" "a bundle that lacks a rule group"
refused "$(said UpdateDistributionBundle "{$CDN,\"bundleId\":\"small_1_0\"}")" "WAF is not available" "... or the firewall"
ATP='"loginPath":"/login","payloadType":"JSON","usernameField":"/user","passwordField":"/password"'
BAD='{"name":"AWSManagedRulesATPRuleSet","atpConfig":{'
for row in "$SQL,$SQL|is there twice" '{"name":"Mine"}|is not available' '{"name":"AWSManagedRulesATPRuleSet"}|atpConfig is required' \
    "{\"name\":\"AWSManagedRulesCommonRuleSet\",\"atpConfig\":{$ATP}}|not allowed" "$BAD${ATP/\/login/login}}}|must start with a forward slash: login" \
    "$BAD${ATP/\/user/user}}}|usernameField must start" "$BAD$ATP,\"responseInspection\":{\"successCodes\":[200],\"failureCodes\":[200]}}}|in both lists" \
    "$BAD$ATP,\"responseInspection\":{\"successCodes\":[200]}}}|failureCodes must contain" '{"name":"AWSManagedRulesBotControlRuleSet","botControlConfig":{}}|inspectionLevel is required'; do
    refused "$(update "\"wafRules\":[${row%|*}]")" "${row##*|}" "rules: ${row##*|}"
done
is "$(update "\"wafRules\":[$BAD$ATP,\"responseInspection\":{\"successCodes\":[200],\"failureCodes\":[401]}}}]")$(show '.waf.wafRules | map(.atpConfig.loginPath) | join(",")')" "fine/login" "rules are replaced"
settle
is "$(update '"enableWaf":false')$(show '.waf | "\(.isWafEnabled) \(.wafRules | length)"')" "finefalse 0" "no firewall has no rules"
settle

# ---- cache, IP address type, the end ----------------------------------------------------------------------------------
is "$(ask GetDistributionLatestCacheReset "{$CDN}" 'keys | length')" 0 "no reset yet"
is "$(ask ResetDistributionCache "{$CDN}" '"\(.status) \(has("createTime")) \(.operation.operationType)"') $(show .status)" "InProgress true ResetDistributionCache Deployed" "reset the cache"
is "$(ask GetDistributionLatestCacheReset "{$CDN}" .status)" InProgress "... takes time"
sim_advance 60000
is "$(ask GetDistributionLatestCacheReset "{$CDN}" .status) $(ask GetDistributionLatestCacheReset '{}' 'has("createTime")')" "Completed true" "... then it is over"
is "$(said SetIpAddressType '{"resourceType":"Distribution","resourceName":"cdn","ipAddressType":"ipv4"}')$(show '"\(.ipAddressType) \(.status)"')" "fineipv4 InProgress" "IPv4 only"
settle
refused "$(said SetIpAddressType '{"resourceType":"Distribution","resourceName":"cdn","ipAddressType":"ipv6"}')" "ipv4 or dualstack" "... but not IPv6 only"
is "$(said DeleteDistribution "{$CDN}") $(show '"\(.status)"')" "fine InProgress" "an enabled distribution is deleted"
refused "$(said DeleteDistribution "{$CDN}")" InProgress "... once"
sim_advance 60000
is "$(ask GetDistributions "{$CDN}")" NotFoundException "... then it is gone"

# ---- late reads, faults -----------------------------------------------------------------------------------------------
CDN='"distributionName":"d-4"'
sim_lag 60000 0
update '"defaultRootObject":"a.html","isEnabled":false' >/dev/null
is "$(show '"\(has("defaultRootObject")) \(.isEnabled) \(.status)"') $(ask GetDistributions '{}' '.distributions | map(select(.name == "d-4").isEnabled) | join(",")')" "false true Deployed false" "reads of one distribution are late"
sim_advance 60000
is "$(show '"\(.defaultRootObject) \(.isEnabled) \(.status)"')" "a.html false InProgress" "... they appear"
sim_lag 0
settle
sim_fault '[{"operation":"UpdateDistribution","kind":"stuck","when":"first"},{"operation":"ResetDistributionCache","kind":"failed","when":"first"}]'
update '"isEnabled":true' >/dev/null
sim_advance 86400000
is "$(show '"\(.isEnabled) \(.status)"')" "true InProgress" "stuck: a change is not deployed"
sim_mutate '{"action":"unstick","name":"d-4","region":"us-east-1"}'
is "$(show .status)" Deployed "... until unstick"
is "$(ask ResetDistributionCache "{$CDN}" .operation.status >/dev/null; ask GetDistributionLatestCacheReset "{$CDN}" 'keys | length')" 0 "failed: no reset"
is "$(ask GetOperationsForResource '{"resourceName":"d-4"}' '.operations[0:2] | map(.operationType) | join(",")')" ResetDistributionCache,UpdateDistribution "operations by name"
done_testing
