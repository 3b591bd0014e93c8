/**
 * Which Debian mirror this machine uses, in the words of a build for `trixie`. Pure.
 * Formats: sources.list(5), one line a source and deb822; os-release(5).
 */

interface AptSource {
  readonly uri: string;
  readonly suite: string;
  readonly components: readonly string[];
}

/** The file that Debian's archive keys are in, in an image of Debian 13. */
export const debianKeyring = '/usr/share/keyrings/debian-archive-keyring.pgp';

/**
 * Sources for `suite` on the mirrors of a Debian machine, whatever release it runs itself. Undefined where it is no
 * Debian or has no mirror of Debian's main archive: then the standard sources serve.
 * @param files texts of the machine's sources.list and *.sources
 */
export function findBuildSources(
  osRelease: string,
  files: readonly string[],
  suite: string,
): readonly AptSource[] | undefined {
  if (readField(osRelease, 'ID') !== 'debian') return undefined;
  const release = readField(osRelease, 'VERSION_CODENAME');
  if (release === undefined) return undefined;
  const found = files.flatMap(parseSources).flatMap((source): AptSource[] => {
    const part = source.suite === release ? '' : source.suite.slice(release.length);
    const known = source.suite.startsWith(release) && ['', '-updates', '-security'].includes(part);
    const reachable = /^https?:\/\//.test(source.uri) && source.components.includes('main');
    return known && reachable ? [{ uri: source.uri, suite: `${suite}${part}`, components: ['main'] }] : [];
  });
  return found.some((source) => source.suite === suite) ? found : undefined;
}

/** The text of a deb822 file. */
export function formatSources(
  sources: readonly AptSource[],
  type: 'deb' | 'deb-src',
  keyring: string = debianKeyring,
): string {
  return sources
    .map(({ uri, suite, components }) =>
      [
        `Types: ${type}`,
        `URIs: ${uri}`,
        `Suites: ${suite}`,
        `Components: ${components.join(' ')}`,
        `Signed-By: ${keyring}`,
        '',
      ].join('\n'),
    )
    .join('\n');
}

/** Both formats at once: a line that starts with `deb ` is a source by itself, a paragraph with `Types:` is several. */
export function parseSources(text: string): AptSource[] {
  const oneLine = text.split('\n').flatMap((line): AptSource[] => {
    const match = /^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+([^#]+)/.exec(line);
    if (match === null) return [];
    const [, uri = '', suite = '', components = ''] = match;
    return [{ uri, suite, components: words(components) }];
  });
  const stanzas = text.split(/\n\s*\n/).flatMap((paragraph): AptSource[] => {
    const fields = parseFields(paragraph);
    if (!words(fields.get('types')).includes('deb') || /^(no|false|0)$/i.test(fields.get('enabled') ?? ''))
      return [];
    const components = words(fields.get('components'));
    return words(fields.get('uris')).flatMap((uri) =>
      words(fields.get('suites')).map((suite) => ({ uri, suite, components })),
    );
  });
  return [...oneLine, ...stanzas];
}

function parseFields(paragraph: string): Map<string, string> {
  const fields = new Map<string, string>();
  let last: string | undefined;
  for (const line of paragraph.split('\n')) {
    if (line.startsWith('#')) continue;
    const match = /^([A-Za-z0-9-]+):(.*)$/.exec(line);
    if (match !== null) {
      last = (match[1] ?? '').toLowerCase();
      fields.set(last, (match[2] ?? '').trim());
    } else if (last !== undefined && /^\s/.test(line)) {
      fields.set(last, `${fields.get(last) ?? ''} ${line.trim()}`);
    }
  }
  return fields;
}

/** A field of os-release(5). */
export function readField(osRelease: string, name: string): string | undefined {
  const line = osRelease.split('\n').find((one) => one.startsWith(`${name}=`));
  return line?.slice(name.length + 1).replace(/^(["'])(.*)\1$/, '$2');
}

function words(text: string | undefined): string[] {
  return (text ?? '').split(/\s+/).filter((word) => word !== '');
}
