import { runToEnd } from '../../engine/exec/command.ts';
import type { ExecHelper } from '../../engine/exec/helper/exec-helper.ts';
import type { SeatClass } from '../../lab/seats/seat-class.ts';
import { archivesOf, type Inside } from './rootless-exec.ts';

/** The inside of the seat whose helper this is, which starts what it can; the Engine what is for a terminal, say. */
export function helpedInside(inside: Inside, { start }: Pick<ExecHelper, 'start'>, of: SeatClass): Inside {
  const programs: Pick<Inside, 'exec' | 'run'> = {
    exec: (_, request, signal) => start(request, signal),
    run: (_, argv, options) => runToEnd(start, argv, options),
  };
  return { ...inside, ...programs, ...(of === 'rootless' && archivesOf(programs)) };
}
