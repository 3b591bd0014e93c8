use strict;
use warnings;
use Job;

job(sub { 'serving' });
