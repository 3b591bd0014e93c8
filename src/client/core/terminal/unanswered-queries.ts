import type { IParser } from '@xterm/xterm';

/**
 * Leaves unanswered what tmux asks of the terminal it is shown in: device attributes, version and colours
 * (XTerm Control Sequences: DA, XTVERSION, OSC 4 and 10 to 12). It takes an answer for keys once it has given up
 * waiting, and a shell far away, or one that is shown again, would have it typed. Programs inside ask tmux.
 */
export function leaveQueriesUnanswered(parser: IParser): void {
  for (const id of [
    { final: 'c' },
    { prefix: '>', final: 'c' },
    { prefix: '=', final: 'c' },
    { prefix: '>', final: 'q' },
  ])
    parser.registerCsiHandler(id, () => true);
  for (const color of [4, 10, 11, 12])
    parser.registerOscHandler(color, (data) => data.split(';').includes('?'));
}
