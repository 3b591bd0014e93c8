import { expect, it } from 'vitest';
import { holdsEngineSocket, isEngineSocket } from '../../../../src/lab/general/engine-sockets.ts';

it.each([
  ['/var/run/docker.sock', true],
  ['/run/user/1000/podman/podman.sock', true],
  ['/run/k3s/containerd/containerd.sock', true],
  ['/run/postgresql/.s.PGSQL.5432', false],
  ['/srv/my-docker.sock', false],
])('%s is called as the socket of an engine: %s', (path, is) => {
  expect(isEngineSocket(path)).toBe(is);
});

it.each([
  ['/', true],
  ['/run', true],
  ['/var/run/', true],
  ['/var//run', true],
  ['/var', true],
  ['/run/containerd', true],
  ['/run/user/1000', true],
  ['/run/user/1000/podman', true],
  ['/home/ada', true],
  ['/home/ada/.docker/run', true],
  ['/home/ada/shop', false],
  ['/run/postgresql', false],
  ['/srv', false],
])('%s leads to one: %s', (folder, is) => {
  expect(holdsEngineSocket(folder)).toBe(is);
});
