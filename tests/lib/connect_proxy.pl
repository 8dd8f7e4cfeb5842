#!/usr/bin/perl
# A proxy that supports only CONNECT: it logs the requested host and connects every client to one port of this machine.
#   connect_proxy.pl TARGET-PORT PORT-FILE LOG-FILE
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;

my ($target, $port_file, $log_file) = @ARGV;
my $listener = IO::Socket::INET->new(Listen => 16, LocalAddr => '127.0.0.1', LocalPort => 0) or die "listen: $!";
$SIG{CHLD} = 'IGNORE';
$SIG{TERM} = sub { exit 0 };

open(my $out, '>', "$port_file.new") or die $!;
print $out $listener->sockport, "\n";
close $out;
rename "$port_file.new", $port_file or die $!;

sub visit {
    my $client = shift;
    my $head = '';
    while ($head !~ /\r\n\r\n/) {
        sysread($client, $head, 1, length $head) or return;
    }
    my ($first) = split /\r\n/, $head;
    open(my $log, '>>', $log_file) or die $!;
    print $log "$first\n";
    close $log;
    my $server = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $target);
    if ($first !~ /^CONNECT / || $first =~ /refused/ || !$server) {
        syswrite $client, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
        return;
    }
    syswrite $client, "HTTP/1.1 200 Connection established\r\n\r\n";
    my $both = IO::Select->new($client, $server);
    while (1) {
        for my $from ($both->can_read(30)) {
            sysread($from, my $bytes, 65536) or return;
            syswrite $from == $client ? $server : $client, $bytes;
        }
    }
}

while (1) {
    my $client = $listener->accept or next;
    if (!fork) {
        close $listener;
        visit($client);
        exit 0;
    }
    close $client;
}
