/** What a room costs: two hundred learners who check every 20 s, ten boards, forty who join at once. No engine is started. */
import { openRoom, type Room } from '../classroom/room.ts';
import type { Row, Side } from '../row.ts';

const [learners, boards, everyMs] = [200, 10, 20_000] as const;
const beside = `${learners} learners who check every 20 s, ${boards} boards; judged elsewhere and brought`;

/** Of a window in which processor and memory are measured. */
const windowMs = 5_000;

function inRoom(
  row: Pick<Row, 'id' | 'what' | 'unit' | 'goal' | 'rounds'>,
  sideOf: (room: Room, restMB: number) => Side,
): Row {
  return {
    ...row,
    beside,
    quickRounds: 0,
    async open(signal) {
      await using made = new AsyncDisposableStack();
      const room = made.use(await openRoom(boards, signal));
      const restMB = await room.usedMemory();
      await room.join(learners);
      room.work(everyMs);
      await room.usedCpu();
      const all = made.move();
      return { ours: sideOf(room, restMB), [Symbol.asyncDispose]: () => all.disposeAsync() };
    },
  };
}

/** Waits until attempts of this many milliseconds are on the boards. */
async function passWindow(room: Room): Promise<void> {
  const until = performance.now() + windowMs;
  while (performance.now() < until) await room.nextOnBoards();
}

export const classroomBoard = inRoom(
  {
    id: 'classroom-board',
    what: 'An attempt is sent → it is on every board',
    goal: { ours: 300, quantile: 'p95' },
    rounds: 400,
  },
  (room) => () => room.nextOnBoards(),
);

export const classroomCpu = inRoom(
  {
    id: 'classroom-cpu',
    what: 'Processor that the server uses, of one core',
    unit: '%',
    goal: { ours: 100, quantile: 'p95' },
    rounds: 8,
  },
  (room) => async () => {
    await passWindow(room);
    return 100 * (await room.usedCpu());
  },
);

export const classroomMemory = inRoom(
  {
    id: 'classroom-memory',
    what: 'Memory that the server uses above that at rest',
    unit: 'MB',
    goal: { ours: 300, quantile: 'p95' },
    rounds: 8,
  },
  (room, restMB) => async () => {
    await passWindow(room);
    return (await room.usedMemory()) - restMB;
  },
);

export const classroomLost: Row = {
  id: 'classroom-lost',
  what: 'Attempts that were answered and are not kept',
  beside,
  unit: 'attempts',
  goal: { ours: 0, quantile: 'p99' },
  rounds: 1,
  quickRounds: 0,
  async open(signal) {
    return {
      ours: async () => {
        await using room = await openRoom(1, signal);
        await room.join(learners);
        room.work(everyMs / 10);
        await passWindow(room);
        return await room.countLost();
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
};

export const joinForty: Row = {
  id: 'join-forty',
  what: 'Forty join in one moment → the last has its page’s answer',
  beside: 'the goal of ten seconds until a prompt, of which this is the part before a seat',
  goal: { ours: 1_000, quantile: 'p95' },
  rounds: 4,
  quickRounds: 2,
  async open(signal) {
    const room = await openRoom(1, signal);
    return { ours: () => room.join(40), [Symbol.asyncDispose]: () => room[Symbol.asyncDispose]() };
  },
};
