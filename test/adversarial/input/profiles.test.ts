import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCompose } from '../../../src/engine/compose/compose.ts';
import type { Compose } from '../../../src/lab/ports/compose.ts';
import { readSeccompProfile } from '../../../src/lab/seccomp/profile.ts';
import { testImage } from '../../contract/test-image.ts';
import { type Files, type Gated, openGated, signal, tell, tellOf } from './gated.ts';

let gated: Gated;
beforeAll(async () => {
  gated = await openGated('profiles');
}, 300_000);
afterAll(() => gated?.[Symbol.asyncDispose]());

const grants = [
  { service: 'web', key: 'security_opt', value: 'seccomp=./profiles/', words: 'a profile of yours' },
] as const;

/** A lab that records: one service listens on a socket in a folder, the other is asked about. */
const compose = (recorder = './run:/rec', web: readonly string[] = []) =>
  `services:
  recorder:
    image: ${testImage}
    command: [/serve.pl]
    volumes: ["${recorder}"]
  web:
    image: ${testImage}
    command: [/serve.pl]
    depends_on: [recorder]
    security_opt: ["seccomp=./profiles/p.json"]
${web.map((line) => `    ${line}\n`).join('')}`;

const asking = (listenerPath: string) =>
  `{\n  "defaultAction": "SCMP_ACT_ALLOW",\n  "listenerPath": ${JSON.stringify(listenerPath)},\n  "syscalls": [{"names": ["getdents64"], "action": "SCMP_ACT_NOTIFY"}]\n}\n`;
const files = (profile: string, written = compose()): Files => ({
  'compose.yaml': written,
  'profiles/p.json': profile,
  'run/keep': '',
});

