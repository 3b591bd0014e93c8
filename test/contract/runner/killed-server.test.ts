/** A server that is killed while it judges or stops a lab, and the one after it. */
import { setTimeout as delay } from 'node:timers/promises';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../../src/lab/ports/engine.ts';
import { homeLabel } from '../../../src/seats/labels.ts';
import { workbenchName } from '../../../src/seats/workbench/workbench-container.ts';
import { firstLab, projectName } from '../../fixtures/runner-on-engine.ts';
import { readRows, readRun } from '../../soak/read-home.ts';
import type { ServedHome } from '../../soak/served-home.ts';
import { SoakHome } from '../../soak/soak-home.ts';
import { whyNoEmbedded } from '../machine.ts';

const reason = await whyNoEmbedded();
const at = `/api/labs/${firstLab}`;
const project = 'com.docker.compose.project';

describe.skipIf(reason !== undefined)(
  `case 70: a server that is killed${reason ? ` (${reason})` : ''}`,
  () => {
    let home: SoakHome;
    let server: ServedHome;
    const events: EngineEvent[] = [];
    let hearing: AsyncDisposable;
    const isHeard = (action: string, type: EngineEvent['type'] = 'container') =>
      events.some((event) => event.type === type && event.action.startsWith(action));
    const serve = async () => {
      server = home.serve();
      await server.ready;
    };
    const statusOf = async () => (await server.ask('GET', `${at}/status`)).body;
    const bench = () => workbenchName(readRun(home.path)?.id ?? '');
    const name = () => projectName(firstLab, readRun(home.path)?.id ?? '');

    const start = async () => {
      if (readRun(home.path)?.step !== 'ready') await server.ask('POST', `${at}/start`);
      await expect.poll(() => readRun(home.path)?.step, { timeout: 90_000 }).toBe('ready');
    };

    /** Asks for something, and kills the server as soon as that holds. */
    const killWhen = async (
      holds: () => boolean,
      path: string,
      headers: Readonly<Record<string, string>> = {},
    ) => {
      events.length = 0;
      const asked = server.ask('POST', `${at}/${path}`, undefined, headers).catch(() => undefined);
      const deadline = AbortSignal.timeout(30_000);
      while (!holds()) await delay(2, undefined, { signal: deadline });
      await server.end('SIGKILL');
      await asked;
      await serve();
    };

    beforeAll(async () => {
      home = await SoakHome.open();
      hearing = await home.engine.follow(
        (event) => {
          if (event.labels[homeLabel] === home.id || event.labels[project] === name()) events.push(event);
          if (event.type === 'network') events.push(event);
        },
        () => undefined,
      );
      await serve();
    });
    afterAll(async () => {
      await hearing?.[Symbol.asyncDispose]();
      await home?.[Symbol.asyncDispose]();
    });

    const attempts = (id: string) =>
      readRows(home.path, 'SELECT id FROM attempt').filter((row) => row.id === id).length;

    it.each([
      ['as it is asked', () => true],
      ['as it begins to look', () => isHeard('exec_create')],
      ['as it has recorded', (id: string) => attempts(id) === 1],
    ])('%s for an attempt has it once, whoever asks again', async (_, holds) => {
      await start();
      // One that has looked before asks over the line that it has; one that has just come opens it.
      await server.end('SIGTERM');
      await serve();
      const id = ulid();
      const headers = { 'idempotency-key': id };
      await killWhen(() => holds(id), 'check', headers);
      const { status, body } = await server.ask('POST', `${at}/check`, undefined, headers);
      expect({ status, body }).toMatchObject({ status: 200, body: { attempt: id, lab: firstLab } });
      // Where the time went is told of a check that was made for the answer, which the next one need not be.
      const same = { ...(body as object), spans: undefined };
      const again = await server.ask('POST', `${at}/check`, undefined, headers);
      expect({ ...again, body: { ...(again.body as object), spans: undefined } }).toEqual({
        status,
        body: same,
      });
      expect(attempts(id)).toBe(1);
    });

    it.each([
      ['as it begins', () => readRun(home.path)?.step === 'stopping'],
      ['as the service is removed', () => isHeard('destroy')],
      [
        'as the workbench is removed',
        () => events.some(({ labels, action }) => action === 'destroy' && labels.name === bench()),
      ],
    ])('%s to stop a lab has it stopped, and leaves nothing', async (_, holds) => {
      await start();
      await killWhen(holds, 'stop');
      await expect
        .poll(() => readRun(home.path), { timeout: 60_000 })
        .toMatchObject({ intent: 'stopped', step: 'stopped' });
      await expect.poll(statusOf, { timeout: 30_000 }).toMatchObject({ phase: 'stopped', services: [] });
      const left = (await home.engine.listLabelled(project)).filter(
        ({ labels }) => labels[project] === name(),
      );
      expect(left).toEqual([]);
      const ours = await home.engine.inspectContainers({ [homeLabel]: home.id });
      expect(ours.map((each) => each.name)).not.toContain(bench());
    });
  },
);
