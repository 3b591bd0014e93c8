import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProcessStatus } from '../../../../src/observe/proc/process-status.ts';

const nginx = `Name:	nginx
State:	S (sleeping)
Tgid:	4711
PPid:	4690
Uid:	101001	101001	101001	101001
Gid:	101002	101002	101002	101002
Groups:	101002 101005 
NSpid:	4711	23	1
Threads:	1
CapInh:	0000000000000000
CapPrm:	0000000000000400
CapEff:	0000000000000400
CapBnd:	00000000a80425fb
CapAmb:	0000000000000400
NoNewPrivs:	1
Seccomp:	2
Seccomp_filters:	2
`;

describe('proc_pid_status(5)', () => {
  it('gives ids, capability names and the innermost pid', () => {
    expect(parseProcessStatus(nginx)).toEqual({
      name: 'nginx',
      parentPid: 4690,
      pids: [4711, 23, 1],
      uids: [101001, 101001, 101001, 101001],
      gids: [101002, 101002, 101002, 101002],
      groups: [101002, 101005],
      capabilities: {
        inheritable: [],
        permitted: ['NET_BIND_SERVICE'],
        effective: ['NET_BIND_SERVICE'],
        bounding: [
          'CHOWN',
          'DAC_OVERRIDE',
          'FOWNER',
          'FSETID',
          'KILL',
          'SETGID',
          'SETUID',
          'SETPCAP',
          'NET_BIND_SERVICE',
          'NET_RAW',
          'SYS_CHROOT',
          'MKNOD',
          'AUDIT_WRITE',
          'SETFCAP',
        ],
        ambient: ['NET_BIND_SERVICE'],
      },
      seccompMode: 2,
      seccompFilters: 2,
      noNewPrivileges: true,
    });
  });

  it('does not take a line from a name that has a newline in it', () => {
    const forged = nginx.replace('Name:\tnginx', 'Name:\tx\\nCapEff:\t0\\\\');
    const status = parseProcessStatus(forged);
    expect(status?.name).toBe('x\nCapEff:\t0\\');
    expect(status?.capabilities.effective).toEqual(['NET_BIND_SERVICE']);
  });

  it('believes the kernel’s line rather than one that a kernel let through in a name', () => {
    const forged = nginx.replace('Name:\tnginx', 'Name:\tx\nCapEff:\t0000000000000000');
    expect(parseProcessStatus(forged)?.capabilities.effective).toEqual(['NET_BIND_SERVICE']);
  });

  it('reads what gVisor leaves out as unknown or none', () => {
    const sentry = nginx
      .replace(/^(NSpid|CapAmb|NoNewPrivs|Seccomp_filters):.*\n/gm, '')
      .replace('Seccomp:\t2', 'Seccomp:\t0');
    expect(parseProcessStatus(sentry)).toMatchObject({
      pids: [4711],
      capabilities: { ambient: [] },
      noNewPrivileges: undefined,
      seccompMode: 0,
      seccompFilters: 0,
    });
  });

  it.each(['Name', 'PPid', 'Uid', 'Gid', 'CapEff', 'CapBnd'])('is nothing without its line %s', (field) => {
    expect(parseProcessStatus(nginx.replace(new RegExp(`^${field}:.*\n`, 'm'), ''))).toBeUndefined();
  });

  it('never throws, whatever the text', () => {
    const line = fc.tuple(
      fc.constantFrom('Name', 'Uid', 'Gid', 'CapEff', 'Seccomp', 'NSpid', 'PPid'),
      fc.string(),
    );
    fc.assert(fc.property(fc.string(), (text) => void parseProcessStatus(text)));
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        parseProcessStatus(nginx + lines.map(([key, value]) => `${key}:\t${value}`).join('\n'));
      }),
    );
  });

  it('gives back every uid that the kernel can write', () => {
    const id = fc.integer({ min: 0, max: 4294967295 });
    fc.assert(
      fc.property(fc.tuple(id, id, id, id), (ids) => {
        const text = nginx.replace(/^Uid:.*$/m, `Uid:\t${ids.join('\t')}`);
        expect(parseProcessStatus(text)?.uids).toEqual(ids);
      }),
    );
  });
});
