import { describe, expect, it } from 'vitest';
import { olderVersion } from '../../../src/engine/connect.ts';
import { hashSpec, toCreateOptions } from '../../../src/engine/container-spec.ts';
import { parseComponents, parseEngineInfo } from '../../../src/engine/engine-info.ts';
import { parseEvent } from '../../../src/engine/events.ts';
import { registryOf, splitReference } from '../../../src/engine/image-reference.ts';
import { parseContainer, parseImage } from '../../../src/engine/inspected.ts';
import { readJsonLines } from '../../../src/engine/json-lines.ts';
import { makePullMeter } from '../../../src/engine/pull-meter.ts';

const bare = {
  Id: 'c1',
  Name: '/web-1',
  Image: 'sha256:i1',
  State: { Status: 'running', Pid: 42, ExitCode: 0 },
  Config: { Image: 'web:1', Labels: null, Entrypoint: null, Cmd: ['serve'], Env: null },
  HostConfig: { NetworkMode: 'web_default' },
};

describe('parseContainer', () => {
  it('fills what the Engine leaves out or writes as null', () => {
    expect(parseContainer(bare)).toMatchObject({
      name: 'web-1',
      service: 'web-1',
      health: 'none',
      entrypoint: [],
      command: ['serve'],
      capDrop: [],
      pidsLimit: 0,
      cpuLimit: 0,
      ports: [],
      networks: [],
      mounts: [],
    });
  });

  it('reads what drivers of devices were asked for: ids, or else a capability', () => {
    const asked = (...DeviceRequests: object[]) =>
      parseContainer({ ...bare, HostConfig: { ...bare.HostConfig, DeviceRequests } }).deviceRequests;
    expect(
      asked(
        { Driver: 'cdi', DeviceIDs: ['vendor.example/class=name'], Capabilities: null },
        { Driver: '', Count: -1, DeviceIDs: null, Capabilities: [['gpu']] },
      ),
    ).toEqual(['vendor.example/class=name', 'gpu']);
    expect(parseContainer(bare).deviceRequests).toEqual([]);
  });

  it('has each tmpfs, those that are mounts among them', () => {
    const Mounts = [
      { Type: 'tmpfs', Target: '/a' },
      { Type: 'tmpfs', Target: '/b', TmpfsOptions: { SizeBytes: 1024, Mode: 0o700 } },
      { Type: 'volume', Source: 'data', Target: '/c' },
    ];
    const HostConfig = { ...bare.HostConfig, Tmpfs: { '/d': 'size=1m' }, Mounts };
    expect(parseContainer({ ...bare, HostConfig }).tmpfs).toEqual({
      '/a': '',
      '/b': 'size=1024,mode=700',
      '/d': 'size=1m',
    });
  });

  it('is a service by no label that is blank', () => {
    const Config = { ...bare.Config, Labels: { 'com.docker.compose.service': '' } };
    expect(parseContainer({ ...bare, Config })).toMatchObject({ service: bare.Name.replace('/', '') });
  });

  it('reads ports, networks, mounts, limits and labels', () => {
    const parsed = parseContainer({
      ...bare,
      Config: { ...bare.Config, Labels: { 'com.docker.compose.service': 'web' } },
      State: { ...bare.State, Health: { Status: 'healthy' } },
      HostConfig: {
        ...bare.HostConfig,
        CpuQuota: 50_000,
        PidsLimit: -1,
        Memory: 1024,
        CapAdd: ['CAP_NET_RAW'],
      },
      Mounts: [{ Type: 'bind', Source: '/a', Destination: '/b', RW: false, Propagation: 'rprivate' }],
      NetworkSettings: {
        Ports: {
          '80/tcp': [
            { HostIp: '0.0.0.0', HostPort: '8080' },
            { HostIp: '::', HostPort: '8080' },
          ],
          '53/udp': null,
        },
        Networks: {
          web_default: { NetworkID: 'n1', IPAddress: '10.0.0.2', Aliases: ['web'], DNSNames: ['web', 'c1'] },
        },
      },
    });
    expect(parsed).toMatchObject({
      service: 'web',
      health: 'healthy',
      cpuLimit: 0.5,
      pidsLimit: 0,
      memoryLimitBytes: 1024,
      capAdd: ['CAP_NET_RAW'],
      mounts: [{ type: 'bind', source: '/a', destination: '/b', readOnly: true, propagation: 'rprivate' }],
      networks: [{ name: 'web_default', id: 'n1', ipv4: '10.0.0.2', aliases: ['web', 'c1'] }],
    });
    expect(parsed.ports).toEqual([
      { containerPort: 80, protocol: 'tcp', hostIp: '0.0.0.0', hostPort: 8080 },
      { containerPort: 80, protocol: 'tcp', hostIp: '::', hostPort: 8080 },
    ]);
  });
});

