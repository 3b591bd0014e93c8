/** A refusal in words, for a terminal. */
import type { Refusal, Trial } from '../lab/wire/refusal.ts';

export function tellRefusal(refusal: Refusal, command: string): readonly string[] {
  const unknown = refusal.unavailable.map(({ id }) => id.replace('capability:', ''));
  return [
    ...answer(refusal, command),
    ...(unknown.length > 0
      ? [`This Engine cannot give ${unknown.join(', ')}, which is therefore not tried.`]
      : []),
    ...refusal.untried.map((words) => `Not tried: ${words}.`),
    '',
    `${refusal.trials} copies were run, and removed.`,
  ];
}

function answer(
  { found, refusers, orElse, before, after, untried }: Refusal,
  command: string,
): readonly string[] {
  switch (found) {
    case 'not-refused':
      return [
        `${command} is not refused in a copy: it ${outcomeOf(before)}.`,
        'What differs is what the container’s own program did since its start, or what it shares with the host.',
        ...indented(before.output),
      ];
    case 'not-started':
      return [`The Engine does not start ${command} in a copy: ${after.refused ?? 'it gives no reason'}`];
    case 'none-of-these':
      return [
        untried.length > 0
          ? `No defence is found that refuses it: with all of them off, ${command} ${outcomeOf(after)} too, in a copy.`
          : `No defence of the container refuses it: with all of them off, ${command} ${outcomeOf(after)} too.`,
        ...indented(after.output),
        'Left are the kernel itself and its settings (sysctl), the networks, what is mounted, and the program.',
      ];
    case 'refused':
      return [
        ...(before.output === '' ? [`${command} ${outcomeOf(before)}.`] : [`${command}:`]),
        ...indented(before.output),
        ...(refusers.length === 1
          ? [`It was refused by ${refusers[0]?.refuser}. With that alone off, it ${outcomeOf(after)}.`]
          : [
              `${refusers.length} refuse it, each for itself. With all of them off, it ${outcomeOf(after)}.`,
              ...refusers.map(({ refuser }) => `  - ${refuser}`),
            ]),
        ...orElse.map(({ remedy }) => `Another way through: ${remedy}`),
        '',
        'If it has to be allowed:',
        ...refusers.map(({ remedy }) => `  ${remedy}`),
      ];
  }
}

function outcomeOf({ status, refused }: Trial): string {
  if (refused !== undefined) return 'is not started';
  return status === undefined ? 'runs on' : `ends with ${status}`;
}

function indented(output: string): readonly string[] {
  return output === '' ? [] : output.split('\n').map((line) => `  ${line}`);
}
