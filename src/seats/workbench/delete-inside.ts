import { shorten } from '../../files/bounds.ts';
import { checkInside } from '../../files/path-fault.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { CommandResult, RunOptions } from '../../lab/ports/engine.ts';

/** The program's exit status where something is mounted; it prints where. Not an errno, which `die` exits with. */
const mountedCode = 200;

/**
 * Perl, since it is there for the probe and can hold a folder open: each step is looked at, made, and compared, so that
 * no link on the way is followed though one takes a folder's place meanwhile. From the last folder on `rm` does the
 * same by itself. Paths come as in `xargs -0`; what is not there is no failure. Where something is mounted at one of
 * them or below, nothing is deleted; what is mounted meanwhile is of another file system, or is not gone into.
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
  if (enter(split m{/}, $at)) { system('rm', '-rf', '--one-file-system', '--', @names) == 0 or $failed = 1 }
  @names = ();
}
my ($here, @mounts) = (readlink('/proc/self/cwd'));
if (defined $here && open(my $info, '<', '/proc/self/mountinfo')) {
  while (<$info>) {
    my $at = (split / /)[4];
    $at =~ s/\\\\([0-7]{3})/chr oct $1/ge;
    push @mounts, substr($at, length("$here/")) if index($at, "$here/") == 0;
  }
}
local $/ = "\\0";
my @paths = <STDIN>;
chomp @paths;
my %mounted;
for my $mount (@mounts) {
  my $above = '';
  for my $step (split m{/}, $mount) { $above = $above eq '' ? $step : "$above/$step"; $mounted{$above} = $mount }
}
for my $path (@paths) {
  if (exists $mounted{$path}) { print STDERR $mounted{$path}; exit ${mountedCode} }
}
for my $path (@paths) {
  my ($above, $name) = $path =~ m{\\A(?:(.*)/)?([^/]+)\\z}s or next;
  $above = '' unless defined $above;
  flush() if $above ne $at || @names >= 200;
  $at = $above;
  push @names, "./$name";
}
flush();
exit($failed ? 1 : 0);
`;

function mounted(where: string): DrydockError {
  return new DrydockError('not-allowed', {
    message: `“${shorten(where)}” in the workspace is a mount point, and what is mounted there is not ours to delete. Nothing was deleted.`,
    fix: 'Unmount it (findmnt shows what is mounted where), then do this again.',
    place: { file: where },
  });
}

/** Runs a program in the workspace inside. */
export type RunInside = (argv: readonly string[], options: RunOptions) => Promise<CommandResult>;

/**
 * Deletes paths of the workspace with the powers of whoever is inside. No link on the way is followed, and one that is
 * meant itself goes as a link. Rejects before anything is deleted with `path-refused`, and with `not-allowed` where
 * something is mounted in what is to go; and with `engine-failed`.
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
  if (exitCode === mountedCode) throw mounted(stderr);
  const what = paths.length === 1 ? `“${paths[0]}”` : `Some of ${paths.length} files and folders`;
  throw new DrydockError('engine-failed', {
    message: `${what} could not be deleted where the lab runs.`,
    fix: 'Look in the terminal at what keeps them: a container may write into them. Then do this again.',
    output: stderr.slice(-2_000),
  });
}
