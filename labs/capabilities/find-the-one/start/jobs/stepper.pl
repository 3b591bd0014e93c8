use strict;
use warnings;
use POSIX ();
use Job;

job(sub {
    my $id = $ENV{ID};
    if ($> != $id) {
        # The groups first: afterwards nobody is left who may change them.
        $! = 0;
        $) = "$id $id";
        die "setgroups: $!\n" if $!;
        POSIX::setgid($id) or die "setgid: $!\n";
        POSIX::setuid($id) or die "setuid: $!\n";
    }
    return "I am user $>";
});
