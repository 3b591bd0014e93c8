/** `drydock audit` on compose projects that no lab owns, as somebody in CI calls it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditReport, Finding } from '../../src/audit/audit-report.ts';
import type { Seat, Workbench } from '../../src/lab/ports/seat.ts';
import { readHomeId } from '../../src/seats/home.ts';
import { makeLabels } from '../../src/seats/labels.ts';
import type { SeatProvider } from '../../src/seats/seat-provider.ts';
import { DrydockCommand } from '../fixtures/drydock-command.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { whyNoEmbedded } from './machine.ts';
import { ownedSeats } from './owned-seats.ts';
import { makeTestImage, testImage } from './test-image.ts';

const skip = await whyNoEmbedded();
const names = ['soft', 'hardened', 'open'] as const;

describe.skipIf(skip !== undefined)('drydock audit', () => {
  const folder = makeTemporaryFolder();
  const id = `audit-${process.pid}`;
  const project = (name: (typeof names)[number]) => `${id}-${name}`;
  const fixture = (name: string) =>
    readFileSync(new URL(`../fixtures/audit/${name}.yaml`, import.meta.url), 'utf8');
  const drydock = new DrydockCommand(join(folder.path, 'home'));
  const reports = new Map<string, { readonly report: AuditReport; readonly exitCode: number | null }>();
  let provider: SeatProvider;
  let seat: Seat;
  let bench: Workbench;

  const compose = async (name: (typeof names)[number], ...argv: string[]) => {
    const all = ['docker', 'compose', '-p', project(name), '-f', '-', ...argv];
    const done = await bench.run(all, { input: fixture(name), timeoutMs: 60_000 });
    if (done.exitCode !== 0) throw new Error(`${name}: ${done.stderr}`);
  };
  const inspected = async () => {
    const all = await seat.engine.inspectContainers({});
    return all
      .filter(({ labels }) => labels['com.docker.compose.project']?.startsWith(id))
      .map(({ id: container, startedAt, status }) => ({ container, startedAt, status }));
  };

  beforeAll(async () => {
    const workspaceDir = join(folder.path, 'workspaces', 'one');
    mkdirSync(workspaceDir, { recursive: true });
    provider = ownedSeats.embedded(join(folder.path, 'tools'), id);
    seat = await provider.open('seat-1');
    bench = await seat.openWorkbench({ runId: `${id}-run`, project: id, workspaceDir });
    await makeTestImage(bench);
    for (const name of names) await compose(name, 'up', '-d');
    const before = await inspected();
    for (const name of names) {
      const { stdout, exitCode } = await drydock.run('audit', project(name), '--json');
      reports.set(name, { report: JSON.parse(stdout), exitCode });
    }
    expect(await inspected()).toEqual(before);
  });
  afterAll(async () => {
    for (const name of names) await compose(name, 'down', '-v', '-t', '0').catch(() => undefined);
    await bench?.remove();
    await seat?.[Symbol.asyncDispose]();
    await provider?.clean();
    await provider?.[Symbol.asyncDispose]();
    await drydock.run('clean');
    folder[Symbol.dispose]();
  });

  const findings = (name: (typeof names)[number]): readonly Finding[] =>
    reports.get(name)?.report.findings ?? [];
  const of = (name: (typeof names)[number], service: string, least: readonly string[]) =>
    findings(name)
      .filter((each) => each.service === service && least.includes(each.severity))
      .map(({ rule }) => rule);

  it('leaves nothing of its own on the engine, nor what one that was killed has left', async () => {
    const home = await readHomeId(join(folder.path, 'home'));
    const ours = async () =>
      (await seat.engine.inspectContainers({ 'dev.drydock.home': home })).map(
        ({ labels }) => labels['dev.drydock.seat'],
      );
    expect(await ours()).toEqual([]);
    expect(await seat.engine.listLabelled('dev.drydock.home')).not.toContainEqual(
      expect.objectContaining({ labels: expect.objectContaining({ 'dev.drydock.home': home }) }),
    );
    const ended = spawnSync('true').pid;
    for (const pid of [ended, process.pid])
      await seat.engine.ensureContainer({
        name: `${id}-look-${pid}`,
        image: testImage,
        argv: ['perl', '-e', 'sleep 1e6'],
        labels: makeLabels({ home, role: 'probe', seat: `look-${pid}` }),
      });
    await drydock.run('audit', project('hardened'));
    expect(await ours()).toEqual([`look-${process.pid}`]);
  });

  it('says what is soft about a soft project, and fails', () => {
    expect(reports.get('soft')?.exitCode).toBe(1);
    expect(of('soft', 'web', ['high', 'medium'])).toEqual([
      'effective-capabilities',
      'bounding-capabilities',
      'root-user',
      'no-new-privileges',
      'published-everywhere',
      'writable-root',
      'memory-limit',
      'pids-limit',
      'secret-in-environment',
    ]);
    expect(of('soft', 'db', ['high', 'medium'])).toEqual([
      'bounding-capabilities',
      'no-new-privileges',
      'writable-root',
      'memory-limit',
      'pids-limit',
      'secret-in-environment',
    ]);
    expect(JSON.stringify(reports.get('soft')?.report)).not.toContain('letmein');
    const once = reports.get('soft')?.report.skipped.filter(({ service }) => service === 'once');
    expect(new Set(once?.map(({ reason }) => reason))).toEqual(new Set(['it is exited with status 0']));
  });

  it('has nothing against a hardened one but what is worth knowing', () => {
    expect(reports.get('hardened')?.exitCode).toBe(0);
    expect(of('hardened', 'web', ['high', 'medium'])).toEqual([]);
    expect(of('hardened', 'web', ['low'])).toEqual(['root-in-image']);
    // An image store that keeps no statements can show none.
    const skipped = reports.get('hardened')?.report.skipped.map(({ rule }) => rule);
    expect(skipped?.filter((rule) => rule !== 'image-without-sbom')).toEqual([]);
  });

  it('sees every door that leads to the host', () => {
    expect(reports.get('open')?.exitCode).toBe(1);
    expect(of('open', 'agent', ['high'])).toEqual(['host-network', 'engine-socket', 'host-paths']);
    expect(of('open', 'root', ['high'])).toEqual(['privileged', 'host-pid']);
    expect(of('open', 'tracer', ['high'])).toEqual(['host-capabilities', 'seccomp-off']);
    expect(of('open', 'tracer', ['medium'])).toContain('host-ipc');
    expect(of('open', 'tracer', ['low'])).toContain('host-uts');
    const socket = findings('open').find(({ rule }) => rule === 'engine-socket');
    expect(socket?.observed).toBe('mounts /var/run/docker.sock');
    expect(socket?.mend).toContain('remove /var/run/docker.sock');
  });

  it('writes JUnit and a file for a browser, asks for one chapter, and takes what was accepted', async () => {
    const at = (name: string) => join(folder.path, name);
    const accepted = ['root-user', 'effective-capabilities', 'bounding-capabilities', 'no-new-privileges'];
    writeFileSync(
      at('accept.yaml'),
      JSON.stringify({ accept: accepted.map((rule) => ({ service: '*', rule, reason: 'It is a fixture' })) }),
    );
    const flags = ['--accept', at('accept.yaml'), '--junit', at('a.xml'), '--html', at('a.html')];
    const narrow = await drydock.run('audit', project('soft'), '--chapter', 'capabilities', ...flags);
    expect(narrow).toMatchObject({ exitCode: 0 });
    expect(narrow.stdout).toContain('ACCEPTED');
    expect(narrow.stdout).not.toContain('memory');
    expect(readFileSync(at('a.xml'), 'utf8')).toContain('failures="0"');
    expect(readFileSync(at('a.html'), 'utf8')).toContain(`Audit of ${project('soft')}`);
  });

  it('ends with 2 where it is used wrongly, and says how it is used', async () => {
    const nobody = await drydock.run('audit', `${id}-nobody`);
    expect(nobody.exitCode).toBe(2);
    expect(nobody.stderr).toContain(`“${id}-nobody”`);
    expect(nobody.stderr).toContain(project('soft'));
    writeFileSync(join(folder.path, 'bad.yaml'), 'accept:\n  - rule: root-user\n');
    const bad = await drydock.run('audit', project('soft'), '--accept', join(folder.path, 'bad.yaml'));
    expect(bad.exitCode).toBe(2);
    expect(bad.stderr).toContain('bad.yaml:2 (accept.0.service)');
    expect((await drydock.run('audit', project('soft'), '--fail-on', 'everything')).exitCode).toBe(2);
  });
});
