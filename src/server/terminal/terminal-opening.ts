import type { TerminalSize } from '../../lab/ports/engine.ts';
import type { Store } from '../../lab/ports/store.ts';
import { shareStateOf } from '../../lab/sessions/share.ts';
import type { LabRunner, TerminalSession } from '../../runner/lab-runner.ts';
import { runKey } from '../api/route-parts.ts';
import { noShare } from '../api/share-routes.ts';
import type { Caller } from '../caller.ts';
import type { Permissions } from '../permissions.ts';
import type { Agreements } from '../sessions/agreements.ts';
import type { OpenShares } from '../sessions/open-shares.ts';
import type { SessionHours } from '../sessions/session-hours.ts';
import { type ShellSizes, shellOf } from './shell-sizes.ts';
import type { TerminalTarget } from './terminal-target.ts';

export interface OpeningParts {
  readonly runner: LabRunner;
  readonly store: Store;
  readonly permissions: Permissions;
  readonly hours: Pick<SessionHours, 'signalOf'>;
  readonly agreements: Pick<Agreements, 'hold'>;
  readonly shares: OpenShares;
  readonly sizes: Pick<ShellSizes, 'watch'>;
  /** Told who typed; not what. */
  readonly saw: (person: string) => void;
}

/** How a shell is opened on a connection, and what ends that beside the caller's sign-in. Disposed once it has ended. */
export interface Opening extends Disposable {
  readonly ended: readonly AbortSignal[];
  readonly open: (size: TerminalSize, gone: AbortSignal) => Promise<TerminalSession>;
  /** Told that something was typed; undefined where nothing may be. */
  readonly typed: (() => void) | undefined;
  /** Records that it is looked at, from when the first of it is shown until it is disposed. */
  readonly began?: () => Disposable;
}

/** Throws where the caller may not. */
export function openingOf(parts: OpeningParts, caller: Caller, target: TerminalTarget): Opening {
  return 'own' in target ? ownShell(parts, caller, target) : shellOfOther(parts, caller, target.shared);
}

function ownShell(
  { runner, permissions, hours, agreements, shares, sizes, saw }: OpeningParts,
  caller: Caller,
  { own: { chapter, lab, name }, awaitsStart }: Extract<TerminalTarget, { own: unknown }>,
): Opening {
  permissions.require(caller, 'lab.use', { reads: false });
  const key = runKey(caller, { chapter, lab });
  const agreed = agreements.hold(caller.session, caller.person.id);
  return {
    ended: [hours.signalOf(caller.session), agreed.signal],
    open: async (size, gone) =>
      sizes.watch(
        shellOf(key, name),
        size,
        await runner.openTerminal(key, name, size, gone, { awaitsStart }),
      ),
    typed: () => {
      saw(caller.person.id);
      shares.typed(caller.person.id, key.lab, name);
    },
    [Symbol.dispose]: () => agreed[Symbol.dispose](),
  };
}

/** A learner's shell, for who asked to see it and was let. */
function shellOfOther(
  { runner, store, permissions, hours, agreements, shares }: OpeningParts,
  caller: Caller,
  { session, id }: Extract<TerminalTarget, { shared: unknown }>['shared'],
): Opening {
  permissions.require(caller, 'share.ask', { session, reads: true });
  const share = store.findShare(id);
  const party = share && store.partyOf(share.person);
  if (!share || !party || share.session !== session || share.viewer !== caller.person.id) throw noShare();
  const { mode } = share;
  if (shareStateOf(share) !== 'open' || mode === 'files') throw noShare();
  const key = { party: party.id, lab: share.lab, context: `session:${session}` } as const;
  const agreed = agreements.hold(session, share.person);
  return {
    ended: [hours.signalOf(session), shares.signalOf(share), agreed.signal],
    open: (size, gone) => runner.joinTerminal(key, share.terminal, mode, size, gone),
    typed: mode === 'type' ? () => undefined : undefined,
    began: () => store.beginLook(share.id),
    [Symbol.dispose]: () => agreed[Symbol.dispose](),
  };
}
