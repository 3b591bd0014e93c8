import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectedEngine } from '../../src/engine/connect.ts';
import type { Seat, Workbench } from '../../src/lab/ports/seat.ts';
import { anySeat } from '../../src/lab/ports/seat-directory.ts';
import { homeLabel, roleLabel, seatLabel } from '../../src/seats/labels.ts';
import { makeNestedProvider } from '../../src/seats/nested/nested-provider.ts';
import { isPoolId } from '../../src/seats/nested/seat-owner.ts';
import { makeSeatDirectory, type PreparingSeatDirectory } from '../../src/seats/seat-directory.ts';
import type { SeatProvider } from '../../src/seats/seat-provider.ts';
import { makeStoppedSeats } from '../../src/seats/suspension/stopped-seats.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { findHostDocker, makeOuter } from './machine.ts';
import { makeTestImage, testImage } from './test-image.ts';

const found = await findHostDocker();
const skip = found.state === 'reachable' ? undefined : 'no engine to nest in';

/** In the seat, outside of the network that its engine has inside. */
const listen =
  'use Socket; socket(my $s, PF_INET, SOCK_STREAM, 0); bind($s, sockaddr_in(9000, INADDR_ANY)) && listen($s, 9); $| = 1; print "up\\n"; <STDIN>';
const reach = 'timeout 2 bash -c "exec 3<>/dev/tcp/$1/9000" 2> /dev/null && echo reached; exit 0';

interface Learner {
  readonly name: string;
  readonly party: string;
  readonly seat: Seat;
  readonly bench: Workbench;
}

