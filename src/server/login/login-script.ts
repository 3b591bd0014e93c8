import { paths } from '../../lab/wire/paths.ts';

/** What the page of a login link does. Its text is served to the browser, so it uses nothing from outside of itself. */
async function signIn(path: string): Promise<void> {
  /** As `src/client/core/stored-sign-in.ts` reads it. */
  const place = 'drydock:sign-in';
  const token = location.hash.slice(1);
  // Of our own origin, whatever stands there.
  const asked = URL.parse(new URLSearchParams(location.search).get('to') ?? '/', location.origin);
  const to = asked?.origin === location.origin ? asked.href : '/';
  // Neither in the history nor under a finger that copies the address.
  history.replaceState(null, '', location.pathname);
  const show = (name: string) => {
    for (const part of document.querySelectorAll<HTMLElement>('[data-part]'))
      part.hidden = part.dataset.part !== name;
  };
  const isSignedIn = async () => {
    const stored: { readonly key?: unknown } | null = JSON.parse(localStorage.getItem(place) ?? 'null');
    if (typeof stored?.key !== 'string') return false;
    return (await fetch(path, { headers: { authorization: `Bearer ${stored.key}` } })).ok;
  };
  try {
    // Asked before the token is used up: without a place for it, the key would be lost.
    localStorage.setItem('drydock:probe', '');
    localStorage.removeItem('drydock:probe');
  } catch {
    return show('no-storage');
  }
  try {
    if (token === '') return show((await isSignedIn()) ? 'signed-in-already' : 'refused');
    const answer = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    if (answer.ok) {
      localStorage.setItem(place, JSON.stringify(await answer.json()));
      return location.replace(to);
    }
    if (answer.status === 429) return show('too-many');
    show((await isSignedIn()) ? 'signed-in-already' : 'refused');
  } catch {
    show('away');
  }
}

/** As a browser runs it: types are blanks by now. */
export const loginScript = `void (${signIn.toString()})(${JSON.stringify(paths.signedIn[1])});\n`;
