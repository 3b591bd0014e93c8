import { expect, it } from 'vitest';
import { readService } from '../../../src/shrink/inspected-service.ts';
import { powersOfService } from '../../../src/shrink/service-powers.ts';
import { tellShrunk } from '../../../src/shrink/tell-shrunk.ts';
import { linesOf, shrunkOf } from './shrunk-of.ts';

it('says what is spare of an ordinary service', () => {
  const { patch } = shrunkOf({}, ['capability:CHOWN', 'root'], { paths: ['/tmp'] });
  expect(linesOf(patch)).toEqual({
    cap_drop: ['ALL'],
    cap_add: ['CHOWN'],
    read_only: true,
    tmpfs: ['/tmp:mode=1777'],
    security_opt: ['no-new-privileges:true'],
  });
});

it('takes the place of lists that Compose would join', () => {
  const own = {
    CapAdd: ['NET_ADMIN', 'SYS_PTRACE'],
    CapDrop: ['MKNOD'],
    SecurityOpt: ['seccomp=unconfined', 'label=type:x', 'apparmor=unconfined'],
    Devices: [{ PathOnHost: '/dev/fuse', PathInContainer: '/dev/fuse' }],
  };
  const { patch } = shrunkOf(own, ['capability:NET_ADMIN', 'gaining']);
  for (const line of [
    'cap_drop: !override [ ALL ]',
    'cap_add: !override [ NET_ADMIN ]',
    'devices: !override []',
    'security_opt: !override [ label=type:x ]',
    'user: "10001:10001"',
  ])
    expect(patch).toContain(line);
});

it('keeps what is needed as it was', () => {
  const own = { SecurityOpt: ['seccomp=unconfined', 'apparmor=mine'], Privileged: false };
  const needed = ['no-filter', 'gaining', 'root', 'writable-root'];
  expect(linesOf(shrunkOf(own, needed).patch)).toEqual({
    cap_drop: ['ALL'],
    security_opt: ['seccomp=unconfined', 'apparmor=mine'],
  });
  const all = shrunkOf(
    { Privileged: true },
    powersOfService(readService({ Config: {}, HostConfig: { Privileged: true } })).map(({ id }) => id),
  );
  expect(all.patch).not.toContain('privileged');
  expect(all.patch).not.toContain('cap_drop');
});

it('mounts read-only by the names of the reader’s file, and proposes no mount to be left out', () => {
  const mounts = {
    Binds: ['/srv/code:/code'],
    Mounts: [{ Type: 'volume', Source: 'shop_data', Target: '/data' }],
  };
  const idle = { id: 'mount:/code', kind: 'mounts', name: 'the bind at /code', allows: 'x' } as const;
  const { patch } = shrunkOf(mounts, ['root'], { idleMounts: [idle] });
  expect(linesOf(patch).volumes).toEqual([
    { type: 'bind', source: '/srv/code', target: '/code', read_only: true },
    { type: 'volume', source: 'data', target: '/data', read_only: true },
  ]);
  expect(patch).toContain('# Its health check passes without the bind at /code too.');
});

it('is told with what each power is for, and what was not tried', () => {
  const { shrunk, patch } = shrunkOf({}, ['root'], {
    untried: ['the network'],
    isMinimal: false,
  });
  const told = tellShrunk(shrunk, patch).join('\n');
  expect(told).toContain('- user 0: without it, it ends with 1: no');
  expect(told).toContain('- the capability MKNOD: make device files');
  expect(told).toContain('The runs were used up');
  expect(told).toContain('Not tried: the network.');
  expect(told).toContain('says nothing of what it does not ask for');
});

it.each(['not-healthy', 'unstable'] as const)('%s proposes nothing', (found) => {
  const { shrunk, patch } = shrunkOf({}, [], { found, told: 'ends with 1' });
  const told = tellShrunk(shrunk, patch).join('\n');
  expect(told).not.toContain('cap_drop');
  expect(told).toContain('ends with 1');
});
