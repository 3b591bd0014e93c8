# What was measured, side by side: nanoseconds under each runtime, and how many times as much the sandbox takes.
use strict;
use warnings;

my @runtimes = qw(runc crun runsc);
my %cost;
for my $runtime (@runtimes) {
    open my $file, '<', "/results/$runtime" or die "$runtime has not been measured: $!\n";
    while (<$file>) { my ($name, $cost) = split; $cost{$name}{$runtime} = $cost }
}

my %times = map { $_ => $cost{$_}{runsc} / $cost{$_}{runc} } keys %cost;
my @dearest_first = sort { $times{$b} <=> $times{$a} } keys %times;
printf "%-10s%12s%12s%12s%14s\n", 'ns each', @runtimes, 'runsc/runc';
printf "%-10s%12d%12d%12d%14.1f\n", $_, @{$cost{$_}}{@runtimes}, $times{$_}
    for qw(compute syscall file network process);
printf "dearest %s\n", $dearest_first[0];
printf "times-file %.1f\n", $times{file};
