/** Signing out: this browser, and others that are signed in. */
import type { SignIn } from '../../lab/wire/sign-in.ts';
import { ApiError } from '../core/api.ts';
import type { Connection } from '../core/connection.ts';
import { announce, find, focusOn, make, showIf } from '../core/dom.ts';
import { reportView } from './report-view.ts';

const times = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' });

/** Returns what draws the list of browsers. Call it once what stands above the list is there, so that nothing moves. */
export function connectSignIns({ api, signOut }: Connection, element: HTMLElement): () => Promise<void> {
  const list = find(element, '[data-sign-ins]');
  const failure = find(element, '[data-sign-in-error]');
  const left = find(element, '[data-left]');

  let failed: 'asked' | 'drawn' | undefined;

  /** What the server says against it stands on the page, until what the reader asked for is done, or drawn if that failed. */
  const attempt = async (what: 'asked' | 'drawn', work: () => Promise<void>): Promise<void> => {
    try {
      await work();
      if (what === 'drawn' && failed === 'asked') return;
      failed = undefined;
      failure.replaceChildren();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401) return;
      failed = what;
      failure.replaceChildren(reportView(error.report));
    }
  };

  const draw = async (): Promise<void> => {
    const signIns = await api.call('signIns');
    const others = signIns.filter(({ current }) => !current);
    list.replaceChildren(...others.map(signInView));
    showIf(find(element, '[data-some]'), others.length > 0);
    showIf(find(element, '[data-none]'), others.length === 0);
    showIf(find(element, '[data-end-others]'), others.length > 1);
    showIf(find(element, '[data-others]'), true);
  };

  const endThere = (end: () => Promise<unknown>, said: string) =>
    attempt('asked', async () => {
      await end();
      await draw();
      focusOn(find(element, '#browsers'));
      announce(said);
    });

  function signInView({ id, createdAt, expiresAt }: SignIn): HTMLElement {
    const since = times.format(new Date(createdAt));
    const button = make(
      'button',
      { class: 'dd-button', type: 'button', 'aria-label': `Sign out the browser of ${since}` },
      'Sign out',
    );
    button.addEventListener(
      'click',
      () => void endThere(() => api.call('endSignIn', { id }), 'That browser is signed out.'),
    );
    const until = `Signed in until ${times.format(new Date(expiresAt))}`;
    return make('li', {}, make('span', {}, `Since ${since}`, make('small', {}, until)), button);
  }

  find(element, '[data-end-others]').addEventListener(
    'click',
    () => void endThere(() => api.call('endOtherSignIns'), 'All other browsers are signed out.'),
  );
  find(element, '[data-sign-out]').addEventListener(
    'click',
    () =>
      void attempt('asked', async () => {
        await signOut();
        showIf(left, true);
        left.focus();
      }),
  );
  return () => attempt('drawn', draw);
}
