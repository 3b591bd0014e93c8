/** Which open files are seccomp profiles. */
import { cleanPath } from '../../../../lab/general/clean-path.ts';
import { languageOf } from '../languages.ts';

/** An option of security_opt and its value, up to where a YAML scalar may end. */
const named = /\bseccomp[=:]([^\s"',[\]{}][^\n"',[\]{}]*)/g;
const composeFile = /^(?:docker-)?compose[^/]*\.ya?ml$/;
/** A key that a profile has, at whatever depth: the file may be half written. */
const told = /"(?:defaultAction|defaultErrnoRet|archMap)"\s*:/;

/**
 * Files of the workspace that a compose file names as profiles, as paths from its root. Reads the text and no YAML, so
 * that it works while somebody types; what is commented out counts too.
 */
export function namedProfiles(compose: string): readonly string[] {
  const paths = [...compose.matchAll(named)].map(([, setting = '']) =>
    inWorkspace(setting.replace(/\s#.*/, '').trim()),
  );
  return [...new Set(paths.filter((path) => path !== undefined))];
}

/** Paths of the documents in which the words of a profile are checked and completed. */
export function profilePaths(documents: ReadonlyMap<string, { readonly text: string }>): readonly string[] {
  const paths = [...documents].flatMap(([path, { text }]) =>
    composeFile.test(path)
      ? namedProfiles(text)
      : languageOf(path) === 'json' && (/seccomp[^/]*$/.test(path) || told.test(text))
        ? [path]
        : [],
  );
  return [...new Set(paths)].toSorted();
}

/** Undefined for what is no file of the workspace: `unconfined`, or a path that leads out of it. */
function inWorkspace(setting: string): string | undefined {
  if (['unconfined', 'builtin'].includes(setting) || setting.startsWith('/')) return undefined;
  const path = cleanPath(`/workspace/${setting}`);
  return path.startsWith('/workspace/') ? path.slice('/workspace/'.length) : undefined;
}
