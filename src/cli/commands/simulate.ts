import { readFileSync } from 'node:fs';
import { readCertificate } from '../../certificate/certificate-files.ts';
import { DrydockError } from '../../lab/errors.ts';
import { findHome } from '../../seats/home.ts';
import { asCount, asLength } from '../asked-values.ts';
import { findSession } from '../find-session.ts';
import { requireServer } from '../home-client.ts';
import type { HomeOptions } from '../open-seats.ts';
import type { Output } from '../output.ts';
import { simulateSession } from '../simulate/simulate-session.ts';

export interface SimulateOptions {
  readonly learners: string;
  readonly task: string;
  readonly seed: string;
  /** A file with the certificate of the room's authority. */
  readonly ca?: string;
}

/** Lets simulated learners work in a session, until they are done or the command is ended. They stay in its list. */
export async function simulate(
  named: string | undefined,
  options: HomeOptions & SimulateOptions,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const server = await requireServer(options, 'there are no sessions');
  const { title, code = '' } = await findSession(server, named);
  const played = await simulateSession({
    url: server.url,
    ...authorityOf(options),
    code,
    // So many from one address would be held back at the door.
    join: (body) => server.call('join', { body }),
    learners: asCount('--learners', options.learners),
    taskMs: asLength(options.task),
    seed: asCount('--seed', options.seed),
    signal,
  });
  const { learners, attempts, tasks, refused, medianMs = 0, p95Ms = 0 } = played;
  output.answer(played, [
    ...refused.map(({ name, error }) => `${name} was refused: ${error.message}`),
    `${title}: ${learners - refused.length} of ${learners} learners got through. Together they made ${attempts} attempts and did ${tasks} tasks.`,
    `An attempt was answered in ${Math.round(medianMs)} ms at the median, ${Math.round(p95Ms)} ms at p95.`,
  ]);
  const [first] = refused;
  if (first !== undefined)
    throw new DrydockError(first.error.code, {
      message: `${refused.length} of ${learners} simulated learners were refused something.`,
      ...(first.error.fix === undefined ? {} : { fix: first.error.fix }),
    });
}

/** The authority that is named, or that of the home, where it has one. */
function authorityOf({ ca, home: named }: HomeOptions & SimulateOptions): { readonly authority?: string } {
  if (ca !== undefined) {
    try {
      return { authority: readFileSync(ca, 'utf8') };
    } catch (cause) {
      throw new DrydockError('bad-usage', {
        message: `--ca ${ca} cannot be read.`,
        fix: 'Name the file with the certificate of the authority: HOME/tls/ca.pem.',
        cause,
      });
    }
  }
  const own = readCertificate(findHome(process.env, named).home);
  return own === undefined ? {} : { authority: own.authority.certificate };
}
