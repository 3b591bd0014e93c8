import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Seat } from '../../../src/lab/ports/seat.ts';
import type { Screen } from '../../../src/lab/wire/mirror.ts';
import { attachArgv, goAhead } from '../../../src/runner/terminal.ts';
import { tapScreen } from '../../../src/server/mirror/screen-tap.ts';
import { eventually } from '../../fixtures/eventually.ts';
import { ReadShell } from '../../fixtures/read-shell.ts';
import { makeRunnerOnEngine, projectName, type RunnerOnEngine } from '../../fixtures/runner-on-engine.ts';
import { whyNoEmbedded } from '../machine.ts';

const reason = await whyNoEmbedded();

/** Fills what the kernel keeps for a reader of a terminal, then becomes another program. */
const full = ['sh', '-c', 'head -c 6000 /dev/zero | tr "\\0" x; echo; exec "$@"', 'sh'];

/**
 * Gives a program a terminal (pty(7)) that nobody reads until tmux has a client or two seconds are over. Prints what can be
 * read then, and what comes once the first argument is typed. The numbers are TIOCSPTLCK, TIOCGPTN and TIOCSWINSZ of
 * ioctl_tty(2).
 */
const readLate = `
my $go_ahead = shift;
open my $master, '+<', '/dev/ptmx' or die "ptmx: $!";
my $number = pack 'i', 0;
ioctl $master, 0x40045431, $number or die "unlock: $!";
ioctl $master, 0x80045430, $number or die "number: $!";
my $size = pack 'S4', 24, 80, 0, 0;
ioctl $master, 0x5414, $size or die "size: $!";
my $terminal = '/dev/pts/' . unpack 'i', $number;
unless (fork) {
  exec 'sh', '-c', 'exec setsid -c "$@" <>"$0" >&0 2>&0', $terminal, @ARGV;
}
for (1 .. 40) {
  last if \`tmux -L read-late list-clients 2>/dev/null\` ne '';
  select undef, undef, undef, 0.05;
}
sub read_until {
  my ($wanted, $read, $bits) = (shift, '', '');
  vec($bits, fileno $master, 1) = 1;
  while ($read !~ $wanted and select my $ready = $bits, undef, undef, 10) {
    sysread($master, $read, 4096, length $read) or last;
  }
  print $read;
}
read_until qr/(new|resumed)\\r\\n/;
syswrite $master, $go_ahead;
read_until qr/\\e\\[/;
system 'tmux', '-L', 'read-late', 'kill-server';
`;

