import { readPublicKey } from '../../evidence/ed25519.ts';
import { circumstancesOf } from '../../evidence/statement.ts';
import { verifyEnvelope } from '../../evidence/verify-envelope.ts';
import type { EvidenceRow, EvidenceStore } from '../../lab/ports/evidence.ts';
import type { VerificationView } from '../../lab/wire/submissions.ts';

/** Whether evidence is signed by one of the keys that this home has signed with, says what it said, and stands where it stood. */
export function verifyGrading(
  { store }: { readonly store: Pick<EvidenceStore, 'listSigningKeys'> },
  { dsse, seq, prev, hash }: EvidenceRow,
): VerificationView {
  const keys = store
    .listSigningKeys()
    .map(({ publicPem, since, until }) => ({ ...readPublicKey(publicPem), since, until }));
  const verdict = verifyEnvelope(dsse, keys);
  if (!verdict.ok) return { ok: false, why: verdict.why, hash, seq };
  const { chain, recordedAt } = circumstancesOf(verdict.statement);
  const signed = {
    hash,
    seq,
    keyid: verdict.keyid,
    signedAt: recordedAt,
    ...publicPemOf(keys, verdict.keyid),
  };
  const isInPlace = verdict.hash === hash && chain.seq === seq && (chain.prev ?? null) === prev;
  return isInPlace
    ? { ok: true, ...signed }
    : { ok: false, why: 'does not stand in the chain where it says that it stands', ...signed };
}

function publicPemOf(keys: readonly { readonly keyid: string; readonly pem: string }[], keyid: string) {
  const pem = keys.find((key) => key.keyid === keyid)?.pem;
  return pem === undefined ? {} : { publicPem: pem };
}
