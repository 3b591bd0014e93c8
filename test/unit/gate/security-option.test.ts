import { describe, expect, it } from 'vitest';
import { securityOption } from '../../../src/gate/rules/security-option.ts';
import type { WorkspaceEntry } from '../../../src/gate/workspace-entries.ts';

const profile = new TextEncoder().encode('{"defaultAction": "SCMP_ACT_ALLOW"}');
const entries = new Map<string, WorkspaceEntry>([
  ['builtin', { kind: 'file', content: profile }],
  ['profile.json', { kind: 'file', content: profile }],
]);
const findings = (option: string, known: ReadonlyMap<string, WorkspaceEntry> = entries) =>
  securityOption([option], { model: {}, project: 'drydock-x', workspacePath: '/w', entries: known }, [
    'services',
    'web',
    'security_opt',
  ]);

describe('a seccomp profile of a compose file', () => {
  it('is asked for by its place in the workspace', () => {
    for (const path of ['profile.json', './profile.json', '/w/profile.json'])
      expect(findings(`seccomp=${path}`)).toMatchObject([{ asks: 'seccomp=./profile.json' }]);
  });

  it.each(['seccomp=builtin', 'seccomp:builtin'])(
    '%s is refused: it is the name of a file to some releases of Compose',
    (option) => {
      for (const known of [entries, new Map()])
        expect(findings(option, known)).toMatchObject([
          { index: 0, hint: option, refuse: expect.stringContaining('“builtin”') },
        ]);
    },
  );

  it('may be called builtin where its path says that it is a file', () => {
    expect(findings('seccomp=./builtin')).toMatchObject([{ asks: 'seccomp=./builtin' }]);
  });
});
