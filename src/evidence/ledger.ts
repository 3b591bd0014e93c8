import { DrydockError } from '../lab/errors.ts';
import type { EvidenceRow, EvidenceStore, SealAt } from '../lab/ports/evidence.ts';
import { seal } from './envelope.ts';
import type { EvidenceFacts, Grader } from './facts.ts';
import type { Signer } from './key.ts';
import { makeStatement } from './make-statement.ts';
import { type Statement, StatementSchema } from './statement.ts';

/** Where evidence is made: facts become a statement, signed, behind the one before, on disk. */
export interface Ledger {
  /**
   * Records what was judged, or what could not be, and gives the evidence of it: on disk when it returns. What it is of
   * (`about`) has one evidence: asked for again, it is that. Throws `setup-failed` where the home cannot sign.
   */
  record(facts: EvidenceFacts): EvidenceRow;
  /**
   * Signs what is recorded in one transaction with something else, which finds its place in the chain. The key is asked
   * for now. Throws as `record` does.
   */
  sealer(): (facts: EvidenceFacts) => SealAt;
  /** The evidence of something, if there is any. */
  find(about: string): EvidenceRow | undefined;
}

export interface LedgerParts {
  readonly store: Pick<EvidenceStore, 'appendEvidence' | 'findEvidence'>;
  /** The key that signs now, which its home knows by its public half. */
  readonly signer: () => Signer;
  readonly grader: Grader;
  /** Only this server can compute it, and what is of something else has another. */
  readonly saltOf: (about: string) => string;
  readonly now: () => Date;
}

export function makeLedger({ store, signer, grader, saltOf, now }: LedgerParts): Ledger {
  const sealer: Ledger['sealer'] = () => {
    const by = signer();
    return (facts) => (link) => {
      const at = now();
      requireLater(at, by);
      const statement = makeStatement(facts, { at, grader, salt: saltOf(facts.about), link });
      return seal(requireReadable(statement), by);
    };
  };
  return {
    sealer,
    record(facts) {
      const found = store.findEvidence(facts.about);
      if (found) return found;
      return store.appendEvidence(facts.about, sealer()(facts));
    },
    find: (about) => store.findEvidence(about),
  };
}

/** Nobody would believe a signature from before its key was made. */
function requireLater(at: Date, { since }: Signer): void {
  if (at.getTime() >= Date.parse(since)) return;
  throw new DrydockError('setup-failed', {
    message: `The clock of this machine says ${at.toISOString()}, and the key that signs evidence was made at ${since}.`,
    fix: 'Put the clock right, then do this again.',
  });
}

/** What an Engine says of itself may be of any length: nothing is signed that could not be read again. */
function requireReadable(statement: Statement): Statement {
  const parsed = StatementSchema.safeParse(statement);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new DrydockError('bad-evidence', {
    message: `What was judged cannot be written as evidence: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`,
    fix: 'Nothing was signed. The attempt is recorded all the same.',
    cause: parsed.error,
  });
}
