import type { PointerAnswer, PointerView, SendPointer } from '../../lab/wire/pointers.ts';

/** What was pointed out to learners, known of this server's life: it is about the screen of a moment. */
export interface Pointers {
  send(session: string, to: Pick<PointerView, 'person' | 'author'>, what: SendPointer): PointerView;
  /** Of a session, in the order in which they were sent; of each learner the last ten. */
  list(session: string): readonly PointerView[];
  /** False where the learner has none such that waits. */
  answer(session: string, person: string, id: string, answer: PointerAnswer): boolean;
  /** Forgets those of whoever is not in the session any more. */
  keep(session: string, people: ReadonlySet<string>): void;
  /** Forgets those of a session that is over. */
  forget(session: string): void;
  /** Hears to whom something was sent, and who answered. */
  onChange(listener: (session: string, person: string) => void): Disposable;
}

const mostOfOne = 10;

export function makePointers(effects: {
  readonly clock: () => Date;
  readonly newId: () => string;
}): Pointers {
  const sent = new Map<string, readonly PointerView[]>();
  const listeners = new Set<(session: string, person: string) => void>();
  const list = (session: string) => sent.get(session) ?? [];
  const tell = (session: string, person: string) => {
    for (const listener of listeners) listener(session, person);
  };
  return {
    send(session, to, { line, note }) {
      const pointer: PointerView = {
        id: effects.newId(),
        ...to,
        ...(line === undefined ? {} : { line }),
        ...(note === undefined ? {} : { note }),
        at: effects.clock().toISOString(),
        state: 'sent',
      };
      const own = list(session).filter(({ person }) => person === to.person);
      const oldest = own.length < mostOfOne ? undefined : own[0];
      sent.set(session, [...list(session).filter((each) => each !== oldest), pointer]);
      tell(session, to.person);
      return pointer;
    },
    list,
    answer(session, person, id, answer) {
      const asked = list(session).find((each) => each.id === id);
      if (asked?.person !== person || asked.state !== 'sent') return false;
      sent.set(
        session,
        list(session).map((each) => (each === asked ? { ...asked, state: answer } : each)),
      );
      tell(session, person);
      return true;
    },
    keep(session, people) {
      const gone = new Set(list(session).flatMap(({ person }) => (people.has(person) ? [] : [person])));
      if (gone.size === 0) return;
      sent.set(
        session,
        list(session).filter(({ person }) => !gone.has(person)),
      );
      for (const person of gone) tell(session, person);
    },
    forget: (session) => void sent.delete(session),
    onChange(listener) {
      const own = (session: string, person: string) => listener(session, person);
      listeners.add(own);
      return { [Symbol.dispose]: () => void listeners.delete(own) };
    },
  };
}
