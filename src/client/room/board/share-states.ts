/** How what was asked of a learner came out, in words. Pure. */
import type { ShareKind, ShareState } from '../../../lab/sessions/share.ts';
import type { ShareView } from '../../../lab/wire/shares.ts';

/** What a viewer asked of a learner last, of each kind; undefined where they never did. */
export function asksOf(
  shares: readonly ShareView[],
  viewer: string | undefined,
  person: string,
): Readonly<Record<ShareKind, ShareView | undefined>> {
  const own = shares.filter((share) => share.viewer === viewer && share.person === person);
  return {
    look: own.findLast(({ mode }) => mode === 'look'),
    type: own.findLast(({ mode }) => mode === 'type'),
    files: own.findLast(({ mode }) => mode === 'files'),
  };
}

const verbs: Readonly<Record<ShareKind, string>> = {
  look: 'look at their terminal',
  type: 'type in their terminal',
  files: 'see their files',
};

/** What is so where nothing was asked for yet. Typing is asked for while one looks, which says what is so. */
const unasked: Readonly<Record<ShareKind, (alias: string) => string>> = {
  look: (alias) => `You see nothing of ${alias}’s terminal. Ask first.`,
  type: () => '',
  files: (alias) => `You see nothing of ${alias}’s files. Ask first.`,
};

/** One sentence a kind: what is so, and what to do where there is something. */
export function stateWords(mode: ShareKind, state: ShareState | undefined, alias: string): string {
  const verb = verbs[mode];
  switch (state) {
    case undefined:
      return unasked[mode](alias);
    case 'asked':
      return `You asked ${alias} to let you ${verb}. There is no answer yet.`;
    case 'open':
      return `${alias} lets you ${verb}, and can end it at any time.`;
    case 'refused':
      return `${alias} said no: you do not ${verb}.`;
    case 'ended':
      return `It has ended: you do not ${verb} any more.`;
  }
}
