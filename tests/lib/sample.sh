# sample.sh — a part of a long list in each run, another part at each commit. Knows git; must not know what is tested.
# shellcheck shell=bash
# SAMPLE_EVERY=1 takes all of it, as `make test-all` does. SAMPLE=N takes part N, to repeat a run of another commit.

# sample_begin N [NAME]: from now on in_sample is true for one of N calls.
sample_begin() {
    local commit
    sample_every=${SAMPLE_EVERY:-$1} sample_at=0
    commit=$(git -C "$(dirname "${BASH_SOURCE[0]}")" rev-parse --short=7 HEAD 2>/dev/null) || commit=$(date +%j)
    sample_part=$((${SAMPLE:-0x$commit} % sample_every))
    [ "$sample_every" -eq 1 ] || printf '# %sone of %d: SAMPLE=%d (all: SAMPLE_EVERY=1)\n' "${2:+$2: }" "$sample_every" "$sample_part" >&2
}

in_sample() { [ $((sample_at++ % sample_every)) -eq "$sample_part" ]; }
