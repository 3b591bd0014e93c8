import { readSeccompProfile } from '../../lab/seccomp/profile.ts';
import { listOf, textOf } from '../model.ts';
import { insideWorkspace, whyNoFile } from '../workspace-entries.ts';
import { whyNoListener } from './seccomp-listener.ts';
import type { Finding, ValueContext, ValueRule } from './value-rule.ts';

/** What takes powers away is free; a seccomp profile is a file of the workspace, and granted. */
export const securityOption: ValueRule = (value, context, path) =>
  listOf(value).flatMap((entry, index): readonly Finding[] => {
    const written = textOf(entry);
    const [name = '', ...rest] = written.split(/[:=]/);
    const setting = written.slice(name.length + 1);
    const at = { index, hint: written };
    if (name === 'no-new-privileges')
      return rest.length === 0 || setting === 'true' ? [] : [{ ...at, asks: 'no-new-privileges=false' }];
    if (name !== 'seccomp' || setting === 'unconfined')
      return [{ ...at, asks: rest.length === 0 ? name : `${name}=${setting}` }];
    if (setting === 'builtin')
      return [
        {
          ...at,
          refuse:
            'to Compose 2.26 “builtin” is the name of a file, and to later releases Docker’s own profile',
          fix: 'Leave it out: without a profile Docker’s own is in force.',
        },
      ];
    return profile(setting, at, String(path[1]), context);
  });

function profile(
  setting: string,
  at: { readonly index: number; readonly hint: string },
  service: string,
  context: ValueContext,
): readonly Finding[] {
  const inside = insideWorkspace(setting, context.workspacePath);
  if (inside === undefined)
    return [
      {
        ...at,
        refuse: `the seccomp profile “${setting}” lies outside of the workspace`,
        fix: 'Put the profile into the workspace and name it there.',
      },
    ];
  const entry = context.entries.get(inside);
  const why = whyNoFile(inside, entry);
  if (why !== undefined || entry?.kind !== 'file')
    return [
      { ...at, refuse: `its seccomp profile cannot be used: ${why}`, fix: 'Name a file of the workspace.' },
    ];
  const { faults, listener } = readSeccompProfile(new TextDecoder().decode(entry.content));
  const silent = listener && whyNoListener(listener.path, service, context);
  const wrong = [
    ...faults,
    ...(listener && silent !== undefined
      ? [{ ...listener, key: 'listenerPath', message: `listenerPath: ${silent}` }]
      : []),
  ];
  if (wrong.length > 0)
    return wrong.map(({ message, key, line, column }) => ({
      ...at,
      refuse: `its seccomp profile ${inside} is wrong: ${message}`,
      fix: 'Correct the profile.',
      elsewhere: { file: inside, line, column, ...(key === undefined ? {} : { key }) },
    }));
  return [
    {
      ...at,
      asks: `seccomp=./${inside}`,
      power: 'call what your profile allows, which may be more than Docker’s own',
    },
  ];
}
