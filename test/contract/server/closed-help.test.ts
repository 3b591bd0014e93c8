/** Hints and solutions that are closed, whatever route is asked. */
import { afterEach, describe, expect, test } from 'vitest';
import type { LabId } from '../../../src/lab/lab-id.ts';
import type { RunKey } from '../../../src/lab/ports/store.ts';
import type { JobKind } from '../../../src/lab/wire/jobs.ts';
import type { ServerOptions } from '../../../src/server/server-options.ts';
import { askEverything } from '../../fixtures/ask-everything.ts';
import { assignmentPolicy } from '../../fixtures/assignments.ts';
import { FakeLabRunner } from '../../fixtures/fake-lab-runner.ts';
import { type Learner, lab, openRoom, type Room } from '../../fixtures/sessions/room.ts';

const canaries = { solution: 'canary-of-the-solution', hint: 'canary-of-a-hint', last: 'canary-of-the-last' };

/** Labs that say what must not be said, if they are asked for it. */
class TellingRunner extends FakeLabRunner {
  readonly solved: string[] = [];
  readonly opened: string[] = [];

  override async solution() {
    return [{ path: 'compose.yaml', text: canaries.solution }];
  }

  override async openHint(_key: RunKey, _person: string, task: string) {
    this.opened.push(this.opened.length === 0 ? canaries.hint : canaries.last);
    return { task, hints: [...this.opened], left: 2 - this.opened.length };
  }

  override async status(key: RunKey) {
    return { ...(await super.status(key)), hints: { drop: [...this.opened] } };
  }

  override getLab(id: string) {
    const tasks = [{ id: 'drop', title: 'Drop it', checks: [], questions: [], hints: 2 }];
    return { ...super.getLab(id), tasks };
  }

  override async begin(key: RunKey, kind: JobKind) {
    if (kind === 'solve') this.solved.push(key.context);
    return super.begin(key, kind);
  }
}

let room: Room;
let runner: TellingRunner;
afterEach(() => room[Symbol.asyncDispose]());

/** Whose answer to how a lab stands waits until somebody lets it go. */
class SlowRunner extends TellingRunner {
  readonly asked = Promise.withResolvers<void>();
  readonly go = Promise.withResolvers<void>();

  override async status(key: RunKey) {
    const said = await super.status(key);
    this.asked.resolve();
    await this.go.promise;
    return said;
  }
}

/** A session in which the solution is offered to a learner, who takes part in a course. */
async function open(
  change: Partial<ServerOptions> = {},
  as = new TellingRunner(),
): Promise<Learner & { course: string }> {
  runner = as;
  room = await openRoom({ runner, ...change });
  const session = await room.makeSession();
  const ada = await room.join(session.code, 'Ada');
  const { store } = room.at;
  const course = store.addCourse('Security', 'Europe/Vienna').id;
  store.enrolMember(course, ada.person);
  const offered = await room.call(room.owner, 'POST', `/api/sessions/${session.id}/catch-ups`, { lab });
  expect(offered.status, offered.text).toBe(204);
  return { ...ada, course };
}

const hear = (as: Learner, of: LabId): Promise<string> =>
  askEverything((method, path, body) => room.call(as, method, path, body), {
    lab: of,
    task: 'drop',
    person: as.person,
  });

describe('case 348: hints and solutions that an assignment closes', () => {
  test('case 348: are given by no route while it runs, nor taken by an offer in a session', async () => {
    const ada = await open();
    const shown = { results: 'always', hints: 'closed', solutions: 'closed' };
    const { store } = room.at;
    const by = store.localPerson().person.id;
    const { id } = store.addAssignment({ course: ada.course, policy: assignmentPolicy({ shown }), by });
    const heard = await hear(ada, lab);
    expect(heard.includes('keeps the solutions of')).toBe(true);
    expect(heard.includes('keeps the hints of')).toBe(true);
    for (const canary of Object.values(canaries)) expect(heard.includes(canary)).toBe(false);
    expect(runner.solved).toEqual([]);
    // The walk asks for all of it: where nothing is closed, it is all heard.
    store.changeAssignment(
      id,
      assignmentPolicy({ shown: { ...shown, hints: 'open', solutions: 'open' } }),
      by,
    );
    const told = await hear(ada, lab);
    for (const canary of Object.values(canaries)) expect(told.includes(canary)).toBe(true);
    expect(runner.solved.length).toBeGreaterThan(1);
  });
});

test('case 357: hints that are closed while somebody asks for one stay closed', async () => {
  const slow = new SlowRunner();
  const ada = await open({ withoutSolutions: true }, slow);
  const hint = room.call(ada, 'POST', `/api/labs/${lab}/hints`, { task: 'drop' });
  await slow.asked.promise;
  const { store } = room.at;
  const shown = { results: 'always', hints: 'closed', solutions: 'closed' };
  const by = store.localPerson().person.id;
  store.addAssignment({ course: ada.course, policy: assignmentPolicy({ shown }), by });
  slow.go.resolve();
  const refused = await hint;
  expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('keeps the hints of')]);
  expect(slow.opened).toEqual([]);
});

describe('case 348: a server without solutions', () => {
  test('case 348: gives none, nor the last hint of a task, to whoever asks', async () => {
    const ada = await open({ withoutSolutions: true });
    const owner = { ...ada, ...room.owner };
    for (const as of [ada, owner]) {
      const heard = await hear(as, lab);
      expect(heard.includes(`This server does not give the solution of ${lab}`)).toBe(true);
      expect(heard.includes('This server does not give the last hint of drop')).toBe(true);
      expect(heard.includes(canaries.solution)).toBe(false);
      expect(heard.includes(canaries.last)).toBe(false);
    }
    expect(runner.opened).toEqual([canaries.hint]);
    expect(runner.solved).toEqual([]);
  });
});
