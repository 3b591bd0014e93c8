import { useState } from 'preact/hooks';
import type { VerificationView } from '../../../lab/wire/submissions.ts';
import type { Connection } from '../../core/connection.ts';
import { offerFile } from '../../core/offer-file.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Problem } from '../../parts/problem.tsx';
import { ScrolledText } from '../../parts/scroll-box.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';

interface EvidenceProps {
  readonly connection: Connection;
  /** A grading of an assignment. */
  readonly of: { readonly assignment: string; readonly id: string };
  readonly hash: string;
  readonly at: (time: string) => string;
}

/** The signed statement of a grading: to take away, and whether it is what this home signed. */
export function GradingEvidence({ connection, of, hash, at }: EvidenceProps) {
  const [verified, setVerified] = useState<VerificationView>();
  const { busy, problem, run } = useAttempt();
  const take = () =>
    void run(async () => {
      const { envelope } = await connection.api.call('gradingEvidence', of);
      offerFile(`evidence-${hash.slice(0, 12)}.json`, 'application/json', envelope);
    });
  const verify = () =>
    void run(async () => {
      const answer = await connection.api.call('verifyGrading', of);
      setVerified(answer);
    });
  return (
    <div class="dd-work-evidence">
      <p>
        Evidence <code class="dd-work-hash">{hash}</code>
      </p>
      <div class="dd-room-actions">
        <ActButton busy={busy} act={take}>
          Download evidence
        </ActButton>
        <ActButton busy={busy} act={verify}>
          Verify
        </ActButton>
      </div>
      <div role="status">{verified !== undefined && <Verified verified={verified} at={at} />}</div>
      <Problem report={problem} />
    </div>
  );
}

interface VerifiedProps extends Pick<EvidenceProps, 'at'> {
  readonly verified: VerificationView;
}

function Verified({ verified, at }: VerifiedProps) {
  const { ok, why, seq, keyid, signedAt, publicPem } = verified;
  if (!ok) return <p class="dd-work-warning">It is not what this home signed: it {why}.</p>;
  return (
    <>
      <p>
        It is signed by this home and unchanged: number {seq} of its chain
        {signedAt !== undefined && <>, {at(signedAt)}</>}, by the key{' '}
        <code class="dd-work-hash">{keyid}</code>.
      </p>
      <details class="dd-work-more">
        <summary>Verify it elsewhere, without this server</summary>
        <p>Save the key as key.pem, and give it along on another way than the evidence:</p>
        <ScrolledText label="Public key" text={publicPem ?? ''} />
        <ScrolledText label="Command that verifies it" text="drydock evidence verify FILE --key key.pem" />
      </details>
    </>
  );
}
