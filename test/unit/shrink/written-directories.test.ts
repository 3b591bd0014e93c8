import { expect, it } from 'vitest';
import { readService } from '../../../src/shrink/inspected-service.ts';
import { writtenDirectories } from '../../../src/shrink/written-directories.ts';

const service = (hostConfig: object = {}) => readService({ Config: {}, HostConfig: hostConfig });

it.each([
  [['/var/cache/last'], {}, ['/tmp', '/var/cache']],
  [['/run/a/x', '/run/y', '/run/b/c/z'], {}, ['/run', '/tmp']],
  [['/etc/hosts', '/dev/x', '/proc/1', '/etc/resolv.conf'], {}, ['/tmp']],
  [['/tmp/a', '/tmp/b/c'], {}, ['/tmp']],
  [['/top'], {}, ['/tmp']],
  [['/data', '/srv/in'], { Binds: ['/x:/data', 'v:/srv/in/deep'] }, ['/tmp']],
  [['/var/log/x'], { Tmpfs: { '/tmp': '', '/spool': 'size=1m' } }, ['/spool', '/tmp', '/var/log']],
  [Array.from({ length: 13 }, (_, index) => `/d${index}/x`), {}, ['/tmp']],
])('of %j with %j are written: %j', (changed, hostConfig, expected) => {
  expect(writtenDirectories(changed, service(hostConfig))).toEqual(expected);
});