/** The same object but for some of what it does. */
const withParts = <T extends object>(whole: T, parts: Partial<T>): T =>
  new Proxy(whole, {
    get(target, key) {
      const value: unknown = Reflect.get(Object.hasOwn(parts, key) ? parts : target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

describe.skipIf(reason !== undefined)(`a shell of a lab${reason ? ` (${reason})` : ''}`, () => {
  let at: RunnerOnEngine;
  const size = { columns: 80, rows: 24 };
  const open = async (name: string) => new ReadShell(await at.runner.openTerminal(at.key, name, size));
  const programs = async () => {
    const [workbench] = await at.seat.engine.inspectContainers({ 'dev.drydock.home': at.homeId });
    return (await at.seat.engine.run(workbench?.id ?? '', ['ps', '-eo', 'args'], { cwd: '/' })).stdout;
  };
  // Where the workbench shares the process ids of the machine, the list has shells of others too.
  const isTmuxOfLab = (line: string) =>
    line.startsWith('tmux ') && line.includes(projectName(at.key.lab, at.store.findRun(at.key)?.id ?? ''));
  beforeAll(async () => {
    at = await makeRunnerOnEngine();
    await at.perform('start');
  });
  afterAll(() => at[Symbol.asyncDispose]());

  it('of a lab that starts for the first time begins with the files there', async () => {
    const asked = Promise.withResolvers<void>();
    const seen: boolean[] = [];
    const withSlowFiles = (seat: Seat): Seat =>
      withParts(seat, {
        openWorkbench: async (spec, signal) => {
          const bench = await seat.openWorkbench(spec, signal);
          return withParts(bench, {
            // As where much is carried into a seat: files come after whoever was there before.
            async syncOut(ending) {
              await asked.promise;
              for (let turn = 0; turn < 5; turn += 1) await bench.run(['true']);
              await bench.syncOut(ending);
            },
            exec(request, ending) {
              if (request.tty) seen.push(existsSync(join(spec.workspaceDir, 'compose.yaml')));
              return bench.exec(request, ending);
            },
          });
        },
      });
    await using starting = await makeRunnerOnEngine({ withSeat: withSlowFiles });
    const { id } = await starting.runner.begin(starting.key, 'start');
    const opening = starting.runner.openTerminal(starting.key, 'first', size);
    asked.resolve();
    await using _ = await opening;
    expect(seen).toEqual([true]);
    await starting.runner.finish(id);
  });

  it('is asked for with the start of its lab, which may be heard a moment later', async () => {
    await using starting = await makeRunnerOnEngine();
    const { runner, key } = starting;
    const opening = runner.openTerminal(key, 'main', size, undefined, { awaitsStart: true });
    const { id } = await runner.begin(key, 'start');
    await using shell = new ReadShell(await opening);
    await shell.type('echo came-$((40+2))');
    await shell.until(/came-42/);
    await runner.finish(id);
  });

  it.each([[{ awaitsStart: true }], [{}]])(
    'is refused where the lab does not start, asked for with %o',
    async (how) => {
      await using other = await makeRunnerOnEngine();
      const opening = other.runner.openTerminal(other.key, 'main', size, undefined, how);
      await expect(opening).rejects.toMatchObject({ code: 'not-started' });
    },
  );

  it('is looked into at the size that it has, by somebody whose keys reach nothing', async () => {
    const join = async (mode: 'look' | 'type', to = { columns: 40, rows: 10 }) =>
      new ReadShell(await at.runner.joinTerminal(at.key, 'joined', mode, to));
    await expect(join('look')).rejects.toMatchObject({ code: 'not-found' });
    await using own = await open('joined');
    const sizeNow = async (turn: number) => {
      await own.type(`echo "turn-$((${turn}))" "$(stty size)"`);
      return own.until(new RegExp(`turn-${turn} (24 80)`));
    };
    await sizeNow(1);
    await own.type('echo seen-$((40+2))');
    await own.until(/seen-42/);
    {
      await using looking = await join('look');
      await looking.until(/seen-42/);
      await looking.type('echo typed-$((50+5))');
      await looking.session.resize({ columns: 20, rows: 5 });
      await sizeNow(2);
    }
    {
      await using typing = await join('type');
      await typing.type('echo helped-$((60+6))');
      await own.until(/helped-66/);
      await sizeNow(3);
    }
    await own.type('echo over-$((70+7))');
    expect(await own.until(/over-77/)).not.toContain('typed-55');
    await at.runner.endTerminal(at.key, 'joined');
  });

  it('is shown as whole screens of the size of the window that it is typed in, also when that changes', async () => {
    await using own = await open('shown');
    await own.type('echo own-$((30+3))');
    await own.until(/own-33/);
    await using session = await at.runner.joinTerminal(at.key, 'shown', 'look', size);
    const screens: Screen[] = [];
    using tap = tapScreen(session.output, { size, everyMs: 20, onScreen: (screen) => screens.push(screen) });
    tap.done.catch(() => {});
    await eventually(() => expect(screens.at(-1)?.text).toContain('own-33'));
    const wide = { columns: 100, rows: 30 };
    await own.session.resize(wide);
    await session.resize(wide);
    tap.resize(wide);
    await own.type('clear; echo "sized-$((40+4))" "$(stty size)"');
    const seen = { ...wide, text: expect.stringContaining('sized-44 30 100') };
    await eventually(() => expect(screens.at(-1)).toMatchObject(seen));
    await at.runner.endTerminal(at.key, 'shown');
    await tap.done;
  });

  it('ends with what runs in it, also what ignores the hangup; other shells go on', async () => {
    await using kept = await open('main');
    await kept.type('sleep 111111');
    {
      await using closed = await open('shell-2');
      await closed.type("trap '' HUP; (trap '' HUP TERM; exec sleep 222222) & echo under''way; sleep 333333");
      await closed.until(/underway/);
    }
    expect(await programs()).toContain('sleep 222222');
    await at.runner.endTerminal(at.key, 'shell-2');
    const left = await programs();
    expect(left).not.toMatch(/sleep (222222|333333)/);
    expect(left).toContain('sleep 111111');
    await using anew = await open('shell-2');
    expect(anew.session.resumed).toBe(false);
  });

  it('that was the last leaves nothing that ends after it: one that is opened at once answers', async () => {
    await at.runner.endTerminal(at.key, 'main');
    await at.runner.endTerminal(at.key, 'shell-2');
    for (let times = 0; times < 12; times++) {
      await using shell = await open('again');
      await shell.type("echo its'-'there");
      await shell.until(/its-there/);
      await at.runner.endTerminal(at.key, 'again');
      expect((await programs()).split('\n').filter(isTmuxOfLab)).toEqual([]);
    }
  });

  it('says whether it was there also to whoever reads late', async () => {
    const [workbench] = await at.seat.engine.inspectContainers({
      'dev.drydock.home': at.homeId,
      'dev.drydock.role': 'workbench',
    });
    const argv = ['perl', '-e', readLate, goAhead, ...full, ...attachArgv('read-late', 'main', '/')];
    const { stdout, stderr } = await at.seat.engine.run(workbench?.id ?? '', argv, {
      cwd: '/',
      env: { TERM: 'xterm-256color' },
    });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^x+\r\nnew\r\n/);
    // The window is drawn after it.
    expect(stdout).toContain('\x1b[');
  });

  it('may be gone already, and so may its lab', async () => {
    await at.runner.endTerminal(at.key, 'shell-9');
    await at.perform('stop');
    await at.runner.endTerminal(at.key, 'main');
    await expect(open('main')).rejects.toMatchObject({ code: 'not-started' });
  });

  it('is opened anew as soon as its lab, which was stopped, has a workbench again', async () => {
    await at.perform('stop');
    const { id } = await at.runner.begin(at.key, 'start');
    await using shell = await open('main');
    expect(shell.session.resumed).toBe(false);
    await shell.type("echo its'-'there");
    await shell.until(/its-there/);
    await at.runner.finish(id);
    await using second = await open('main');
    expect(second.session.resumed).toBe(true);
    await second.until(/its-there/);
  });
});
