/** Links of chapters to what others wrote: a claim is held to a version of it, which does not change behind the text. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const content = new URL('../../../content/', import.meta.url);
const chapters = readdirSync(content).filter((name) => name.endsWith('.mdx'));
/** These projects publish no versions of what is cited. */
const withoutVersions = ['GoogleContainerTools/distroless', 'google/gvisor'];

/** Addresses of a text, as Markdown links them. */
const linksOf = (text: string) => [...text.matchAll(/\]\((https?:[^)\s]+)\)/g)].map(([, url = '']) => url);

/** What is wrong with the form of a link; undefined where nothing is. */
function faultOf(url: string): string | undefined {
  const { protocol, hostname, pathname } = new URL(url);
  if (protocol !== 'https:') return 'is not https';
  const [, owner = '', name = '', kind = '', ref = ''] = pathname.split('/');
  if (hostname === 'github.com' && ['blob', 'tree'].includes(kind) && /^(main|master|HEAD)$/.test(ref))
    return withoutVersions.includes(`${owner}/${name}`) ? undefined : `is of the branch ${ref}`;
  if (hostname === 'www.freedesktop.org' && pathname.includes('/man/latest/'))
    return 'is of the latest systemd';
  if (hostname === 'docs.kernel.org' && !/^\/\d+\.\d+\//.test(pathname)) return 'is of no kernel';
  if (hostname === 'man7.org') {
    const [, section, last = ''] = /\/man([1-8])\/(.+)$/.exec(pathname) ?? [];
    if (section === undefined || !new RegExp(`^[\\w.+-]+\\.${section}\\w*\\.html$`).test(last))
      return 'is no manual page';
  }
  return undefined;
}

it.each(chapters)('%s links documents in a version of theirs', (name) => {
  const links = linksOf(readFileSync(new URL(name, content), 'utf8'));
  expect(links.length).toBeGreaterThan(0);
  const faults = links.flatMap((url) => {
    const fault = faultOf(url);
    return fault === undefined ? [] : [`${url} ${fault}`];
  });
  expect(faults).toEqual([]);
});

describe('a link', () => {
  it.each([
    ['http://man7.org/linux/man-pages/man2/bpf.2.html', 'is not https'],
    ['https://github.com/moby/moby/blob/master/README.md', 'is of the branch master'],
    ['https://github.com/moby/moby/blob/v26.1.5/README.md', undefined],
    ['https://github.com/google/gvisor/blob/master/README.md', undefined],
    ['https://docs.kernel.org/userspace-api/landlock.html', 'is of no kernel'],
    ['https://docs.kernel.org/6.12/userspace-api/landlock.html', undefined],
    ['https://man7.org/linux/man-pages/man7/bpf.2.html', 'is no manual page'],
    ['https://man7.org/linux/man-pages/man2/PR_SET_NAME.2const.html', undefined],
    ['https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html', 'is of the latest systemd'],
  ])('%s %s', (url, fault) => {
    expect(faultOf(url)).toBe(fault);
  });
});
