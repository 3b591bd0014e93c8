/** Somebody who teaches sees a learner's shell, types in it, or sees their files, with the learner's leave. */

/** Of a shell. `look`: what stands in it. `type`: to type in it too. */
const shellModes = ['look', 'type'] as const;
export type ShareMode = (typeof shellModes)[number];

/**
 * What can be asked for, each by itself. `files`: the files of a lab as they are saved, and what runs in it, to read.
 */
export const shareKinds = [...shellModes, 'files'] as const;
export type ShareKind = (typeof shareKinds)[number];

/** `asked`: nobody answered. `open`: the learner said yes, and nobody ended it. */
export type ShareState = 'asked' | 'open' | 'refused' | 'ended';

export interface Share {
  readonly id: string;
  readonly session: string;
  /** Whose it is. */
  readonly person: string;
  readonly viewer: string;
  /** What the viewer is called. */
  readonly viewerName: string;
  readonly mode: ShareKind;
  readonly lab: `${string}/${string}`;
  /** Of a shell which one. */
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
