/** What a service was shrunk to, in words, for a terminal. */
import type { NeededPower, Shrunk, ShrunkCalls } from './shrunk.ts';

/** `patch`: the compose file that comes of it. */
export function tellShrunk(shrunk: Shrunk, patch: string): readonly string[] {
  const { service, found, told, runs, untried } = shrunk;
  const notTried = untried.map((words) => `Not tried: ${words}.`);
  const copies = `${runs} copies were run, and removed.`;
  if (found === 'not-healthy')
    return [
      `A copy of ${service} with all of its powers ${told}, so nothing was tried.`,
      'Where it waits for its neighbours, --networks puts copies on the networks of the project. They act on it for real.',
      ...notTried,
      '',
      copies,
    ];
  if (found === 'unstable')
    return [
      `What had passed did not when it was run once more: it ${told}.`,
      'A health check that passes now and then tells nothing, so nothing is proposed.',
      ...notTried,
      '',
      copies,
    ];
  return [
    ...tellSpare(shrunk),
    ...tellNeeded(shrunk),
    ...tellCalls(shrunk.calls),
    '',
    ...patch.trimEnd().split('\n'),
    '',
    ...(shrunk.isMinimal ? [] : ['The runs were used up before each was tried alone; --runs gives more.']),
    ...notTried,
    'A health check that passes says nothing of what it does not ask for: an error path, an upload, a reload, tomorrow’s data.',
    copies,
  ];
}

function tellSpare({ service, spare, calls }: Shrunk): readonly string[] {
  const closed = calls === undefined ? 0 : calls.before - calls.left.length;
  if (spare.length === 0 && closed === 0)
    return [`${service} needs each of its powers to pass its health check.`];
  return [
    `${service} passes its health check without`,
    ...spare.map(({ name, allows }) => `  - ${name}: ${allows}`),
    ...(calls === undefined ? [] : [`  - ${closed} of ${calls.before} system calls`]),
  ];
}

function tellNeeded({ needed, service }: Shrunk): readonly string[] {
  if (needed.length === 0) return [];
  return ['', `It keeps`, ...needed.map((power) => `  - ${power.name}: ${withoutIt(power, service)}`)];
}

const withoutIt = ({ without, allows }: NeededPower, service: string) =>
  without === undefined ? `not tried alone; with it, ${service} can ${allows}` : `without it, it ${without}`;

function tellCalls(calls: ShrunkCalls | undefined): readonly string[] {
  if (calls === undefined) return [];
  return [
    '',
    `and ${calls.left.length} system calls, ${calls.kept} of which every program or the runtime makes, and are not tried:`,
    ...calls.families.map(
      ({ name, calls: left, without }) =>
        `  - ${left.length} for ${name}: ${without === undefined ? 'not tried alone' : `without any, it ${without}`}`,
    ),
  ];
}
