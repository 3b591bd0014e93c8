import type { SessionView } from '../../../lab/wire/sessions.ts';
import { phaseWords, timeWords, zoneHere } from '../../core/session-words.ts';

/** How a session stands: its phase, its times, and how many are in it. */
export function SessionFacts({ session, now }: { readonly session: SessionView; readonly now: Date }) {
  return (
    <>
      <span class="dd-phase" data-phase={session.phase}>
        {phaseWords[session.phase]}
      </span>
      <span>{timeWords(session, now, zoneHere())}</span>
      <span>
        {session.joined} of {session.capacity} joined
      </span>
    </>
  );
}
