import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectedEngine } from '../../src/engine/connect.ts';
import type { Seat, Workbench } from '../../src/lab/ports/seat.ts';
import { makeHostProvider } from '../../src/seats/host/host-provider.ts';
import { homeLabel, roleLabel } from '../../src/seats/labels.ts';
import { removeUnfinished } from '../../src/seats/remove-unfinished.ts';
import type { SeatProvider } from '../../src/seats/seat-provider.ts';

import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { findHostDocker } from './machine.ts';

const found = await findHostDocker();
const endpoint = found.state === 'reachable' ? found.docker.endpoint : undefined;
const size = { columns: 91, rows: 17 };

describe.skipIf(endpoint === undefined)(
  `a workbench that is there before anybody asks${endpoint ? '' : ' (skipped: no Docker answers on this machine)'}`,
  () => {
    const folder = makeTemporaryFolder();
    const homeId = ulid();
    const workspacesDir = join(folder.path, 'workspaces');
    let provider: SeatProvider;
    let engine: ConnectedEngine;
    let seat: Seat;

    const spec = (): Parameters<Seat['openWorkbench']>[0] => {
      const runId = ulid();
      const workspaceDir = join(workspacesDir, `lab-${runId.slice(-6)}`);
      mkdirSync(workspaceDir, { recursive: true });
      writeFileSync(join(workspaceDir, 'own'), runId);
      return { runId, project: `drydock-spare-${runId.slice(-6).toLowerCase()}`, workspaceDir };
    };
    const benches = async () =>
      (await engine.listContainers({ [homeLabel]: homeId, [roleLabel]: 'workbench' })).map(({ id }) => id);
    /** The one that nobody has, as soon as it is there. */
    const spare = async (of = seat) => {
      await of.keepWorkbench?.();
      return spareNow();
    };
    const spareNow = async () => {
      const named = await engine.listContainers({ [homeLabel]: homeId, [roleLabel]: 'workbench' });
      return named.find(({ name }) => name.endsWith('-spare'))?.id;
    };
    const says = async (bench: Workbench, script: string) => {
      await using shell = await bench.exec({ argv: ['sh', '-c', script], tty: size, stdin: true });
      return [(await text(shell.output)).replaceAll('\r\n', '\n'), await shell.exit] as const;
    };

    beforeAll(async () => {
      provider = makeHostProvider({
        endpoint: endpoint ?? { kind: 'socket', path: '' },
        homeId,
        workspacesDir,
      });
      engine = await provider.connect();
      seat = await provider.open('main');
    }, 60_000);
    afterAll(async () => {
      await seat?.[Symbol.asyncDispose]();
      await provider?.clean();
      await provider?.[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    });

    it('is of whoever opens one next, with the files of their run, and is found again', async () => {
      const ready = await spare();
      expect(ready).toBeDefined();
      expect(await seat.findWorkbenches()).toEqual([]);
      const asked = spec();
      const bench = await seat.openWorkbench(asked);
      expect(bench.container).toBe(ready);
      const { stdout } = await bench.run(['sh', '-c', 'cat own; echo " $COMPOSE_PROJECT_NAME"; pwd']);
      expect(stdout).toBe(`${asked.runId} ${asked.project}\n${asked.workspaceDir}\n`);
      expect((await seat.findWorkbenches()).map(({ runId }) => runId)).toEqual([asked.runId]);
      await using again = await seat.openWorkbench(asked);
      expect(again.container).toBe(ready);
      // As a server finds it that begins later.
      await using later = await provider.open('main');
      await using same = await later.openWorkbench(asked);
      expect(same.container).toBe(ready);
      await bench.remove();
      expect(await seat.findWorkbenches()).toEqual([]);
      expect(await benches()).not.toContain(ready);
    });

    it('is nobody else’s: of two who open at once one makes their own', async () => {
      const ready = await spare();
      const [one, other] = [spec(), spec()];
      const opened = await Promise.all([seat.openWorkbench(one), seat.openWorkbench(other)]);
      expect(new Set(opened.map(({ container }) => container)).size).toBe(2);
      expect(opened.map(({ container }) => container)).toContain(ready);
      const owned = await Promise.all(opened.map((bench) => bench.run(['cat', 'own'])));
      expect(owned.map(({ stdout }) => stdout)).toEqual([one.runId, other.runId]);
      expect((await seat.findWorkbenches()).map(({ runId }) => runId).sort()).toEqual(
        [one.runId, other.runId].sort(),
      );
      for (const { remove } of await seat.findWorkbenches()) await remove();
      expect(await seat.findWorkbenches()).toEqual([]);
      for (const bench of opened) await bench[Symbol.asyncDispose]();
    });

    it('stays nobody’s where a run has a workbench already', async () => {
      const asked = spec();
      const first = await seat.openWorkbench(asked);
      const ready = await spare();
      await using again = await seat.openWorkbench(asked);
      expect(again.container).toBe(first.container);
      await using next = await seat.openWorkbench(spec());
      expect(next.container).toBe(ready);
      await first.remove();
      await next.remove();
    });

    it('begins its first terminal with what waits there, in the place, size and words asked for', async () => {
      await spare();
      const bench = await seat.openWorkbench(spec());
      const waiting = (await bench.run(['pgrep', '-f', '^perl.*Termios'])).stdout.trim();
      expect(waiting).toMatch(/^\d+$/);
      const script = 'stty -g > before; stty size; pwd; echo "$$ $COMPOSE_PROJECT_NAME $LONG"; exit 5';
      await using shell = await bench.exec({
        argv: ['sh', '-c', script],
        env: { LONG: 'é=x'.repeat(4_000), TERM: 'xterm-256color' },
        tty: size,
        stdin: true,
      });
      const project = `drydock-spare-${bench.workspacePath.slice(-6).toLowerCase()}`;
      expect((await text(shell.output)).replaceAll('\r\n', '\n')).toBe(
        `17 91\n${bench.workspacePath}\n${waiting} ${project} ${'é=x'.repeat(4_000)}\n`,
      );
      expect(await shell.exit).toBe(5);
      // The terminal is as any other is, and the second is another program’s.
      const [second] = await says(bench, 'stty -g | cmp - before && stty size; echo $$');
      expect(second).toMatch(/^17 91\n\d+\n$/);
      expect(second).not.toContain(`\n${waiting}\n`);
      await bench.remove();
    });

    it('takes what is typed after it was asked, and says what it cannot begin', async () => {
      await spare();
      const bench = await seat.openWorkbench(spec());
      await using shell = await bench.exec({
        argv: ['sh', '-c', 'read a; echo "<$a>"'],
        tty: size,
        stdin: true,
      });
      await shell.write('typed\r');
      // The kernel shows what is typed once the program has the terminal.
      expect(await text(shell.output)).toMatch(/^(typed\r\n)?<typed>\r\n$/);
      await bench.remove();
      await spare();
      const other = await seat.openWorkbench(spec());
      await using none = await other.exec({ argv: ['no-such-program'], tty: size, stdin: true });
      expect(await text(none.output)).toMatch(/^no-such-program: No such file/);
      expect(await none.exit).toBe(127);
      await other.remove();
    });

    it('is not given to anybody who would see another folder', async () => {
      const ready = await spare();
      renameSync(workspacesDir, `${workspacesDir}.before`);
      const asked = spec();
      const bench = await seat.openWorkbench(asked);
      expect(bench.container).not.toBe(ready);
      expect((await bench.run(['cat', 'own'])).stdout).toBe(asked.runId);
      await bench.remove();
    });

    it('is made anew where somebody removed it', async () => {
      const ready = await spare();
      await engine.removeContainer(ready ?? '');
      await using bench = await seat.openWorkbench(spec());
      expect((await bench.run(['echo', 'works'])).stdout).toBe('works\n');
      expect(await spare()).toBeDefined();
      await bench.remove();
    });

    it.each([
      ['stopped', 'stopContainer'],
      ['paused', 'pauseContainer'],
    ] as const)('is of use though somebody %s it', async (_, what) => {
      const ready = await spare();
      await engine[what](ready ?? '');
      const asked = spec();
      await using bench = await seat.openWorkbench(asked);
      expect(bench.container).toBe(ready);
      expect((await bench.run(['cat', 'own'])).stdout).toBe(asked.runId);
      expect((await says(bench, 'pwd'))[0]).toBe(`${asked.workspaceDir}\n`);
      await bench.remove();
    });

    it('is not used up by who does not want it any more', async () => {
      const ready = await spare();
      const over = AbortSignal.abort(new Error('cancelled'));
      await expect(seat.openWorkbench(spec(), over)).rejects.toThrow('cancelled');
      expect(await spareNow()).toBe(ready);
      expect(await seat.findWorkbenches()).toEqual([]);
    });

    it('is the one way to see the files of other runs: a workbench that is made sees its own', async () => {
      await using without = await provider.open('main');
      const asked = spec();
      const bench = await without.openWorkbench(asked);
      expect((await bench.run(['ls', '..'])).stdout).toBe(`${asked.workspaceDir.split('/').at(-1)}\n`);
      // It stays as it is where one is ready.
      await spare();
      await using again = await seat.openWorkbench(asked);
      expect(again.container).toBe(bench.container);
      await bench.remove();
    });

    it.each([0, 4, 8, 16, 60, 200])(
      'leaves nothing where the seat ends %i ms after it was begun',
      async (ms) => {
        const id = ulid();
        await using other = makeHostProvider({
          endpoint: endpoint ?? { kind: 'socket', path: '' },
          homeId: id,
          workspacesDir,
        });
        const brief = await other.open('main');
        const making = brief.keepWorkbench?.();
        await delay(ms);
        await brief[Symbol.asyncDispose]();
        await making;
        expect(await engine.listContainers({ [homeLabel]: id })).toEqual([]);
      },
    );

    it('that a killed server left goes as the next one begins, and no workbench of a run', async () => {
      await spare();
      const bench = await seat.openWorkbench(spec());
      await using other = await provider.open('main');
      const left = await spare(other);
      await removeUnfinished(engine, homeId, AbortSignal.timeout(60_000));
      expect(await benches()).toContain(bench.container);
      expect(await benches()).not.toContain(left);
      await bench.remove();
    });

    it('goes with the seat, and one that a killed server left is replaced', async () => {
      const other = await provider.open('main');
      const left = await spare(other);
      // As a server finds it after one that could not tidy up.
      const next = await provider.open('main');
      const ready = await spare(next);
      expect(ready).not.toBe(left);
      await other[Symbol.asyncDispose]();
      expect(await benches()).toContain(ready);
      await next[Symbol.asyncDispose]();
      expect(await benches()).not.toContain(ready);
    });
  },
);
