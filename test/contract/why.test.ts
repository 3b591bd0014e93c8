/** Who refused a program something is found out by experiment, on the engine, and nobody else's container is touched. */
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectedEngine } from '../../src/engine/connect.ts';
import type { ContainerSpec } from '../../src/lab/ports/engine.ts';
import { makeCopies } from '../../src/seats/copies.ts';
import { homeLabel } from '../../src/seats/labels.ts';
import type { SeatProvider } from '../../src/seats/seat-provider.ts';
import { askWhy } from '../../src/why/ask-why.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { findHostDocker, makeOuter } from './machine.ts';

const skip = (await findHostDocker()).state === 'reachable' ? undefined : 'no engine';
const image = 'debian:trixie-slim';

describe.skipIf(skip)('who refuses a program', () => {
  const home = makeTemporaryFolder();
  const id = ulid();
  const labels = { [homeLabel]: id };
  let provider: SeatProvider;
  let engine: ConnectedEngine;
  let trials = 0;

  beforeAll(async () => {
    provider = await makeOuter(home.path, id);
    engine = await provider.connect();
  });
  afterAll(async () => {
    await engine?.removeLabelled(labels);
    await provider?.[Symbol.asyncDispose]();
    home[Symbol.dispose]();
  });

  /** In copies of a container like this one. `look` sees the container afterwards. */
  async function askOf(
    service: Partial<ContainerSpec>,
    script: string,
    look: (container: string) => Promise<void> = async () => undefined,
  ) {
    const project = `drydock-${id.toLowerCase()}-${++trials}`;
    const asked = {
      ...labels,
      'com.docker.compose.project': project,
      'com.docker.compose.service': 'web',
    };
    const its = await engine.ensureContainer({
      name: project,
      image,
      argv: ['sleep', 'infinity'],
      labels: asked,
      ...service,
    });
    const signal = AbortSignal.timeout(120_000);
    const argv = ['sh', '-c', script];
    const refusal = await askWhy(
      project,
      { service: 'web', argv },
      { engine, copies: makeCopies(id), signal },
    );
    const [after] = await engine.inspectContainers(asked);
    expect(after).toMatchObject({ id: its, status: 'running', restartCount: 0 });
    await look(its);
    await engine.removeContainer(its);
    expect((await engine.inspectContainers(labels)).map((each) => each.name)).toEqual([]);
    return { ...refusal, ids: refusal.refusers.map((each) => each.id) };
  }

  const nobody = { user: '1000:1000' };
  const sealed = { readOnly: true };

  it.each([
    ['a capability', {}, 'mount -t tmpfs none /mnt', ['capability:SYS_ADMIN']],
    [
      'a capability that was dropped',
      { capDrop: ['CHOWN'] },
      'touch /tmp/a; chown 1 /tmp/a',
      ['capability:CHOWN'],
    ],
    ['the filter', {}, 'unshare -U true', ['seccomp']],
    ['a masked path', {}, 'head -c1 /proc/timer_list | grep -q .', ['system-paths']],
    ['a read-only path', {}, 'exec 3>> /proc/sys/kernel/core_uses_pid', ['system-paths']],
    [
      'what covers /proc, in a user namespace',
      { ...nobody, securityOpt: ['seccomp=unconfined', 'apparmor=unconfined'] },
      'unshare -Ur --mount --pid --fork mount -t proc proc /proc',
      ['system-paths'],
    ],
    ['the list of devices', {}, 'mknod /tmp/fuse c 10 229; exec 3<> /tmp/fuse', ['devices']],
    ['the user', nobody, 'exec 3>> /etc/hostname.new', ['user']],
    ['the read-only root', sealed, 'exec 3>> /etc/hostname.new', ['read-only-root']],
    ['two at once', { ...nobody, ...sealed }, 'exec 3>> /etc/hostname.new', ['read-only-root', 'user']],
    [
      'three at once',
      { ...nobody, ...sealed, capDrop: ['ALL'] },
      'cp /bin/true /etc/t && chown 7 /etc/t',
      ['read-only-root', 'user', 'capability:CHOWN'],
    ],
    ['a limit', { pidsLimit: 4 }, 'for n in 1 2 3 4 5 6; do sleep 1 & done; wait $!', ['limits']],
    [
      'no-new-privileges',
      { user: '65534:65534', securityOpt: ['no-new-privileges:true'] },
      // A set-user-ID program of root's, which reads /etc/shadow for whoever asks of themselves.
      "passwd -S | grep -q ' L '",
      ['no-new-privileges'],
    ],
  ] as const)('%s is named', { timeout: 240_000 }, async (_, service, script, ids) => {
    expect(await askOf(service, script)).toMatchObject({ found: 'refused', ids });
  });

  it('what nobody of the container refuses is said to be that', { timeout: 120_000 }, async () => {
    expect(await askOf({}, 'exit 3')).toMatchObject({ found: 'none-of-these', after: { status: 3 } });
    expect(await askOf({}, 'true')).toMatchObject({ found: 'not-refused', trials: 1 });
  });

  it('what the container mounts is read-only in copies, whatever is loosened', {
    timeout: 120_000,
  }, async () => {
    const shared = { ...nobody, binds: [`${home.path}:/data`] };
    const answer = await askOf(shared, 'echo harm > /data/harm');
    expect(answer).toMatchObject({ found: 'none-of-these' });
    expect(answer.after.output).toContain('Read-only file system');
  });

  it('a mount that the container has read-only is named', { timeout: 240_000 }, async () => {
    const kept = { binds: [`${home.path}:/data:ro`] };
    expect(await askOf(kept, 'echo new > /data/new')).toMatchObject({
      found: 'refused',
      ids: ['read-only-mounts'],
      untried: [],
    });
  });

  it('an empty volume stays empty, though its image has files there', { timeout: 120_000 }, async () => {
    const volume = `drydock-${id.toLowerCase()}-empty`;
    await engine.ensureVolume(volume, labels);
    const emptied = { binds: [`${volume}:/etc/apt:nocopy`] };
    await askOf(emptied, 'exit 3', async (container) => {
      const seen = await engine.run(container, ['ls', '-A', '/etc/apt']);
      expect(seen).toMatchObject({ exitCode: 0, stdout: '' });
    });
  });
});
