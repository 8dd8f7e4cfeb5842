#!/usr/bin/env bash
# Records the output of tools/demo.sh in a terminal, with its colours and timing, for `asciinema play` and players in web pages.
#   tools/record.sh [FILE]     default: docs/demo.cast
#
# Output that arrives at once is spread a little, and the time between commands is long enough to read them.
set -eu -o pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
into=${1:-docs/demo.cast}
columns=110 lines=36
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

env -u NO_COLOR TERM=xterm-256color script --quiet --return --echo never --flush --log-out "$work/output" --log-timing "$work/timing" \
    --logging-format classic --command "stty columns $columns rows $lines; exec tools/demo.sh" </dev/null >/dev/null

perl -MJSON::PP -MEncode - "$work/output" "$work/timing" "$columns" "$lines" >"$into.new" <<'PERL'
use strict; use warnings;
my ($output, $timing, $columns, $lines) = @ARGV;
open(my $out, '<:raw', $output) or die; open(my $times, '<', $timing) or die;
my $json = JSON::PP->new->canonical->ascii;
print $json->encode({version => 2, width => $columns + 0, height => $lines + 0, title => "terraform-provider-lightsail: make demo",
                     env => {TERM => 'xterm-256color'}}), "\n";
<$out>; # "Script started"
my ($now, $rest) = (0, '');
my $event = sub { printf "[%.3f, \"o\", %s]\n", $now, JSON::PP->new->ascii->allow_nonref->encode($_[0]) };
while (<$times>) {
    my ($delay, $count) = split;
    read($out, my $bytes, $count) == $count or last;
    $now += $delay > 2 ? 2 : $delay;
    $rest .= $bytes;
    my $text = decode('UTF-8', $rest, Encode::FB_QUIET); # leaves the beginning of a character in $rest
    for my $part ($text =~ /(?:[^\n]*\n){1,6}|[^\n]+/g) {
        $event->($part);
        $now += 0.06 if length $part > 100;
        $now += 1 if $part =~ /^(?:\e\[[0-9;]*m)*(?:==|\$) /m;
    }
}
PERL
mv "$into.new" "$into"
