/** Which system calls a container of the reader's made, as a recorder told, in a table of calls. */

import { readCallsUsed } from '../../lab/observation/calls-used.ts';
import type { Printed } from '../../lab/observation/printed.ts';

/** A recorder that is asked when its lab is checked. */
export interface Recorder {
  readonly probe: string;
  /** The service whose calls it tells. */
  readonly of: string;
}

export type OwnCalls =
  | { readonly calls: ReadonlyMap<string, number>; readonly words: string }
  /** Why a list is not taken. */
  | { readonly fault: string };

/** What recorders told at a Check: the first that did. Undefined where none has yet. */
export function ownCallsOf(recorders: readonly Recorder[], { at, printed }: Printed): OwnCalls | undefined {
  const [first] = recorders.flatMap(({ probe, of }) => {
    const text = printed[probe];
    return text === undefined ? [] : [{ of, text }];
  });
  if (!first) return undefined;
  const when = at === undefined ? '' : `, ${new Date(at).toLocaleString('en-GB')}`;
  return readTold(first.text, `${first.of}, at your last Check${when}`);
}

/** What the reader copied out of a terminal. Undefined of nothing. */
export function pastedCalls(text: string): OwnCalls | undefined {
  return text.trim() === '' ? undefined : readTold(text, 'Your container, as you pasted it');
}

function readTold(text: string, whose: string): OwnCalls {
  const stdout = text
    .split('\n')
    .map((line) => line.trim())
    .join('\n');
  const told = readCallsUsed({ id: '', kind: 'exec', at: '', durationMs: 0, exitCode: 0, stdout });
  if (told.source === 'unknown' || told.value.calls.size === 0)
    return {
      fault:
        'That is no list of a recorder, which has a line `lost N` and a line `call NAME N` for each kind.',
    };
  const { calls, lost } = told.value;
  // A list that lacks some would show calls as unused that were made.
  if (lost > 0)
    return { fault: `The recorder lost ${lost} calls, so its list is not whole. Start the container again.` };
  const made = [...calls.values()].reduce((sum, count) => sum + count, 0);
  return {
    calls,
    words: `${whose}: ${calls.size} ${calls.size === 1 ? 'kind' : 'kinds'} of calls, ${made.toLocaleString('en-GB')} in all.`,
  };
}
