/** Somebody who teaches sees a learner's shell, or types in it, with the learner's leave. */

/** `look`: what stands in the shell. `type`: to type in it too. Each is asked for by itself. */
export const shareModes = ['look', 'type'] as const;
export type ShareMode = (typeof shareModes)[number];

/** `asked`: nobody answered. `open`: the learner said yes, and nobody ended it. */
export type ShareState = 'asked' | 'open' | 'refused' | 'ended';

export interface Share {
  readonly id: string;
  readonly session: string;
  /** Whose shell it is. */
  readonly person: string;
  readonly viewer: string;
  /** What the viewer is called. */
  readonly viewerName: string;
  readonly mode: ShareMode;
  readonly lab: `${string}/${string}`;
  readonly terminal: string;
  readonly askedAt: string;
  readonly answer: 'yes' | 'no' | undefined;
  readonly answeredAt: string | undefined;
  readonly endedAt: string | undefined;
  /** When it was looked at. */
  readonly looks: readonly { readonly since: string; readonly until: string | undefined }[];
}

export function shareStateOf({ answer, endedAt }: Pick<Share, 'answer' | 'endedAt'>): ShareState {
  if (answer === 'no') return 'refused';
  if (endedAt !== undefined) return 'ended';
  return answer === 'yes' ? 'open' : 'asked';
}

/** Of each learner, viewer and kind the last one, in the order in which they were asked for. */
export function lastShares(shares: readonly Share[]): readonly Share[] {
  const last = new Map(shares.map((share) => [`${share.person} ${share.viewer} ${share.mode}`, share.id]));
  const kept = new Set(last.values());
  return shares.filter(({ id }) => kept.has(id));
}
