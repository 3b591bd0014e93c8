import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  namedProfiles,
  profilePaths,
} from '../../../../../../src/client/workspace/files/editor/profile-paths.ts';

const documents = (files: Readonly<Record<string, string>>) =>
  new Map(Object.entries(files).map(([path, text]) => [path, { text }]));

describe('profiles that a compose file names', () => {
  const step = fc.stringMatching(/^[a-zA-Z0-9_][\w-]{0,8}$/);
  const path = fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => `${steps.join('/')}.json`);
  const written = fc.constantFrom(
    (setting: string) => `    security_opt:\n      - ${setting}\n`,
    (setting: string) => `    security_opt:\n      - no-new-privileges:true\n      - "${setting}"\n`,
    (setting: string) => `    security_opt:\n      - '${setting}' # a list\n`,
    (setting: string) => `    security_opt:\n      - ${setting} # a list\n`,
    (setting: string) => `    security_opt: [${setting}, no-new-privileges:true]\n`,
    (setting: string) => `    security_opt: [ no-new-privileges:true, "${setting}" ]\n`,
  );

  it('are found, however they are written', () => {
    fc.assert(
      fc.property(
        path,
        written,
        fc.constantFrom('=', ':'),
        fc.constantFrom('', './', 'a/../', './/'),
        (named, write, sign, before) => {
          const text = `services:\n  web:\n    image: debian\n${write(`seccomp${sign}${before}${named}`)}    init: true\n`;
          expect(namedProfiles(text)).toEqual([named]);
        },
      ),
    );
  });

  it('never throws, and never names what lies outside', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('seccomp=', 'seccomp: ', '../', './', '/', 'a', '"', "'", '\n', ' ', '#', '[', ']'),
        ),
        (parts) => {
          for (const named of namedProfiles(parts.join('')))
            expect(named).not.toMatch(/^\/|^$|(?:^|\/)\.\.?(?:\/|$)/);
        },
      ),
    );
  });

  it.each([
    'seccomp=unconfined',
    'seccomp=builtin',
    'seccomp=../p.json',
    'seccomp=/etc/p.json',
    'seccomp=',
    'label=disable',
  ])('%s is none', (setting) => expect(namedProfiles(`    security_opt: ["${setting}"]\n`)).toEqual([]));
});

describe('files with the words of a profile', () => {
  it('are those that compose.yaml names, also before they have a word in them', () => {
    expect(
      profilePaths(documents({ 'compose.yaml': '- seccomp=./profiles/web.json', 'profiles/web.json': '' })),
    ).toEqual(['profiles/web.json']);
  });

  it('are those that say what a profile says, where compose.yaml is not open', () => {
    const profile = '{ "defaultAction": "SCMP_ACT_ERR';
    expect(
      profilePaths(documents({ 'a.json': profile, 'b.json': '{"syscalls": []}', 'c.txt': profile })),
    ).toEqual(['a.json']);
  });

  it('are not what another YAML file names', () => {
    expect(profilePaths(documents({ 'other.yaml': '- seccomp=./web.json' }))).toEqual([]);
  });
});
