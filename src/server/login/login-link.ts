import type { Store } from '../../lab/ports/store.ts';

/** How long a printed link can be used. */
const loginMs = 24 * 3_600_000;

/** A link that signs one browser in, once. What stands behind `#` is sent to nobody: it is in no log and no Referer. */
export function mintLoginUrl(store: Store, url: string, person = store.localPerson().person.id): string {
  return `${url}/login#${store.mintCredential(person, 'login', loginMs)}`;
}
