/** What a learner is told of looks: who wants what, what will be seen, and what goes on. Pure. */
import type { ShareView } from '../../../lab/wire/shares.ts';
import { teacherName } from '../../core/session-words.ts';

/** What is asked, and what it lets the other do. */
export function askWords(
  { viewerName, mode, lab, terminal }: Pick<ShareView, 'viewerName' | 'mode' | 'lab' | 'terminal'>,
  titleOf: (lab: string) => string,
): { readonly question: string; readonly means: string } {
  const who = teacherName(viewerName);
  if (mode === 'files')
    return {
      question: `${who} asks to see your files of “${titleOf(lab)}”.`,
      means: `${who} sees each file of that lab as it is saved, and what runs there now, and changes nothing, until you stop it. Nothing of it is recorded but that it was looked at.`,
    };
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
  const ofFiles = open.filter(({ mode }) => mode === 'files');
  const ofShell = open.filter(({ mode }) => mode !== 'files');
  const typing = who(ofShell.filter(({ mode }) => mode === 'type'));
  const looking = who(ofShell.filter(isLookedAt)).filter((name) => !typing.includes(name));
  const waiting = who(ofShell).filter((name) => !typing.includes(name) && !looking.includes(name));
  const reading = who(ofFiles.filter(isLookedAt));
  const mayRead = who(ofFiles).filter((name) => !reading.includes(name));
  const parts = [
    ...(typing.length > 0 ? [`${list(typing)} can type in your terminal`] : []),
    ...(looking.length > 0
      ? [`${list(looking)} ${looking.length > 1 ? 'look' : 'looks'} at your terminal`]
      : []),
    ...(waiting.length > 0 ? [`${list(waiting)} may look at your terminal`] : []),
    ...(reading.length > 0 ? [`${list(reading)} ${reading.length > 1 ? 'see' : 'sees'} your files`] : []),
    ...(mayRead.length > 0 ? [`${list(mayRead)} may see your files`] : []),
  ];
  return parts.join('; ');
}

const isLookedAt = ({ looks }: ShareView): boolean => looks.some(({ until }) => until === undefined);

const list = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

const wanted = { look: 'look', type: 'type', files: 'see your files' } as const;

/** One line of the record: what was asked and how it came out. */
export function recordWords({ viewerName, mode, state }: ShareView): string {
  const asked = `${teacherName(viewerName)} asked to ${wanted[mode]}`;
  const outcomes: Readonly<Record<ShareView['state'], string>> = {
    asked: 'you have not answered',
    open: 'you said yes, and it goes on',
    refused: 'you said no',
    ended: 'it has ended',
  };
  return `${asked}: ${outcomes[state]}`;
}
