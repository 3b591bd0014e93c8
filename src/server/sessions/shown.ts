import type { Store } from '../../lab/ports/store.ts';
import type { RoomPrediction, ShownContent } from '../../lab/wire/shown.ts';

type ShownStore = Pick<Store, 'shownNow' | 'lastSessionEvent' | 'roomPredictions'>;

/** What is shown to a session now with what it holds, of a prediction what was predicted until now; undefined where nothing is. */
export function viewShown(store: ShownStore, session: string): ShownContent | undefined {
  const shown = store.shownNow(session) && store.lastSessionEvent(session, 'shown');
  if (shown === undefined) return undefined;
  const { id, data } = shown;
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
