/** Whether there is a server behind the page, whether it knows the reader, and how its engine does. */
import type { Health } from '../../lab/wire/host.ts';
import { pagePaths } from '../../lab/wire/page-paths.ts';
import { type Api, ApiError, ignoreAnswered, type ServerSigns, silent } from './api.ts';
import { type Asker, askServer, isJson } from './ask-server.ts';
import { type Cell, makeCell } from './cell.ts';
import { makeApi } from './lazy-api.ts';
import {
  forgetSignIn,
  joinedAlias,
  onSignIn,
  type StoredSignIn,
  signedInPerson,
  signInKey,
  storeSignIn,
} from './stored-sign-in.ts';

/** `reading`: pages only. `ended`: was signed in. `lost`: the server was there and does not answer. */
export type Reach = 'unknown' | 'reading' | 'signed-out' | 'signed-in' | 'ended' | 'lost';

export interface Connection {
  /**
   * Whose this page is, by id: who was signed in as it was opened, even where their sign-in has ended since. Undefined:
   * nobody. A page is loaded anew when somebody else signs in.
   */
  readonly person: string | undefined;
  /** What they are called in the session that they joined; undefined where they joined none. */
  readonly alias: string | undefined;
  readonly api: Api;
  readonly reach: Cell<Reach>;
  readonly engine: Cell<Health['engine'] | undefined>;
  /** Finds out who is behind the page; while the server is lost, asks again. */
  look(): Promise<void>;
  /** Asks how the engine does; while it is prepared, asks again. The schemas of the server's answers are loaded. */
  lookAtEngine(): Promise<void>;
  /** False once the server says that the login is over. */
  stillSignedIn(): Promise<boolean>;
  /**
   * Ends this browser's sign-in. Rejects with an `ApiError` where the server could not be told: then the sign-in goes
   * on.
   */
  signOut(): Promise<void>;
  /**
   * Signs this browser in as who joined a session, and out whoever was signed in before, whose sign-in would else be kept
   * for ever. Other tabs hear of it. Gives what asks the server as them; this page is to be left for another.
   */
  signInAs(joined: StoredSignIn): Promise<Api>;
}

const againMs = 1500;
/** An answer that says who is signed in comes at once, or the server does not answer. */
const answerMs = 10_000;

/**
 * Whether Drydock's own server sent this page; a host of static pages does not say its name. Undefined where the browser
 * does not tell.
 */
function isServed(): boolean | undefined {
  const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return page?.serverTiming?.some(({ name }) => name === 'drydock');
}

export function makeConnection(): Connection {
  const reach = makeCell<Reach>('unknown');
  const engine = makeCell<Health['engine'] | undefined>(undefined);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let engineTimer: typeof timer;

  const signs: ServerSigns = {
    onRefused: () =>
      reach.set(
        reach.value === 'signed-in' || (reach.value === 'lost' && person !== undefined)
          ? 'ended'
          : 'signed-out',
      ),
    onSilence: () => {
      if (reach.value === 'unknown') return;
      reach.set('lost');
      lookAgain();
    },
  };
  const [person, alias] = [signedInPerson(), joinedAlias()];
  const asker: Asker = { signs, person };
  const api = makeApi(asker);

  const lookAgain = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), againMs);
  };

  const askInTime = async () => {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), answerMs);
    try {
      return await askServer(asker, pagePaths.signedIn, undefined, late.signal);
    } catch (error) {
      throw late.signal.aborted ? silent(signs, error) : error;
    } finally {
      clearTimeout(timer);
    }
  };

  /** Nothing of the answer is read but that there is one, so no schema is needed. */
  const readSignIn = async () => {
    const response = await askInTime();
    // A body that nobody reads holds its connection.
    await response.body?.cancel();
    // A host of static pages answers 404, or with a page.
    if (response.ok && isJson(response)) {
      if (reach.value !== 'signed-in') reach.set('signed-in');
    } else if (reach.value === 'unknown') noAnswer();
  };

  /** To the first question: whoever sent this page may be no server of Drydock's; its own is there, and does not answer. */
  const noAnswer = () => {
    if (!isServed()) return reach.set('reading');
    reach.set('lost');
    lookAgain();
  };

  const look = async () => {
    const served = isServed();
    if (served === false) return reach.set('reading');
    // Without a key nobody is signed in, whatever the server would say.
    if (served && reach.value === 'unknown' && signInKey(person) === undefined)
      return reach.set('signed-out');
    try {
      await readSignIn();
    } catch (error) {
      ignoreAnswered(error);
      if (reach.value === 'unknown') noAnswer();
    }
  };

  const lookAtEngine = async () => {
    const health = await api.call('health').catch(ignoreAnswered);
    if (!health) return;
    engine.set(health.engine);
    clearTimeout(engineTimer);
    if (health.engine.state === 'preparing') engineTimer = setTimeout(() => void lookAtEngine(), againMs);
  };

  const stillSignedIn = async () => {
    await readSignIn().catch(ignoreAnswered);
    return reach.value !== 'ended' && reach.value !== 'signed-out';
  };

  const signOut = async () => {
    await api.call('signOut').catch((error: unknown) => {
      // It was ended elsewhere already.
      if (!(error instanceof ApiError && [401, 404].includes(error.status))) throw error;
    });
    forgetSignIn();
    reach.set('signed-out');
  };

  const signInAs = async (joined: StoredSignIn) => {
    if (reach.value === 'signed-in') await signOut().catch(ignoreAnswered);
    storeSignIn(joined);
    return makeApi({ signs, person: joined.person });
  };

  onSignIn(() => {
    const other = signedInPerson();
    if (other !== undefined && other !== person) location.reload();
    // Another tab was signed in by a new link: what is open here goes on.
    else if (reach.value !== 'unknown' && reach.value !== 'reading') void readSignIn().catch(ignoreAnswered);
  });

  return { person, alias, api, reach, engine, look, lookAtEngine, stillSignedIn, signOut, signInAs };
}