describe('a listener', () => {
  test.each([
    ['./run/agent.sock', compose()],
    ['run/deep/../agent.sock', compose()],
    ['./agent.sock', compose('.:/rec')],
  ])('case 148: %s, where another service can listen, is let through', async (path, written) => {
    expect(await tell(gated, files(asking(path), written), grants)).toEqual({
      code: 'passed',
      messages: [],
      places: [],
    });
  });

  test('case 148: is let through by its whole path as well, and the runtime gets that', async () => {
    let frozen = new Map<string, string>();
    const real = makeCompose();
    const watching: Compose = {
      ...real,
      normalise: (bench, options, file, kept = new Map()) => {
        frozen = new Map([
          ...frozen,
          ...[...kept].map(([name, bytes]) => [name, new TextDecoder().decode(bytes)] as const),
        ]);
        return real.normalise(bench, options, file, kept);
      },
    };
    for (const path of [join(gated.dir, 'run/agent.sock'), './run/agent.sock']) {
      gated.write(files(asking(path)));
      const stage = await gated.stage(grants, {}, watching);
      const { model } = await stage.passGate(signal());
      const option = /seccomp=[^"]*\/(profile-\w+)/.exec(JSON.stringify(model))?.[1] ?? '';
      expect(JSON.parse(frozen.get(option) ?? '{}')).toMatchObject({
        listenerPath: `${stage.workbench.workspacePath}/run/agent.sock`,
      });
    }
  });

  test.each([
    ['/var/run/docker.sock', compose(), 'outside of the workspace'],
    ['/run/../var/run/docker.sock', compose(), 'outside of the workspace'],
    ['../../run/docker.sock', compose(), 'outside of the workspace'],
    ['', compose(), 'needs a listenerPath'],
    ['.', compose(), 'outside of the workspace'],
    ['./other/agent.sock', compose(), 'no other service has ./other mounted'],
    ['./run/deep/agent.sock', compose(), 'no other service has ./run/deep mounted'],
    ['./run/agent.sock', compose('./run:/rec:ro'), 'no other service has ./run mounted'],
    [
      './run/agent.sock',
      compose('store:/rec').concat('volumes: {store: {}}\n'),
      'no other service has ./run',
    ],
    ['./web/agent.sock', compose('./run:/rec', ['volumes: ["./web:/web"]']), 'no other service has ./web'],
    ['./run/keep', compose(), 'is no socket'],
    [`./run/${'a'.repeat(100)}`, compose(), 'at most 107'],
  ])('case 148: %s is refused with its line', async (path, written, why) => {
    const { code, messages, places } = await tell(gated, files(asking(path), written), grants);
    expect({ code, said: messages.join() }).toEqual({
      code: 'compose-refused',
      said: expect.stringContaining(why),
    });
    // Without a path there is none to point at: what asks for one is the rule.
    const key = path === '' ? 'syscalls.0.action' : 'listenerPath';
    expect(places[0]).toMatch(new RegExp(`^profiles/p\\.json:[34] ${key}$`));
  });

  test.each(['run/agent.sock', 'run'])(
    'case 148: one that is, or lies behind, a link (%s) is refused',
    async (link) => {
      gated.write(
        link === 'run'
          ? { ...files(asking('./run/agent.sock')), 'run/keep': '' }
          : files(asking('./run/agent.sock')),
      );
      if (link === 'run')
        gated.write({ 'compose.yaml': compose(), 'profiles/p.json': asking('./run/agent.sock') });
      symlinkSync(link === 'run' ? '/run' : '/var/run/docker.sock', join(gated.dir, link));
      const { code, messages } = await tellOf(await gated.stage(grants));
      expect({ code, said: messages.join() }).toEqual({
        code: 'compose-refused',
        said: expect.stringContaining('symbolic link'),
      });
    },
  );

  test('case 148: without a grant it is refused as any profile is', async () => {
    const { code, messages } = await tell(gated, files(asking('./run/agent.sock')));
    expect({ code, said: messages.join() }).toEqual({
      code: 'compose-refused',
      said: expect.stringContaining('seccomp=./profiles/p.json'),
    });
  });
});

const allow = '"defaultAction": "SCMP_ACT_ALLOW"';
const rule = (text: string) => `{${allow},\n"syscalls": [\n{"action": "SCMP_ACT_ERRNO",\n${text}}]}`;

/** What is wrong, the line on which it stands, and a part of what is said. */
const wrong: readonly (readonly [string, string, number, string])[] = [
  ['a misspelt call', rule('"names": ["read",\n"chmood"]'), 5, 'did you mean chmod?'],
  ['a call of capitals', rule('"names": ["CHMOD"]'), 4, 'is no system call'],
  ['a misspelt action', '{\n"defaultAction": "SCMP_ACT_ALOW"}', 2, 'did you mean SCMP_ACT_ALLOW?'],
  [
    'a misspelt operator',
    rule('"names": ["read"], "args": [\n{"index": 0, "value": 1, "op": "SCMP_CMP_EK"}]'),
    5,
    'did you mean SCMP_CMP_',
  ],
  [
    'an argument that no call has',
    rule('"names": ["read"], "args": [\n{"index": 6, "value": 1, "op": "SCMP_CMP_EQ"}]'),
    5,
    'index',
  ],
  [
    'a misspelt architecture',
    `{${allow},\n"architectures": ["SCMP_ARCH_X86-64"]}`,
    2,
    'did you mean SCMP_ARCH_X86_64?',
  ],
  [
    'architectures twice over',
    `{${allow},\n"architectures": ["SCMP_ARCH_ARM"], "archMap": [{"architecture": "SCMP_ARCH_ARM"}]}`,
    2,
    'one of them',
  ],
  [
    'a key in capitals, which the Engine reads',
    `{${allow},\n"LISTENERPATH": "/var/run/docker.sock"}`,
    2,
    'no profile has this key',
  ],
  [
    'a key in letters that Go folds',
    `{${allow},\n"li\u017ftenerPath": "/var/run/docker.sock"}`,
    2,
    'did you mean listenerPath?',
  ],
  ['a misspelt key', rule('"name": "read", "errnoret": 1'), 4, 'did you mean errnoRet?'],
  ['a key that stands twice', `{${allow},\n"syscalls": [],\n"syscalls": []}`, 3, 'stands twice'],
  ['the default twice', `{${allow},\n"defaultAction": "SCMP_ACT_ERRNO"}`, 2, 'stands twice'],
  [
    'a flag that puts off a protection',
    `{${allow},\n"flags": ["SECCOMP_FILTER_FLAG_SPEC_ALLOW"]}`,
    2,
    'flag',
  ],
  [
    'words to the listener with lines in them',
    `{${allow},\n"listenerMetadata": "GET / HTTP/1.1\\r\\n"}`,
    2,
    'listenerMetadata',
  ],
  ['a misspelt condition', rule('"names": ["read"], "includes": {"cap": []}'), 4, 'did you mean caps?'],
  [
    'a misspelt capability',
    rule('"names": ["read"], "includes": {"caps": ["SYS_ADMIN"]}'),
    4,
    'did you mean CAP_SYS_ADMIN?',
  ],
  ['an errno that is none', rule('"names": ["read"], "errnoRet": 5000'), 4, 'errnoRet'],
  ['names in two ways', rule('"names": ["read"], "name": "write"'), 4, 'one of them'],
  [
    'asking without anybody to ask',
    `{${allow}, "syscalls": [\n{"names": ["read"], "action": "SCMP_ACT_NOTIFY"}]}`,
    2,
    'needs a listenerPath',
  ],
  [
    'asking about write',
    `{${allow}, "listenerPath": "./run/a.sock", "syscalls": [{"action": "SCMP_ACT_NOTIFY",\n"names": ["read", "write"]}]}`,
    2,
    '`write`',
  ],
  [
    'asking about all',
    `{\n"defaultAction": "SCMP_ACT_NOTIFY", "listenerPath": "./run/a.sock"}`,
    2,
    'the runtime itself',
  ],
];

describe('a seccomp profile', () => {
  test.each(wrong)('case 149: with %s is refused with its line and key', async (_, text, line, says) => {
    const { code, messages, places } = await tell(gated, files(text), grants);
    expect({ code, said: messages.join(), at: places[0] }).toEqual({
      code: 'compose-refused',
      said: expect.stringContaining(says),
      // Its key is one of the profile.
      at: expect.stringMatching(new RegExp(`^profiles/p\\.json:${line} (?!services)\\S+$`)),
    });
  });

  test('case 149: is told of with all that is wrong at once', async () => {
    const text = `{"defaultAction": "SCMP_ACT_ALOW",\n"colour": 1,\n"syscalls": [{"names": ["reed"], "action": "SCMP_ACT_ERRNO"}]}`;
    const { places } = await tell(gated, files(text), grants);
    expect(places.map((place) => place.split(' ')[0])).toEqual([
      'profiles/p.json:1',
      'profiles/p.json:2',
      'profiles/p.json:3',
    ]);
  });

  test('case 149: with all that a profile may have is let through, and the Engine takes it', async () => {
    const full = JSON.stringify({
      defaultAction: 'SCMP_ACT_ALLOW',
      defaultErrnoRet: 1,
      archMap: [
        { architecture: 'SCMP_ARCH_X86_64', subArchitectures: ['SCMP_ARCH_X86'] },
        { architecture: 'SCMP_ARCH_RISCV64', subArchitectures: null },
      ],
      syscalls: [
        {
          names: ['swapon', 'clock_settime64', 'uretprobe'],
          action: 'SCMP_ACT_ERRNO',
          errnoRet: 38,
          comment: 'x',
        },
        { name: 'ptrace', action: 'SCMP_ACT_LOG', includes: { caps: ['CAP_SYS_PTRACE'], minKernel: '4.8' } },
        {
          names: ['personality'],
          action: 'SCMP_ACT_ERRNO',
          args: [{ index: 0, value: 4294967295, valueTwo: 0, op: 'SCMP_CMP_EQ' }],
          excludes: { arches: ['s390', 'amd64'] },
        },
      ],
    });
    gated.write(files(full));
    const stage = await gated.stage(grants);
    await stage.up(signal());
    await stage.down({ volumes: true });
  });

  test('case 149: of any text is read without harm', () => {
    const value = fc.oneof(fc.constantFrom('SCMP_ACT_ALLOW', 'read', '', '__proto__'), fc.jsonValue());
    const keys = fc.constantFrom(
      'defaultAction',
      'syscalls',
      'listenerPath',
      'names',
      'constructor',
      '__proto__',
    );
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.dictionary(keys, value).map((made) => JSON.stringify(made)),
    );
    fc.assert(
      fc.property(text, (written) => {
        const { faults } = readSeccompProfile(written);
        const lines = written.split('\n').length;
        return faults.every(({ line, column }) => line >= 1 && line <= lines && column >= 1);
      }),
    );
  });
});
