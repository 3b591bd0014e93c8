/** What a learner is told of looks: who wants what, what will be seen, and what goes on. Pure. */
import type { ShareView } from '../../../lab/wire/shares.ts';
import { teacherName } from '../../core/session-words.ts';

/** What is asked, and what it lets the other do. */
export function askWords(
  { viewerName, mode, lab, terminal }: Pick<ShareView, 'viewerName' | 'mode' | 'lab' | 'terminal'>,
  titleOf: (lab: string) => string,
): { readonly question: string; readonly means: string } {
  const who = teacherName(viewerName);
  const shell = terminal === 'main' ? 'your terminal' : `your shell ${terminal}`;
  const where = `${shell} of “${titleOf(lab)}”`;
  if (mode === 'look')
    return {
      question: `${who} asks to look at ${where}.`,
      means: `${who} sees all that is on its screen, also as you type, until you stop it. Nothing of it is recorded but that it was looked at.`,
    };
  return {
    question: `${who} asks to type in ${where}.`,
    means: `${who} sees its screen and can run there what you can, until you stop it or press any key in that terminal.`,
  };
}

/** Of leaves that are open: who may do what now. Empty where none is. */
export function openWords(shares: readonly ShareView[]): string {
  const open = shares.filter(({ state }) => state === 'open');
  const who = (some: readonly ShareView[]) => [
    ...new Set(some.map(({ viewerName }) => teacherName(viewerName))),
  ];
  const typing = who(open.filter(({ mode }) => mode === 'type'));
  const looking = who(open.filter(isLookedAt)).filter((name) => !typing.includes(name));
  const waiting = who(open).filter((name) => !typing.includes(name) && !looking.includes(name));
  const parts = [
    ...(typing.length > 0 ? [`${list(typing)} can type in your terminal`] : []),
    ...(looking.length > 0
      ? [`${list(looking)} ${looking.length > 1 ? 'look' : 'looks'} at your terminal`]
      : []),
    ...(waiting.length > 0 ? [`${list(waiting)} may look at your terminal`] : []),
  ];
  return parts.join('; ');
}

const isLookedAt = ({ looks }: ShareView): boolean => looks.some(({ until }) => until === undefined);

const list = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** One line of the record: what was asked and how it came out. */
export function recordWords({ viewerName, mode, state }: ShareView): string {
  const asked = `${teacherName(viewerName)} asked to ${mode === 'look' ? 'look' : 'type'}`;
  const outcomes: Readonly<Record<ShareView['state'], string>> = {
    asked: 'you have not answered',
    open: 'you said yes, and it goes on',
    refused: 'you said no',
    ended: 'it has ended',
  };
  return `${asked}: ${outcomes[state]}`;
}