describe('other answers', () => {
  it('reads an image', () => {
    expect(
      parseImage({
        Id: 'sha256:i',
        RepoTags: null,
        RepoDigests: [],
        Size: 7,
        Architecture: 'amd64',
        Config: null,
      }),
    ).toEqual({
      id: 'sha256:i',
      tags: [],
      digests: [],
      sizeBytes: 7,
      layers: [],
      architecture: 'amd64',
      user: '',
      entrypoint: [],
      command: [],
      labels: {},
    });
  });

  it('reads what an engine is, and leaves out runtimes that no compose file can name', () => {
    const info = {
      ServerVersion: '26.1.5',
      CgroupVersion: '2',
      Runtimes: { runc: {}, 'io.containerd.runc.v2': {}, crun: { runtimeArgs: ['--debug'] } },
    };
    const version = {
      ApiVersion: '1.45',
      Arch: 'arm64',
      Components: [{ Name: 'runc', Version: '1.1.15' }],
      Platform: { Name: 'Docker Desktop 4.43.2 (1)' },
    };
    expect(parseEngineInfo(info, version)).toMatchObject({
      runtimes: ['runc', 'crun'],
      runtimeArguments: { runc: [], crun: ['--debug'] },
      cgroupVersion: '2',
      architecture: 'arm64',
    });
    expect(parseComponents(version)).toEqual({ runc: '1.1.15', platform: 'Docker Desktop 4.43.2 (1)' });
    expect([olderVersion('1.45', '1.52'), olderVersion('1.45', '1.9')]).toEqual(['1.45', '1.9']);
  });

  it('reads events of the kinds that it follows', () => {
    const event = { Type: 'container', Action: 'die', Actor: { ID: 'c1', Attributes: { exitCode: '1' } } };
    expect(parseEvent(event)).toEqual({
      type: 'container',
      action: 'die',
      id: 'c1',
      labels: { exitCode: '1' },
    });
    expect(parseEvent({ ...event, Type: 'plugin' })).toBeUndefined();
  });

  it('reads JSON values that are cut anywhere', async () => {
    const bytes = Buffer.from('{"a":"é"}\r\n\n{"b":2}');
    async function* oneByOne() {
      for (const byte of bytes) yield Uint8Array.of(byte);
    }
    const values: unknown[] = [];
    for await (const value of readJsonLines(oneByOne())) values.push(value);
    expect(values).toEqual([{ a: 'é' }, { b: 2 }]);
  });
});

describe('references', () => {
  it.each([
    ['alpine', 'alpine', 'latest', 'docker.io'],
    ['alpine:3.22', 'alpine', '3.22', 'docker.io'],
    ['localhost:5000/a/b', 'localhost:5000/a/b', 'latest', 'localhost:5000'],
    ['gcr.io/distroless/static-debian13:nonroot', 'gcr.io/distroless/static-debian13', 'nonroot', 'gcr.io'],
    ['a/b@sha256:1', 'a/b', 'sha256:1', 'docker.io'],
  ])('splits %s', (reference, repository, tag, registry) => {
    expect(splitReference(reference)).toEqual({ repository, tag });
    expect(registryOf(reference)).toBe(registry);
  });
});

describe('makePullMeter', () => {
  it('sums the layers that are known', () => {
    const meter = makePullMeter('a:1');
    expect(meter({ status: 'Pulling from a', id: '1' })).toEqual({
      reference: 'a:1',
      step: 'Pulling from a',
    });
    meter({ status: 'Downloading', id: 'x', progressDetail: { current: 10, total: 100 } });
    meter({ status: 'Downloading', id: 'y', progressDetail: { current: 5, total: 50 } });
    expect(meter({ status: 'Download complete', id: 'y' })).toMatchObject({
      currentBytes: 60,
      totalBytes: 150,
    });
  });
});

describe('container specs', () => {
  const spec = { name: 'n', image: 'i', labels: { a: '1', b: '2' } };

  it('have one hash whatever the order of their keys, another for each content', () => {
    expect(hashSpec({ labels: { b: '2', a: '1' }, image: 'i', name: 'n' })).toBe(hashSpec(spec));
    expect(hashSpec({ ...spec, privileged: true })).not.toBe(hashSpec(spec));
    expect(hashSpec({ ...spec, name: 'renamed', bornAs: 'n' })).toBe(hashSpec(spec));
    expect(hashSpec({ ...spec, name: 'renamed' })).not.toBe(hashSpec(spec));
  });

  it('say nothing of what they leave open', () => {
    const options = toCreateOptions({ ...spec, cpus: 1.5, memoryBytes: 64, restart: 'no' });
    expect(options.HostConfig).toEqual({
      NanoCpus: 1_500_000_000,
      Memory: 64,
      MemorySwap: 64,
      RestartPolicy: { Name: 'no' },
      LogConfig: { Type: 'local', Config: { 'max-size': '10m', 'max-file': '2', compress: 'false' } },
    });
    expect(options).not.toHaveProperty('Cmd');
  });
});