describe.skipIf(skip !== undefined)(
  `a seat for each party${skip === undefined ? '' : ` (skipped: ${skip})`}`,
  () => {
    const folder = makeTemporaryFolder();
    const homeId = `contract-parties-${process.pid}`;
    const workspacesDir = join(folder.path, 'workspaces');
    /** Whose machine it is, and two who come: one finds a seat ready, one has it made. */
    const parties = { host: ulid(), ada: ulid(), bob: ulid() };
    const { signal } = new AbortController();
    let outer: SeatProvider;
    let engine: ConnectedEngine;
    let server: Awaited<ReturnType<typeof startServer>>;
    let learners: readonly Learner[] = [];

    /** As a server finds the home: another one each time. */
    async function startServer() {
      const provider = makeNestedProvider({
        outer,
        homeId,
        workspacesDir,
        audience: 'many',
        limits: { diskBytes: null },
      });
      const seats = makeSeatDirectory({
        choose: async () => ({
          provider,
          nested: provider,
          seats: { audience: 'many', trustLearners: false, pool: 1 },
        }),
        prepareSeats: async () => undefined,
        prepareImages: async () => undefined,
        first: [],
        rest: [],
        stopped: makeStoppedSeats(folder.path),
        localParty: parties.host,
      });
      await seats.prepareEngine(signal);
      return seats;
    }

    const findSeat = (seats: PreparingSeatDirectory, party: string) =>
      seats.findSeat({ party, requirement: anySeat }, () => undefined, signal);

    async function settle([name, party]: readonly [string, string]): Promise<Learner> {
      const seat = await findSeat(server, party);
      const workspaceDir = join(workspacesDir, name);
      mkdirSync(workspaceDir, { recursive: true });
      writeFileSync(join(workspaceDir, `file-of-${name}`), name);
      const bench = await seat.openWorkbench({
        runId: `${homeId}-${name}`,
        project: 'parties',
        workspaceDir,
      });
      await bench.syncIn();
      return { name, party, seat, bench };
    }

    const run = async ({ bench }: Learner, ...argv: string[]) => {
      const { stdout, stderr, exitCode } = await bench.run(argv, { timeoutMs: 60_000 });
      if (exitCode !== 0) throw new Error(stderr);
      return stdout;
    };
    const containers = () => engine.inspectContainers({ [homeLabel]: homeId, [roleLabel]: 'seat' });
    const engineIds = async (seats: PreparingSeatDirectory) =>
      Promise.all(
        Object.values(parties).map(async (party) => (await (await findSeat(seats, party)).engine.info()).id),
      );

    beforeAll(async () => {
      outer = await makeOuter(folder.path, homeId);
      engine = await outer.connect();
      server = await startServer();
      server.startPool();
      const ready = Promise.withResolvers<void>();
      using _ = server.onHealth(({ steps }) => {
        if (steps.some(({ step, status }) => step === 'seat.pool' && status === 'done')) ready.resolve();
      });
      await ready.promise;
      learners = await Promise.all(Object.entries(parties).map(settle));
    }, 180_000);

    afterAll(async () => {
      await server?.[Symbol.asyncDispose]();
      await engine?.removeLabelled({ [homeLabel]: homeId });
      await outer?.[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    }, 120_000);

    it('is an engine of its own, of which one was ready before anybody asked', async () => {
      expect(new Set(await engineIds(server)).size).toBe(3);
      const theirs = new Set(learners.map(({ bench }) => bench.container));
      expect(theirs.size).toBe(3);
      const labels = (await containers()).flatMap(({ id, labels: { [seatLabel]: seatId = '' } }) =>
        theirs.has(id) ? [seatId] : [],
      );
      expect(labels).toContain('main');
      expect(labels.filter(isPoolId)).toHaveLength(1);
    });

    it('holds the containers, volumes and networks of nobody else', async () => {
      await Promise.all(
        learners.map(async (learner) => {
          const { name } = learner;
          await makeTestImage(learner.bench);
          await run(learner, 'docker', 'volume', 'create', `volume-of-${name}`);
          await run(learner, 'docker', 'network', 'create', `network-of-${name}`);
          const limits = ['--label', `of=${name}`, '--network', `network-of-${name}`];
          await run(
            learner,
            'docker',
            'run',
            '-d',
            '--name',
            `of-${name}`,
            ...limits,
            testImage,
            '/serve.pl',
          );
        }),
      );
      for (const learner of learners) {
        const { name, seat } = learner;
        const labelled = await seat.engine.inspectContainers({});
        expect(labelled.map((one) => one.name)).toEqual([`of-${name}`]);
        const listed = await run(
          learner,
          'sh',
          '-c',
          'docker ps -a --format {{.Names}}; docker volume ls -q; docker network ls --format {{.Name}}',
        );
        expect(listed.split('\n').filter((line) => line.includes('of-'))).toEqual([
          `of-${name}`,
          `volume-of-${name}`,
          `network-of-${name}`,
        ]);
      }
    }, 120_000);

    it('sees the files and the processes of nobody else', async () => {
      for (const learner of learners) {
        const files = await run(
          learner,
          'sh',
          '-c',
          'find / -path /proc -prune -o -name "file-of-*" -print 2> /dev/null; true',
        );
        const named = files.split('\n').flatMap((path) => path.split('/').at(-1) || []);
        expect(new Set(named)).toEqual(new Set([`file-of-${learner.name}`]));
        const daemons = await run(learner, 'sh', '-c', 'pidof dockerd | wc -w');
        expect(daemons).toBe('1\n');
      }
    }, 60_000);

    it('reaches no other over the network', async () => {
      const address = async (learner: Learner) =>
        / inet ([\d.]+)/.exec(await run(learner, 'ip', '-4', '-o', 'addr', 'show', 'eth0'))?.[1] ?? '';
      for (const target of learners) {
        await using listening = await engine.exec(target.bench.container, {
          argv: ['perl', '-e', listen],
          stdin: true,
        });
        for await (const _ of listening.output) break;
        const at = await address(target);
        expect(at).toMatch(/^10\.118\./);
        const own = await engine.run(target.bench.container, ['bash', '-c', reach, 'reach', at], {
          cwd: '/',
        });
        expect(own.stdout).toBe('reached\n');
        for (const learner of learners.filter((one) => one !== target))
          expect(await run(learner, 'bash', '-c', reach, 'reach', at)).toBe('');
      }
    }, 90_000);

    it('is suspended alone, and found again by the next server, with who is in it', async () => {
      const before = await engineIds(server);
      const suspension = server.suspensionOf({ party: parties.ada, requirement: anySeat });
      await suspension?.suspend('paused', async () => undefined);
      const statuses = async () =>
        (await containers())
          .filter(({ id }) => learners.some(({ bench }) => bench.container === id))
          .map(({ status }) => status)
          .sort();
      expect(await statuses()).toEqual(['paused', 'running', 'running']);
      await server[Symbol.asyncDispose]();
      server = await startServer();
      const asleep = (party: string) => server.suspensionOf({ party, requirement: anySeat })?.state;
      expect([parties.host, parties.ada, parties.bob].map(asleep)).toEqual(['awake', 'paused', 'awake']);
      expect(await server.listRunning(signal)).toHaveLength(2);
      expect(await engineIds(server)).toEqual(before);
      expect(await statuses()).toEqual(['running', 'running', 'running']);
      expect(await server.listRunning(signal)).toHaveLength(3);
      // Nobody got a second one.
      expect((await containers()).filter(({ name }) => !name.includes('-pool-'))).toHaveLength(3);
    }, 90_000);
  },
);
