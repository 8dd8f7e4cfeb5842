# growth.jq — (e) each figure per resource as the number grows, from the rows of (b), (c) and (d): the difference between two sizes of the same
# measurement, per resource, without the cost of a start. Input: the rows. Must not know how they were measured.
def r($digits): . * pow(10; $digits) | round / pow(10; $digits);
def resources: if .part == "c" then 3 * .count else .count end;
def over($from; f): if f == null or ($from | f) == null then null else (f - ($from | f)) / (resources - ($from | resources)) end;

[.[] | select(.part == "b" or .part == "c")] | group_by([.part, .latency_ms]) | map(
    sort_by(.count) | . as $rows | range(1; length) | $rows[. - 1] as $from | $rows[.]
    | {part: "e",
       what: "\(if .part == "b" then "plan" else "refresh at \(.latency_ms) ms" end), \($from | resources) to \(resources)",
       from: ($from | resources), to: resources,
       ours_ms: (over($from; .ours_ms) | r(3)), reference_ms: (over($from; .reference_ms) | r(3)),
       provider_cpu_ms: (over($from; .provider_cpu_ms) | r(3)),
       provider_peak_kib: (over($from; .provider_peak_kib) | r(2)),
       calls: (over($from; .calls) | r(4))})
