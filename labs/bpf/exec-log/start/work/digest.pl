#!/usr/bin/perl
# Answers GET /WORD with its own name and the word's SHA-256, which sha256sum makes of a file in /spool. Asks itself every two seconds.
use strict;
use warnings;
use Socket;
require '/srv/lib/library.pl';

$SIG{TERM} = $SIG{INT} = sub { exit };
$SIG{CHLD} = $SIG{PIPE} = 'IGNORE';
socket my $listener, PF_INET, SOCK_STREAM, 0 or die "$!\n";
setsockopt $listener, SOL_SOCKET, SO_REUSEADDR, 1;
bind $listener, sockaddr_in(8080, INADDR_ANY) and listen $listener, 16 or die "port 8080: $!\n";

sub digest {
  my ($word) = @_;
  my $job = "/spool/job-$$";
  open my $file, '>', $job or return "$job: $!";
  print $file $word;
  close $file;
  open my $made, '-|', '/usr/bin/sha256sum', $job or return "sha256sum: $!";
  my ($digest) = split ' ', <$made> // 'nothing';
  close $made;
  unlink $job;
  return $digest;
}

my $next = time;
for (;;) {
  my $waiting = '';
  vec($waiting, fileno $listener, 1) = 1;
  if (select $waiting, undef, undef, 0.2) {
    accept my $client, $listener or next;
    setsockopt $client, SOL_SOCKET, SO_RCVTIMEO, pack 'l!l!', 2, 0;
    sysread $client, my $request, 2048;
    my ($word) = ($request // '') =~ m{^GET /(\w+)};
    syswrite $client, "HTTP/1.0 200 OK\r\n\r\n" . "$ENV{NAME} " . digest($word // '') . "\n";
    close $client;
  }
  next if time < $next;
  $next = time + 2;
  digest("ready");
  library::look();
}
