/** What stands behind the `#` of the page of boards. */

export type BoardShow = 'board' | 'projector' | 'code';

export interface BoardAddress {
  /** Undefined: the list of all. */
  readonly session: string | undefined;
  readonly show: BoardShow;
}

/** `#SESSION`, `#SESSION/projector`, `#SESSION/code`; anything else is the list. */
export function readBoardHash(hash: string): BoardAddress {
  const [session = '', show = ''] = hash.replace(/^#/, '').split('/');
  if (!/^[\w-]{1,64}$/.test(session)) return { session: undefined, show: 'board' };
  return { session, show: show === 'projector' || show === 'code' ? show : 'board' };
}

export const boardHash = (session: string, show: BoardShow = 'board'): string =>
  show === 'board' ? `#${session}` : `#${session}/${show}`;
