use strict;
use warnings;
use Job;

job(sub {
    my $id = $ENV{ID};
    if ((stat '/data')[4] != $id) {
        chown $id, $id, '/data' or die "chown /data: $!\n";
    }
    return "/data belongs to user $id";
});
