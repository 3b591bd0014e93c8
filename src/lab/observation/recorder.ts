/** Words for what a recorder saw of a service's system calls; `calls-used.ts` has what it prints. */
import { type CheckDraft, draft } from '../checks/check-draft.ts';
import { program, type Tried } from '../probes/program.ts';

type Named = { readonly name: string };

/** The calls that a service made since its start, asked of the recorder that the lab runs beside it. */
export function callsUsed(recorder: Named, of: Named) {
  const asked = program(recorder, ['/recorder', 'calls', of.name]);
  const { probe } = asked;
  return {
    /** The recorder answers, and no call went by it. */
    complete: (): CheckDraft => asked.number('lost').is(0),
    callsAtMost: (most: number): CheckDraft => asked.number('calls').atMost(most),
    kindsAtMost: (most: number): CheckDraft => asked.number('kinds').atMost(most),
    /** None of these was made. */
    without: (...names: string[]): CheckDraft =>
      draft(recorder.name, 'init', { kind: 'calls-unused', probe: probe.id, names }, [probe]),
    /** What the filters of a service let through is no more than was recorded, and `besides`. */
    boundFilterOf: (
      service: Named,
      { besides = [] }: { readonly besides?: readonly string[] } = {},
    ): CheckDraft =>
      draft(
        service.name,
        'every',
        { kind: 'calls-within', probe: probe.id, recorder: recorder.name, besides: [...besides] },
        [probe],
      ),
    /** How many, for a question. */
    calls: (): Tried => asked.quantity('calls'),
    kinds: (): Tried => asked.quantity('kinds'),
  };
}
