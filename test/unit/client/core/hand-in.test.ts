import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../../src/client/core/api.ts';
import {
  drawKey,
  findUnanswered,
  type HandInEffects,
  handIn,
  receiptWords,
} from '../../../../src/client/core/hand-in.ts';
import type { ReceiptView } from '../../../../src/lab/wire/my-assignments.ts';
import { makeFakeStorage } from '../../../fixtures/fake-storage.ts';

const handed = { assignment: 'week-1', lab: 'start/first-container' } as const;
const receipt: ReceiptView = {
  submission: 's1',
  lab: handed.lab,
  received: '2026-11-27T10:00:00.000Z',
  uploadBegan: '2026-11-27T10:00:00.000Z',
  files: 2,
  leftOut: 0,
  number: 1,
  isRehearsal: false,
};
const failing = (status: number) =>
  new ApiError(status, { code: 'internal', title: 'No', message: `status ${status}` });

beforeEach(() => vi.stubGlobal('localStorage', makeFakeStorage()));
afterEach(() => vi.unstubAllGlobals());

/** A server that answers in turn, with the keys that it was sent and the waits between. */
function made(...answers: readonly (ReceiptView | ApiError)[]) {
  const keys: unknown[] = [];
  const waits: number[] = [];
  let drawn = 0;
  const effects: HandInEffects = {
    api: {
      call: async (name, ...[call]) => {
        expect(name).toBe('handIn');
        keys.push(JSON.parse(JSON.stringify(call)).body.key);
        const answer = answers[keys.length - 1];
        if (answer === undefined || answer instanceof ApiError) throw answer ?? failing(0);
        return answer as never;
      },
    },
    person: 'ada',
    now: () => new Date('2026-11-27T09:59:00Z'),
    drawKey() {
      drawn += 1;
      return `drawn-${drawn}`;
    },
    wait: async (ms) => void waits.push(ms),
  };
  return { effects, keys, waits };
}

describe('handing in', () => {
  it('sends the same key again where an answer was lost, and another for what is handed in next', async () => {
    const { effects, keys, waits } = made(failing(0), failing(502), receipt, receipt);
    expect(await handIn(effects, handed)).toEqual(receipt);
    expect(findUnanswered('ada', handed)).toBeUndefined();
    await handIn(effects, handed);
    expect(keys).toEqual(['drawn-1', 'drawn-1', 'drawn-1', 'drawn-2']);
    expect(waits).toEqual([500, 1000]);
  });

  it('remembers what nobody answered, for this person and lab, and goes on with that', async () => {
    const silent = made();
    await expect(handIn(silent.effects, handed)).rejects.toThrow('status 0');
    expect(new Set(silent.keys)).toEqual(new Set(['drawn-1']));
    expect(findUnanswered('ada', handed)).toEqual({ key: 'drawn-1', at: '2026-11-27T09:59:00.000Z' });
    expect(findUnanswered('ben', handed)).toBeUndefined();
    expect(findUnanswered('ada', { ...handed, lab: 'start/other' })).toBeUndefined();
    const back = made(receipt);
    await handIn(back.effects, handed);
    expect(back.keys).toEqual(['drawn-1']);
  });

  it('takes a refusal for an answer: nothing was handed in, and nothing is sent again', async () => {
    const { effects, keys } = made(failing(403), receipt);
    await expect(handIn(effects, handed)).rejects.toThrow('status 403');
    expect(keys).toEqual(['drawn-1']);
    expect(findUnanswered('ada', handed)).toBeUndefined();
  });

  it('draws keys as the server takes them', () => {
    expect(drawKey()).toMatch(/^[0-9a-f]{32}$/);
    expect(drawKey()).not.toBe(drawKey());
  });
});

describe('a receipt in words', () => {
  it('says what was received, what was left out, and what of it counts', () => {
    expect(receiptWords(receipt, 'at ten')).toBe('Handed in as number 1, received at ten: 2 files.');
    const late = { ...receipt, files: 1, leftOut: 2, refused: 'too-late', isRehearsal: true } as const;
    expect(receiptWords(late, 'at ten')).toBe(
      'Handed in as number 1, received at ten: 1 file. 2 were left out: too large, or not to be read. ' +
        'It came too late and counts for nothing, unless more time is given. ' +
        'You take no part in the course, so this is a rehearsal.',
    );
  });
});
