import { checkInside } from '../../files/path-fault.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { CommandResult, RunOptions } from '../../lab/ports/engine.ts';

/**
 * Perl, since it is there for the probe and can hold a folder open: each step is looked at, made, and compared, so that
 * no link on the way is followed though one takes a folder's place meanwhile. From the last folder on `rm` does the
 * same by itself. Paths come as in `xargs -0`; what is not there is no failure.
 */
const program = `
use strict; use warnings;
opendir(my $root, '.') or die "this folder cannot be opened: $!\\n";
my ($at, @names, $failed) = ('');
sub enter {
  chdir($root) or die "this folder cannot be entered: $!\\n";
  for my $step (@_) {
    my @seen = lstat($step);
    return 0 unless @seen && -d _;
    return 0 unless chdir($step);
    my @there = stat('.');
    return 0 unless $seen[0] == $there[0] && $seen[1] == $there[1];
  }
  return 1;
}
sub flush {
  return unless @names;
  if (enter(split m{/}, $at)) { system('rm', '-rf', '--', @names) == 0 or $failed = 1 }
  @names = ();
}
local $/ = "\\0";
while (my $path = <STDIN>) {
  chomp $path;
  my ($above, $name) = $path =~ m{\\A(?:(.*)/)?([^/]+)\\z}s or next;
  $above = '' unless defined $above;
  flush() if $above ne $at || @names >= 200;
  $at = $above;
  push @names, "./$name";
}
flush();
exit($failed ? 1 : 0);
`;

/** Runs a program in the workspace inside. */
export type RunInside = (argv: readonly string[], options: RunOptions) => Promise<CommandResult>;

/**
 * Deletes paths of the workspace with the powers of whoever is inside. No link on the way is followed, and one that is
 * meant itself goes as a link. Rejects with `path-refused` before anything is deleted, and with `engine-failed`.
 */
export async function deleteInside(
  run: RunInside,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  if (checkInside(paths).length === 0) return;
  const { exitCode, stderr } = await run(['perl', '-e', program], {
    input: `${paths.join('\0')}\0`,
    timeoutMs: 120_000,
    ...(signal && { signal }),
  });
  if (exitCode === 0) return;
  const what = paths.length === 1 ? `“${paths[0]}”` : `Some of ${paths.length} files and folders`;
  throw new DrydockError('engine-failed', {
    message: `${what} could not be deleted where the lab runs.`,
    fix: 'Look in the terminal at what keeps them: a container may write into them. Then do this again.',
    output: stderr.slice(-2_000),
  });
}
