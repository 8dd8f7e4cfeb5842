#!/usr/bin/perl
# resolver.pl — a name server with one name. It returns A records on 127.0.0.1:53 (in its own network namespace), no records of other types, NXDOMAIN
# for other names, and logs each query.
#   resolver.pl NAME ADDRESS LOG   the log exists as soon as it listens
use strict;
use warnings;
use IO::Socket::INET;

my ($known, $address, $log_file) = @ARGV;
my $socket = IO::Socket::INET->new(Proto => 'udp', LocalAddr => '127.0.0.1', LocalPort => 53) or die "resolver: $!\n";
open(my $log, '>', $log_file) or die "resolver: $log_file: $!\n";
$log->autoflush(1);
print $log "listening\n";

while (defined $socket->recv(my $query, 512)) {
    my ($id, $flags, $questions) = unpack 'n3', $query;
    next if length($query) < 17 or $flags & 0x8000 or $questions != 1;
    my ($at, @labels) = (12);
    while ($at < length $query and my $length = ord substr $query, $at, 1) {
        push @labels, substr $query, $at + 1, $length;
        $at += $length + 1;
    }
    my $name = lc join '.', @labels;
    my $type = unpack 'n', substr $query, $at + 1, 2;
    my $question = substr $query, 12, $at + 5 - 12;
    print $log "$name $type\n";

    my $answer = $name eq lc $known && $type == 1 ? pack('n3 N n a4', 0xc00c, 1, 1, 60, 4, inet_aton($address)) : '';
    my $status = 0x8180 | ($name eq lc $known ? 0 : 3);
    $socket->send(pack('n6', $id, $status, 1, $answer ne '', 0, 0) . $question . $answer);
}
