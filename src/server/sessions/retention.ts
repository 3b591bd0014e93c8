import type { Store } from '../../lab/ports/store.ts';
import { keptUntil } from '../../lab/sessions/consent.ts';
import type { WorkNews } from '../assignments/keeping-work.ts';
import type { Forgetting, Forgotten } from './forgetting.ts';

export interface RetentionParts {
  readonly store: Pick<Store, 'listSessions' | 'listJoined' | 'listRemoved' | 'consentOf'>;
  /** Removes what was handed in and kept long enough: what went, and what soon will. */
  readonly removeOldWork: () => readonly WorkNews[];
  readonly onWork: (news: WorkNews) => void;
  readonly forgetting: Forgetting;
  readonly clock: () => Date;
  readonly everyMs: number;
  /** Told what goes within the next days, and what went. */
  readonly onNews: (news: RetentionNews) => void;
  /** What failed is tried again the next time. */
  readonly onError: (error: unknown) => void;
}

export type RetentionNews =
  | { readonly type: 'soon'; readonly title: string; readonly learners: number; readonly until: string }
  | ({ readonly type: 'gone' } & Forgotten);

const dayMs = 24 * 3_600_000;
/** How long before it is removed it is told. */
const warningMs = 7 * dayMs;

/** Whose time is over at a moment, and of which sessions it soon is; of those who were taken out too. */
export function dueAt(store: RetentionParts['store'], now: Date) {
  const kept = store.listSessions().flatMap((session) =>
    [...store.listJoined(session.id), ...store.listRemoved(session.id)].map(({ person }) => ({
      session,
      person: person.id,
      until: keptUntil(session, store.consentOf(session.id, person.id)),
    })),
  );
  const over = kept.filter(({ until }) => until <= now).map(({ person }) => person);
  const soon = kept.filter(({ until }) => until > now && until.getTime() <= now.getTime() + warningMs);
  return { over, soon: [...Map.groupBy(soon, ({ session }) => session.id).values()] };
}

/** Removes what learners made once its time is over: now, and once a day. Disposing waits for what is under way. */
export function startRetention({
  store,
  removeOldWork,
  onWork,
  forgetting,
  clock,
  everyMs,
  onNews,
  onError,
}: RetentionParts): AsyncDisposable {
  /** Work went, and copies that have it are still there. */
  let isLeft = false;
  const removeWork = async () => {
    for (const news of removeOldWork()) {
      onWork(news);
      if (news.type === 'gone') isLeft = true;
    }
    if (!isLeft) return;
    await forgetting.rewrite();
    isLeft = false;
  };
  const look = async () => {
    const { over, soon } = dueAt(store, clock());
    for (const each of soon) {
      const [first] = each.toSorted((a, b) => a.until.getTime() - b.until.getTime());
      if (first === undefined) continue;
      const until = first.until.toISOString();
      onNews({ type: 'soon', title: first.session.title, learners: each.length, until });
    }
    // One by one: whose lab cannot be stopped keeps nobody else's data.
    for (const person of over)
      try {
        onNews({ type: 'gone', ...(await forgetting.erase([person], 'retention')) });
      } catch (error) {
        onError(error);
      }
    await removeWork().catch(onError);
    if (forgetting.owes()) await forgetting.erase([], 'retention');
  };
  let last = Promise.resolve();
  const turn = () => {
    last = last.then(look).catch(onError);
  };
  turn();
  const timer = setInterval(turn, everyMs).unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await last;
      await forgetting.settled();
    },
  };
}
