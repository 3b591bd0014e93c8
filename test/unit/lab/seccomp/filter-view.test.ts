import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { auditArch, type Machine } from '../../../../src/lab/seccomp/audit-arch.ts';
import { traceBpf } from '../../../../src/lab/seccomp/bpf-trace.ts';
import type { FilterContext } from '../../../../src/lab/seccomp/filter-plan.ts';
import { viewFilter } from '../../../../src/lab/seccomp/filter-view.ts';
import { pfcAction, returnOf, returnWords } from '../../../../src/lab/seccomp/return-value.ts';

const file = new URL('../../../../src/site/system-calls/profiles/three-rules.json', import.meta.url);
const threeRules = readFileSync(file, 'utf8');
const of = (machine: Machine, caps: readonly string[] = []): FilterContext => ({
  machine,
  capabilities: new Set(caps),
  kernel: '6.12',
});

function view(text: string, context = of('amd64')) {
  const read = viewFilter(text, context);
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return read.view;
}

describe('a filter, line by line', () => {
  it('has the profile as it is written, and links its lines', () => {
    const { json } = view(threeRules);
    expect(json.map(({ text }) => text).join('\n')).toBe(threeRules.trimEnd());
    expect(json.find(({ text }) => text.includes('"unshare"'))).toMatchObject({ part: 'rule-1' });
    expect(json.find(({ text }) => text.includes('defaultAction'))).toMatchObject({ part: 'default' });
  });

  it('writes pseudo code in the style of libseccomp', () => {
    const { pfc } = view(threeRules);
    expect(pfc.map(({ text }) => text).join('\n')).toMatchInlineSnapshot(`
      "# filter for arch x86_64 (3221225534)
      if ($arch == 3221225534)
        if ($syscall >= 1073741824)
          action KILL;
        # syscalls[0]: ERRNO(30)
        # filter for syscall "mkdir" (83)
        if ($syscall == 83)
          action ERRNO(30);
        # filter for syscall "mkdirat" (258)
        if ($syscall == 258)
          action ERRNO(30);
        # syscalls[1]: ERRNO(1)
        # filter for syscall "unshare" (272)
        if ($syscall == 272)
          if ($a0 & 0x10000000 == 0x10000000)
            action ERRNO(1);
        # syscalls[2]: LOG
        # filter for syscall "socket" (41)
        if ($syscall == 41)
          if ($a0 > 2)
            action LOG;
        # default action
        action ALLOW;
      # invalid architecture action
      action KILL;"
    `);
  });

  it('writes the program in the style of scmp_bpf_disasm, each line in words', () => {
    const { bpf } = view(threeRules);
    expect(bpf.map(({ text, words }) => `${text}  ; ${words}`).join('\n')).toMatchInlineSnapshot(`
      "0000: ld   $data[4]  ; Loads the architecture that the call is made as.
      0001: jeq  3221225534 true:0002 false:0023  ; Is it x86_64? Goes on at 0002 if so, else at 0023.
      0002: ld   $data[0]  ; Loads the number of the call.
      0003: jge  1073741824 true:0004 false:0005  ; Is it a number of x32, which are 0x40000000 and more? Goes on at 0004 if so, else at 0005.
      0004: ret  KILL  ; Ends the program: the thread ends as if by SIGSYS, and the call is not made.
      0005: jeq  83 true:0007 false:0006  ; Is it mkdir, number 83? Goes on at 0007 if so, else at 0006.
      0006: jeq  258 true:0007 false:0008  ; Is it mkdirat, number 258? Goes on at 0007 if so, else at 0008.
      0007: ret  ERRNO(30)  ; Ends the program: the call fails with EROFS (30).
      0008: jeq  272 true:0009 false:0014  ; Is it unshare, number 272? Goes on at 0009 if so, else at 0014.
      0009: ld   $data[16]  ; Loads the lower 32 bits of argument 0.
      0010: and  0x10000000  ; Keeps the bits of 0x10000000, and clears the others.
      0011: jeq  268435456 true:0012 false:0013  ; Is it 268435456 (0x10000000)? Goes on at 0012 if so, else at 0013.
      0012: ret  ERRNO(1)  ; Ends the program: the call fails with EPERM (1).
      0013: ld   $data[0]  ; Loads the number of the call.
      0014: jeq  41 true:0015 false:0022  ; Is it socket, number 41? Goes on at 0015 if so, else at 0022.
      0015: ld   $data[20]  ; Loads the upper 32 bits of argument 0.
      0016: jgt  0 true:0020 false:0017  ; Is it more than 0? Goes on at 0020 if so, else at 0017.
      0017: jeq  0 true:0018 false:0021  ; Is it 0? Goes on at 0018 if so, else at 0021.
      0018: ld   $data[16]  ; Loads the lower 32 bits of argument 0.
      0019: jgt  2 true:0020 false:0021  ; Is it more than 2? Goes on at 0020 if so, else at 0021.
      0020: ret  LOG  ; Ends the program: the call is logged, and the kernel goes on with it.
      0021: ld   $data[0]  ; Loads the number of the call.
      0022: ret  ALLOW  ; Ends the program: the kernel goes on with the call.
      0023: ret  KILL  ; Ends the program: the thread ends as if by SIGSYS, and the call is not made."
    `);
  });

  it('says of every line what it is', () => {
    const { json, pfc, bpf } = view(threeRules);
    for (const { words } of [...json, ...pfc, ...bpf]) expect(words).toMatch(/^[\p{L}\d].*\.$|\?.*\.$/u);
  });

  it('links a line with one name to its call, and says where there is none', () => {
    const text =
      '{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": [\n"mkdir",\n"read"],\n"action": "SCMP_ACT_LOG"}]}';
    expect(view(text).json.slice(1)).toMatchObject([
      { part: 'rule-0', call: 'mkdir', words: 'mkdir is call 83 of amd64.' },
      { part: 'rule-0', call: 'read' },
      {
        part: 'rule-0',
        words: 'Where the call is mkdir or read, the call is logged, and the kernel goes on with it.',
      },
    ]);
    expect(view(text, of('arm64')).json[1]?.words).toBe(
      'Linux on arm64 has no call mkdir: the program leaves it out.',
    );
  });

  it('links no line that has several names to one call', () => {
    const { json } = view(
      '{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [\n{"names": ["read", "write"],\n"action": "SCMP_ACT_LOG"}]}',
    );
    expect(json[1]?.part).toBe('rule-0');
    expect(json[1]?.call).toBeUndefined();
  });

  const conditional = JSON.stringify(
    {
      defaultAction: 'SCMP_ACT_ERRNO',
      syscalls: [
        { names: ['mount'], action: 'SCMP_ACT_ALLOW', includes: { caps: ['CAP_SYS_ADMIN'] } },
        { names: ['ptrace'], action: 'SCMP_ACT_ALLOW', includes: { minKernel: '4.8' } },
        { names: ['mkdir'], action: 'SCMP_ACT_ALLOW', excludes: { arches: ['arm64'] } },
        { names: ['read'], action: 'SCMP_ACT_ERRNO', errnoRet: 1 },
        { names: ['open'], action: 'SCMP_ACT_ALLOW' },
        { names: ['open'], action: 'SCMP_ACT_LOG' },
      ],
    },
    null,
    1,
  );

  it('says of each rule that is not in the program why', () => {
    expect([...view(conditional).plan.idle]).toEqual([
      [0, 'it needs CAP_SYS_ADMIN, which the container does not have'],
      [3, 'its action is the default, ERRNO(1)'],
      [5, 'no call of it is left: other architectures have them, or other rules'],
    ]);
    const arm = view(conditional, { ...of('arm64', ['CAP_SYS_ADMIN']), kernel: '4.4' });
    expect([...arm.plan.idle.keys()]).toEqual([1, 2, 3, 4, 5]);
    expect(arm.json.map(({ words }) => words)).toContain(
      'This rule is not in the program: it needs Linux 4.8.',
    );
  });

  it('keeps numbers of 64 bits as they are written', () => {
    const text = `{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["read"], "action": "SCMP_ACT_LOG",
      "args": [{"index": 1, "value": 18446744073709551615, "op": "SCMP_CMP_EQ"}]}]}`;
    const { program } = view(text);
    const read = (value: bigint) =>
      traceBpf(program, { arch: auditArch.x86_64, number: 0, args: [0n, value] });
    expect(pfcAction(read(0xffffffffffffffffn).returned)).toBe('LOG');
    expect(pfcAction(read(0xfffffffffffffffen).returned)).toBe('ALLOW');
  });

  it.each([
    ['SCMP_ACT_ALLOW', undefined, 'ALLOW', /goes on/],
    ['SCMP_ACT_ERRNO', undefined, 'ERRNO(1)', /EPERM \(1\)/],
    ['SCMP_ACT_ERRNO', 38, 'ERRNO(38)', /ENOSYS \(38\)/],
    ['SCMP_ACT_ERRNO', 0, 'ERRNO(0)', /errno 0/],
    ['SCMP_ACT_KILL', 7, 'KILL', /thread ends/],
    ['SCMP_ACT_KILL_PROCESS', undefined, 'KILL_PROCESS', /process ends/],
    ['SCMP_ACT_TRACE', 5, 'TRACE(5)', /tracer/],
    ['SCMP_ACT_TRAP', undefined, 'TRAP(0)', /SIGSYS/],
    ['SCMP_ACT_NOTIFY', undefined, 'NOTIFY', /listens/],
    ['SCMP_ACT_LOG', undefined, 'LOG', /logged/],
  ])('%s with errno %s is %s', (action, errno, text, words) => {
    expect(pfcAction(returnOf(action, errno))).toBe(text);
    expect(returnWords(returnOf(action, errno))).toMatch(words);
  });
});
