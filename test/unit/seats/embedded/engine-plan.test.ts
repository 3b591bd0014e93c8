import { describe, expect, it } from 'vitest';
import { parseAptStatus, parseDownloadBytes } from '../../../../src/seats/embedded/apt-status.ts';
import { makeDaemonConfig } from '../../../../src/seats/embedded/daemon-config.ts';
import { engineFiles } from '../../../../src/seats/embedded/engine-paths.ts';
import { defaultInterface, planNetwork } from '../../../../src/seats/embedded/network-plan.ts';

const head = 'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n';
/** 192.0.2.0/24 with a default route. */
const plain = `${head}eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\neth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n`;
const route = (destination: string, mask: string) =>
  `tun0\t${destination}\t0\t0001\t0\t0\t0\t${mask}\t0\t0\t0\n`;

describe('planNetwork', () => {
  it('takes the first range, with the packet size of the way out', () => {
    expect(planNetwork(plain, 'nameserver 192.0.2.53\n', 1400)).toEqual({
      bridgeAddress: '10.213.255.1/24',
      pool: '10.213.0.0/17',
      mtu: 1400,
    });
    expect(defaultInterface(plain)).toBe('eth0');
  });

  it('makes way for routes inside of a range and around it, and for name servers', () => {
    expect(planNetwork(plain + route('0014D50A', '00FFFFFF'), '').pool).toBe('10.117.0.0/17');
    expect(planNetwork(plain + route('0000000A', '000000FF'), '').pool).toBe('172.29.0.0/17');
    expect(planNetwork(plain, 'nameserver 10.213.4.4\nnameserver 10.117.1.1\n').pool).toBe('172.29.0.0/17');
  });

  it('says so where everything is taken', () => {
    const all = plain + route('0000000A', '000000FF') + route('000010AC', '0000F0FF');
    expect(() => planNetwork(all, '')).toThrow(expect.objectContaining({ code: 'setup-failed' }));
  });
});

describe('engineFiles', () => {
  it('keeps everything below the home of the engine', () => {
    const paths = engineFiles('/h');
    expect(paths.socket).toBe('/h/engine/docker.sock');
    expect(Object.values(paths).every((path) => path.startsWith('/h/engine'))).toBe(true);
  });

  it('refuses a home too deep for sockets, and names a way out', () => {
    expect(() => engineFiles(`/${'deep/'.repeat(20)}`)).toThrow(
      expect.objectContaining({ code: 'setup-failed', fix: expect.stringContaining('DRYDOCK_ENGINE_HOME') }),
    );
  });
});

describe('makeDaemonConfig', () => {
  it('gives runtimes their arguments only where there are any', () => {
    const network = { bridgeAddress: '10.0.255.1/24', pool: '10.0.0.0/17', mtu: 1400 };
    const config = makeDaemonConfig(engineFiles('/h'), network, [
      { name: 'crun', path: '/usr/bin/crun', args: [] },
      { name: 'runsc', path: '/usr/bin/runsc', args: ['--network=host'] },
    ]);
    expect(config).toMatchObject({
      hosts: ['unix:///h/engine/docker.sock'],
      bridge: 'drydock0',
      mtu: 1400,
      'log-driver': 'local',
      'log-opts': { 'max-size': '10m', 'max-file': '2' },
      runtimes: {
        crun: { path: '/usr/bin/crun' },
        runsc: { path: '/usr/bin/runsc', runtimeArgs: ['--network=host'] },
      },
    });
  });
});

describe('what apt-get tells', () => {
  it('is a phase with a percentage', () => {
    expect(parseAptStatus('dlstatus:1:4.5:Retrieving file 1 of 20')).toEqual({
      phase: 'download',
      percent: 4.5,
      text: 'Retrieving file 1 of 20',
    });
    expect(parseAptStatus('pmstatus:docker.io:51.2:Unpacking docker.io (amd64)\n')).toEqual({
      phase: 'install',
      percent: 51.2,
      text: 'Unpacking docker.io (amd64)',
    });
    expect(parseAptStatus('media-change: x')).toBeUndefined();
  });
  it('holds the bytes still to come', () => {
    expect(parseDownloadBytes('Need to get 92.4 MB of archives.')).toBe(92_400_000);
    expect(parseDownloadBytes('Need to get 1,204 kB/92.4 MB of archives.')).toBe(1_204_000);
    expect(parseDownloadBytes('After this operation, 3 MB')).toBeUndefined();
  });
});
