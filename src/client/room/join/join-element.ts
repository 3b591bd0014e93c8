/** The page `/join/`: by the code that is shown in the room and a name, or back by a personal link. */
import type { ErrorReport } from '../../../lab/errors.ts';
import { hrefOf } from '../../../lab/lab-id.ts';
import { parseName } from '../../../lab/sessions/alias.ts';
import { parseJoinCode } from '../../../lab/sessions/join-code.ts';
import type { Terms } from '../../../lab/wire/joining.ts';
import type { MySession } from '../../../lab/wire/sessions.ts';
import { ApiError, ignoreAnswered } from '../../core/api.ts';
import type { Connection } from '../../core/connection.ts';
import { find, focusOn, make, rest, showText, withCode } from '../../core/dom.ts';
import { bookHref } from '../../page/book-root.ts';
import { askedOnce, forgetAsked } from './asked.ts';
import { canStore } from './can-store.ts';
import { groupCode, type JoinAddress, readJoinHash } from './typed-code.ts';

/** As the parts of the page are named. */
type Part = 'form' | 'terms' | 'joined' | 'other' | 'no-storage' | 'reading' | 'rejoining';

interface Joined {
  readonly key: string;
  readonly person: string;
  readonly alias: string;
}

export function connectJoin(connection: Connection, element: HTMLElement): void {
  const form = find<HTMLFormElement>(element, 'form');
  const code = find<HTMLInputElement>(form, '[name="code"]');
  const name = find<HTMLInputElement>(form, '[name="name"]');
  const button = find<HTMLButtonElement>(form, '[type="submit"]');
  const problem = find(element, '[data-problem]');
  const agree = find<HTMLButtonElement>(element, '[data-agree]');

  const show = (part: Part) => {
    element.dataset.show = part;
  };
  const showForm = () => {
    show('form');
    (code.value === '' ? code : name).focus();
  };
  const tellProblem = (report: ErrorReport) => {
    const { message, fix } = report;
    problem.replaceChildren(
      make('p', {}, make('strong', {}, ...withCode(message))),
      ...(fix === undefined ? [] : [make('p', {}, ...withCode(fix))]),
    );
  };
  /** One request at a time; what goes wrong stands on the page. */
  const attempt = async (pressed: HTMLButtonElement, ask: () => Promise<unknown>): Promise<boolean> => {
    const said = pressed.textContent ?? '';
    rest(pressed, true);
    showText(pressed, 'Joining …');
    problem.replaceChildren();
    try {
      await ask();
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      tellProblem(error.status === 0 ? away : error.report);
      return false;
    } finally {
      rest(pressed, false);
      showText(pressed, said);
    }
  };
  const isResting = (of: HTMLButtonElement) => of.getAttribute('aria-disabled') === 'true';
  /** Of the session whose code was typed. */
  let terms: Terms | undefined;

  code.addEventListener('input', () => {
    // In the middle of what is typed, nothing moves under the caret.
    if (code.selectionStart === code.value.length) code.value = groupCode(code.value);
  });
  code.addEventListener('change', () => {
    code.value = groupCode(code.value);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (isResting(button)) return;
    const body = { code: code.value, name: name.value };
    const ask = async () => {
      const told = await connection.api.call('joinTerms', { body });
      terms = told.terms;
      show('terms');
      tellTerms(element, told);
    };
    void attempt(button, ask).then((done) => {
      if (done) return;
      const isCode = parseJoinCode(code.value) !== undefined;
      (isCode && 'fault' in parseName(name.value) ? name : code).focus();
    });
  });
  agree.addEventListener('click', () => {
    if (terms === undefined || isResting(agree)) return;
    const agreed = { version: terms.version, keepDays: terms.keepDays, until: terms.until };
    const body = { code: code.value, name: name.value, asked: askedOnce(), agreed };
    const ask = async () => comeIn(connection, await connection.api.call('join', { body }));
    void attempt(agree, ask).then((done) => {
      if (!done) showForm();
    });
  });
  find(element, '[data-not-now]').addEventListener('click', showForm);
  for (const other of element.querySelectorAll('[data-join-anew]'))
    other.addEventListener('click', () => {
      forgetAsked();
      showForm();
    });

  const follow = async ({ code: followed, token }: JoinAddress) => {
    // Neither in the history nor under a finger that copies the address.
    history.replaceState(null, '', location.pathname);
    if (followed !== undefined) code.value = followed;
    if (!canStore()) return show('no-storage');
    if (token !== undefined) {
      show('rejoining');
      const ask = async () => comeIn(connection, await connection.api.call('rejoin', { body: { token } }));
      if (await attempt(button, ask)) return;
      return showForm();
    }
    if (connection.reach.value !== 'signed-in') return showForm();
    if (connection.alias === undefined) return show('other');
    const mine = await connection.api.call('mySession').catch(ignoreAnswered);
    if (!mine?.joined) return showForm();
    tellJoined(element, mine.joined);
    show('joined');
  };

  let isKnown = false;
  connection.reach.listen((now) => {
    if (now === 'unknown' || isKnown) return;
    isKnown = true;
    if (now === 'reading') return show('reading');
    void follow(readJoinHash(location.hash));
  });
  addEventListener('hashchange', () => {
    if (location.hash !== '') void follow(readJoinHash(location.hash));
  });
}

/** The usual words are for whoever runs the server. */
const away: ErrorReport = {
  code: 'internal',
  title: 'The server does not answer',
  message: 'The server does not answer.',
  fix: 'See whether this device is in the network of the room, and press the button again. Nobody joins twice by that.',
};

/** Keeps the key, and goes to where the session begins. */
async function comeIn(connection: Connection, { key, person, alias }: Joined): Promise<void> {
  const api = await connection.signInAs({ key, person, alias });
  forgetAsked();
  const mine = await api.call('mySession').catch(ignoreAnswered);
  location.replace(bookHref(beginOf(mine?.joined)));
}

/** Where the session begins in the book. */
function beginOf(joined: MySession | undefined): string {
  const lab = joined?.session.labs[0];
  return lab === undefined ? '/' : hrefOf(lab);
}

/** What whoever joins agrees to, and to join what. */
function tellTerms(element: HTMLElement, { title, terms }: { title: string; terms: Terms }): void {
  const heading = find(element, '[data-terms-title]');
  heading.textContent = `Before you join “${title}”`;
  find(element, '[data-terms]').replaceChildren(
    ...terms.items.map((item) => make('div', {}, make('dt', {}, item.title), make('dd', {}, item.text))),
  );
  focusOn(heading);
}

function tellJoined(element: HTMLElement, joined: MySession): void {
  const title = find(element, '[data-joined-title]');
  title.textContent = `You are in “${joined.session.title}” as ${joined.alias}.`;
  find<HTMLAnchorElement>(element, '[data-go-on]').href = bookHref(beginOf(joined));
  focusOn(title);
}
