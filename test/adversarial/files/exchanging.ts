import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

/** renameat2(2) by its number: no library has a name for it here. */
const renameat2 = { x64: 316, arm64: 276 }[process.arch as string];

/** What a container does to a folder that is bound into it: a link and a folder change places, as fast as they can. */
const program = `
$| = 1;
my ($number, $one, $other) = @ARGV;
print "began\\n";
my $until = time + 20;
while (time < $until) { syscall($number + 0, -100, $one, -100, $other, 2) for 1 .. 100 }
`;

/** Why nothing can be exchanged here; undefined where it can. */
export function whyNoExchange(): string | undefined {
  if (process.platform !== 'linux' || renameat2 === undefined) return 'no renameat2 by its number';
  try {
    execFileSync('perl', ['-e', '1']);
    return undefined;
  } catch {
    return 'no perl on this machine';
  }
}

/** Exchanges two entries again and again until it is disposed: 20 s at most. */
export async function exchange(one: string, other: string): Promise<AsyncDisposable> {
  const child = spawn('perl', ['-e', program, String(renameat2), one, other], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  return {
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
