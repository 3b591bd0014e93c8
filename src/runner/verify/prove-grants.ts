/** The grants of a lab, held against what its states ask for: enough, and no more. */
import { DrydockError, reportError } from '../../lab/errors.ts';
import type { Grant } from '../../lab/manifest/grant.ts';
import type { Mistake } from '../../lab/manifest/manifest.ts';
import { failureOf } from './failure-of.ts';
import type { ProofProblem } from './proof.ts';
import type { ProofStage } from './proof-stage.ts';

/** Which grants the states of a proof used. */
export class GrantTally {
  readonly #used = new Set<Grant>();

  add(stage: Pick<ProofStage, 'passed'>): void {
    for (const grant of stage.passed?.used ?? []) this.#used.add(grant);
  }

  /** A power that no state needs is shown to the reader, and given away, for nothing. */
  unused(grants: readonly Grant[]): readonly ProofProblem[] {
    return grants
      .filter((grant) => !this.#used.has(grant))
      .map(({ service, key, value }) => ({
        rule: 'grants-are-used',
        where: 'grants',
        message: `No state needs ${key} = ${value} for ${service === '*' ? 'any service' : service}.`,
      }));
  }
}

/** What a state is refused for, where it is; undefined where that is no matter of grants. */
export function judgeRefusal(where: string, failure: unknown): ProofProblem | undefined {
  if (!isRefusal(failure)) return undefined;
  const mistake = where.startsWith('mistakes.') ? ' Or is it to be refused? Then say so: `refused`.' : '';
  return { rule: 'grants-cover-states', where, message: `${words(failure).join(' ')}${mistake}` };
}

/** Lays nothing and starts nothing: the gate must refuse what the workspace holds, in the words that are quoted. */
export async function proveRefused(
  stage: Pick<ProofStage, 'passGate'>,
  where: string,
  { refused = '' }: Mistake,
  signal: AbortSignal,
): Promise<readonly ProofProblem[]> {
  const failure = await failureOf(stage.passGate(signal));
  if (!isRefusal(failure))
    return [
      {
        rule: 'mistake-is-caught',
        where,
        message: `The gate should refuse it and ${failure === undefined ? 'lets it through' : `does not come to it: ${reportError(failure).message}`}`,
      },
    ];
  const said = words(failure);
  return said.some((each) => each.includes(refused))
    ? []
    : [
        {
          rule: 'mistake-is-caught',
          where,
          message: `It is refused, but not with “${refused}”: ${said.join(' ')}`,
        },
      ];
}

const isRefusal = (failure: unknown): failure is DrydockError =>
  failure instanceof DrydockError && failure.code === 'compose-refused';

const words = ({ message, problems }: DrydockError): readonly string[] =>
  problems?.map((each) => each.message) ?? [message];
