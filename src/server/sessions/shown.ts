import type { Store } from '../../lab/ports/store.ts';
import type { SessionEvent } from '../../lab/sessions/session-event.ts';
import type { RoomPrediction, ShownContent, ShownHead } from '../../lab/wire/shown.ts';

type ShownStore = Pick<Store, 'listSessionEvents' | 'roomPredictions'>;

/** What is shown to a session now; undefined where nothing is, or it was ended. */
export function currentShown(store: ShownStore, session: string): SessionEvent<'shown'> | undefined {
  const last = store.listSessionEvents(session, 'shown').at(-1);
  const ended = store.listSessionEvents(session, 'shown-ended').at(-1);
  if (last === undefined || (ended !== undefined && ended.id > last.id)) return undefined;
  return last;
}

export function viewShownHead({ id, by, at, data }: SessionEvent<'shown'>): ShownHead {
  return { id, by, at, what: data.what, title: data.what === 'file' ? data.title : data.key };
}

/** With what it holds; of a prediction what was predicted until now. */
export function viewShown(
  store: ShownStore,
  session: string,
  { id, data }: SessionEvent<'shown'>,
): ShownContent {
  if (data.what === 'prediction')
    return { id, what: 'prediction', prediction: predictionOf(store, session, data.key) };
  const { what, title, text, lab } = data;
  return { id, what, title, text, ...(lab === undefined ? {} : { lab }) };
}

/** What the room predicted, place by place in the order of the keys. */
export function listPredictions(store: ShownStore, session: string): RoomPrediction[] {
  const keys = Map.groupBy(store.roomPredictions(session), ({ key }) => key);
  return [...keys].map(([key, counted]) => ({
    key,
    answers: counted
      .map(({ value, count }) => ({ value, count }))
      .sort((one, other) => other.count - one.count || one.value.localeCompare(other.value)),
  }));
}

const predictionOf = (store: ShownStore, session: string, key: string): RoomPrediction =>
  listPredictions(store, session).find((each) => each.key === key) ?? { key, answers: [] };
