import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { homeLabel } from '../../../src/seats/labels.ts';
import { nestLab, skip } from '../../adversarial/fault/nested-lab.ts';
import { Ear } from '../../fixtures/ear.ts';
import { ReadShell } from '../../fixtures/read-shell.ts';

const minute = 60_000;
const hour = 60 * minute;
const rules = { pauseAfterMs: 30 * minute, stopAfterMs: 8 * hour };
const size = { columns: 80, rows: 24 };

/** Rejects where something hangs, as whatever asks a paused engine does. */
function soon<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('it hangs')), 20_000);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

async function openNestedLab(seatClass: 'privileged' | 'rootless') {
  const lab = await nestLab({ seatClass });
  const { at } = lab;
  return {
    lab,
    at,
    suspendIdle: () => at.runner.suspendIdle(rules, AbortSignal.timeout(60_000)),
    seatStatus: async () => (await lab.containers())[0]?.status,
    openShell: async () => new ReadShell(await at.runner.openTerminal(at.key, 'main', size)),
    processes: async () =>
      (await lab.services()).map(({ name, initPid, startedAt }) => `${name} ${initPid} ${startedAt}`),
    [Symbol.asyncDispose]: () => lab[Symbol.asyncDispose](),
  };
}

for (const seatClass of ['privileged', 'rootless'] as const) {
  describe.skipIf(skip !== undefined)(
    `a ${seatClass} seat in which nobody is${skip === undefined ? '' : ` (skipped: ${skip})`}`,
    () => {
      let seat: Awaited<ReturnType<typeof openNestedLab>>;

      beforeAll(async () => {
        seat = await openNestedLab(seatClass);
        await seat.lab.restart();
        await seat.at.perform('start');
      }, 90_000);
      afterAll(() => seat?.[Symbol.asyncDispose](), 60_000);

      it('is paused, hangs nobody, and goes on as it was for whoever needs it', async () => {
        const { lab, at, suspendIdle, seatStatus, openShell, processes } = seat;
        const { key } = at;
        const signal = AbortSignal.timeout(60_000);
        const before = await processes();
        const shell = await openShell();
        await shell.type('touch made-inside; echo "shell=$$"');
        const [own] = /shell=\d+/.exec(await shell.until(/shell=\d+/)) ?? [];

        // A shell is attached: somebody is there, however long nothing is typed.
        lab.pass(9 * hour);
        await suspendIdle();
        expect(await seatStatus()).toBe('running');
        await shell[Symbol.asyncDispose]();
        lab.pass(29 * minute);
        await suspendIdle();
        expect(await seatStatus()).toBe('running');
        lab.pass(minute);
        await suspendIdle();
        expect(await seatStatus()).toBe('paused');
        expect(existsSync(join(lab.run()?.workspaceDir ?? '', 'made-inside'))).toBe(true);

        await soon(at.settle(signal));
        expect(await soon(lab.listRunning())).toEqual([]);
        expect((await soon(at.runner.status(key))).suspension).toEqual({ state: 'suspended', as: 'paused' });
        await soon(lab.restart());
        await soon(at.settle(signal));
        expect((await soon(at.runner.status(key))).suspension).toMatchObject({ as: 'paused' });
        expect(await seatStatus()).toBe('paused');

        const heard: string[] = [];
        await using _events = await lab.engine.follow(
          ({ action, labels }) => {
            if (labels[homeLabel] === at.homeId) heard.push(action);
          },
          () => undefined,
        );
        const [report, files, again] = await Promise.all([
          at.runner.check(key, at.person),
          at.runner.files.list(key),
          openShell(),
        ]);
        await using _shell = again;
        expect(heard.filter((action) => action === 'unpause')).toHaveLength(1);
        expect(report.results.find(({ id }) => id === 'serves')).toMatchObject({ status: 'pass' });
        expect(files.map(({ path }) => path)).toContain('made-inside');
        expect(again.session.resumed).toBe(true);
        await again.type('echo "still shell=$$"');
        expect(await again.until(/still shell=\d+/)).toContain(`still ${own}`);
        expect(await processes()).toEqual(before);
        expect((await at.runner.status(key)).suspension).toBeUndefined();
      }, 60_000);

      it('is awake for who comes while it is being paused', async () => {
        const { lab, at, suspendIdle, seatStatus } = seat;
        lab.pass(30 * minute);
        const [, report] = await Promise.all([suspendIdle(), at.runner.check(at.key, at.person)]);
        expect(report.results.find(({ id }) => id === 'serves')).toMatchObject({ status: 'pass' });
        expect(await seatStatus()).toBe('running');
      }, 60_000);

      it('is stopped after hours, and its lab comes back with its files and a word on its shells', async () => {
        const { lab, at, suspendIdle, seatStatus, openShell } = seat;
        const { key } = at;
        lab.pass(30 * minute);
        await suspendIdle();
        lab.pass(8 * hour);
        await suspendIdle();
        expect(await seatStatus()).toBe('exited');
        const stopped = { state: 'suspended', as: 'stopped', afterMs: 8.5 * hour };
        expect((await at.runner.status(key)).suspension).toEqual(stopped);
        await soon(lab.restart());
        await soon(at.settle());
        expect(await seatStatus()).toBe('exited');
        expect((await at.runner.status(key)).suspension).toEqual(stopped);

        const ear = new Ear();
        {
          await using _ = await at.runner.follow(key, ear.hear);
          await ear.until((event) => event.type === 'status' && event.status.suspension?.state === 'woken');
          await ear.until(
            (event) =>
              event.type === 'checks' &&
              event.report.results.some(({ id, status }) => id === 'serves' && status === 'pass'),
          );
        }
        expect((await at.runner.status(key)).suspension).toEqual({ ...stopped, state: 'woken' });
        expect((await at.runner.files.list(key)).map(({ path }) => path)).toContain('made-inside');
        await using fresh = await openShell();
        expect(fresh.session.resumed).toBe(false);
      }, 60_000);

      it('is stopped by the next server where one was killed in between, and woken by a check', async () => {
        const { lab, at, seatStatus } = seat;
        const [container] = await lab.containers();
        // The intent stands, and the fact is that the seat is paused.
        await lab.stopped.add(`nested ${seatClass}`, 8 * hour);
        await lab.engine.pauseContainer(container?.id ?? '');
        await soon(lab.restart());
        expect(await seatStatus()).toBe('exited');
        const report = await at.runner.check(at.key, at.person);
        expect(report.results.find(({ id }) => id === 'serves')).toMatchObject({ status: 'pass' });
        expect(await lab.stopped.find(`nested ${seatClass}`)).toBeUndefined();
      }, 60_000);

      it('is ended by `drydock stop` while it is paused', async () => {
        const { lab, suspendIdle, seatStatus } = seat;
        lab.pass(30 * minute);
        await suspendIdle();
        expect(await seatStatus()).toBe('paused');
        await soon(lab.stop());
        expect(await seatStatus()).toBe('exited');
      }, 60_000);
    },
  );
}
