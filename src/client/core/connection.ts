/** Whether there is a server behind the page, whether it knows the reader, and how its engine does. */
import type { Health } from '../../lab/wire/host.ts';
import { type Api, ApiError, ignoreAnswered, type ServerSigns } from './api.ts';
import { type Cell, makeCell } from './cell.ts';
import { makeApi } from './lazy-api.ts';
import { forgetSession, onSession, signedInPerson } from './stored-session.ts';

/** `reading`: pages only. `ended`: was signed in. `lost`: the server was there and does not answer. */
export type Reach = 'unknown' | 'reading' | 'signed-out' | 'signed-in' | 'ended' | 'lost';

export interface Connection {
  /**
   * Whose this page is, by id: who was signed in as it was opened, even where their session has ended since. Undefined:
   * nobody. A page is loaded anew when somebody else signs in.
   */
  readonly person: string | undefined;
  readonly api: Api;
  readonly reach: Cell<Reach>;
  readonly engine: Cell<Health['engine'] | undefined>;
  /** Asks the server; while its engine is prepared or the server is lost, asks again. */
  look(): Promise<void>;
  /** False once the server says that the login is over. */
  stillSignedIn(): Promise<boolean>;
  /**
   * Ends this browser's session. Rejects with an `ApiError` where the server could not be told: then the session goes
   * on.
   */
  signOut(): Promise<void>;
}

const againMs = 1500;

/** Whether Drydock's own server sent this page; a host of static pages does not say its name. */
function isServed(): boolean {
  const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return page?.serverTiming?.some(({ name }) => name === 'drydock') ?? true;
}

export function makeConnection(): Connection {
  const reach = makeCell<Reach>('unknown');
  const engine = makeCell<Health['engine'] | undefined>(undefined);
  let timer: ReturnType<typeof setTimeout> | undefined;

  const signs: ServerSigns = {
    onRefused: () =>
      reach.set(reach.value === 'signed-in' || reach.value === 'lost' ? 'ended' : 'signed-out'),
    onSilence: () => {
      if (reach.value === 'unknown') return;
      reach.set('lost');
      lookAgain();
    },
  };
  const person = signedInPerson();
  const api = makeApi(signs, person);

  const lookAgain = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), againMs);
  };

  const readSession = async () => {
    await api.call('session');
    if (reach.value !== 'signed-in') reach.set('signed-in');
  };

  const look = async () => {
    if (!isServed()) return reach.set('reading');
    try {
      const health = await api.call('health');
      engine.set(health.engine);
      if (health.engine.state === 'preparing') lookAgain();
      if (reach.value !== 'unknown' && reach.value !== 'lost') return;
      if (!health.signedIn) reach.set('signed-out');
      else await readSession();
    } catch (error) {
      // A host of static pages answers 404, or with a page.
      if (reach.value === 'unknown' && error instanceof ApiError && error.status !== 401)
        reach.set('reading');
    }
  };

  const stillSignedIn = async () => {
    await readSession().catch(ignoreAnswered);
    return reach.value !== 'ended' && reach.value !== 'signed-out';
  };

  const signOut = async () => {
    await api.call('signOut').catch((error: unknown) => {
      // It was ended elsewhere already.
      if (!(error instanceof ApiError && [401, 404].includes(error.status))) throw error;
    });
    forgetSession();
    reach.set('signed-out');
  };

  onSession(() => {
    const other = signedInPerson();
    if (other !== undefined && other !== person) location.reload();
    // Another tab was signed in by a new link: what is open here goes on.
    else if (reach.value !== 'unknown' && reach.value !== 'reading') void readSession().catch(ignoreAnswered);
  });

  return { person, api, reach, engine, look, stillSignedIn, signOut };
}
