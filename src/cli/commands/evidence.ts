import { join } from 'node:path';
import { readPublicKey } from '../../evidence/ed25519.ts';
import type { KnownKey } from '../../evidence/key.ts';
import { readKeyList } from '../../evidence/key-list.ts';
import { circumstancesOf } from '../../evidence/statement.ts';
import { extensionName, testResultType } from '../../evidence/types.ts';
import type { Verdict } from '../../evidence/verify-envelope.ts';
import { type VerifiedFile, verifyText } from '../../evidence/verify-lines.ts';
import { DrydockError } from '../../lab/errors.ts';
import { findHome } from '../../seats/home.ts';
import { requireLater } from '../../store/evidence.ts';
import { makeEvidenceKey } from '../../store/evidence-key.ts';
import { takeHomeLock } from '../../store/home-lock.ts';
import { openStore } from '../../store/open-store.ts';
import { openPublishedEvidence } from '../../store/published-evidence.ts';
import { readAskedFile, writeAskedFile } from '../asked-file.ts';
import type { HomeOptions } from '../open-seats.ts';
import type { Output } from '../output.ts';

export interface VerifyOptions extends HomeOptions {
  /** A file with public keys; those of the home unless said. */
  readonly key?: string;
  /** A hash that has to be in the chain. */
  readonly head?: string;
}

/** Of a file of evidence: some ten thousand of them. */
const mostFileBytes = 64 * 1024 ** 2;
const mostKeyBytes = 1024 ** 2;

/** Who signed what, and whether anything was changed, removed or moved since; the answer is no (exit 1) if it was. */
export async function verifyEvidence(file: string, options: VerifyOptions, output: Output): Promise<boolean> {
  const { head } = options;
  if (head !== undefined && !/^[0-9a-f]{64}$/.test(head))
    throw new DrydockError('bad-usage', {
      message: `${JSON.stringify(head)} is no hash of evidence.`,
      fix: 'Give the 64 digits that stand behind “head” where the chain was exported or verified.',
    });
  const verified = await verifyFile(file, options, head);
  output.answer(verified, [
    ...verified.lines.flatMap(({ line, verdict }) => describeVerdict(line, verdict)),
    ...describeChain(verified, head),
  ]);
  return verified.ok;
}

/** Rejects with `bad-evidence` for a file that has nothing in it. */
export async function verifyFile(file: string, options: VerifyOptions, head?: string): Promise<VerifiedFile> {
  const text = await readAskedFile(file, mostFileBytes);
  const verified = verifyText(text, await readKnownKeys(options), head);
  if (verified.lines.length > 0) return verified;
  throw new DrydockError('bad-evidence', { message: `${file} is empty.`, fix: 'Name a file of evidence.' });
}

/** The public keys in a file, or those of the home. */
async function readKnownKeys(options: VerifyOptions): Promise<readonly KnownKey[]> {
  if (options.key === undefined) {
    using published = openPublishedEvidence(findHome(process.env, options.home).home);
    return published.keys.map(({ publicPem, since, until }) => ({
      ...readPublicKey(publicPem),
      since,
      until,
    }));
  }
  const text = await readAskedFile(options.key, mostKeyBytes);
  try {
    return readKeyList(text);
  } catch (cause) {
    throw new DrydockError('bad-usage', {
      message: `${options.key} ${cause instanceof Error ? cause.message : String(cause)}.`,
      fix: 'Give what `drydock evidence key` printed in the home that signed, with or without --json.',
      cause,
    });
  }
}

function describeVerdict(line: number, verdict: Verdict): readonly string[] {
  if (!verdict.ok) return [`✗ line ${line}: ${verdict.fault}: it ${verdict.why}.`, `    ${verdict.fix}`];
  const { statement, hash, keyid } = verdict;
  const { lab, attestation, caveat, about, recordedAt, chain } = circumstancesOf(statement);
  const came =
    statement.predicateType === testResultType
      ? `${statement.predicate.result}, ${pointsOf(statement.predicate[extensionName].grade)}`
      : `could not be graded: ${statement.predicate.cause}`;
  return [
    `✓ line ${line}: number ${chain.seq}, ${lab}: ${came}`,
    `    ${about}, signed at ${recordedAt} by the key ${keyid}`,
    `    attested ${attestation === 'local' ? 'locally' : 'by a server'}: ${caveat}`,
    `    hash ${hash}`,
  ];
}

const pointsOf = ({ earned, of }: { readonly earned: number; readonly of: number }): string =>
  `${earned} of ${of} points`;

function describeChain(
  { lines, chain, lacksHead }: VerifiedFile,
  head: string | undefined,
): readonly string[] {
  const missing = lacksHead
    ? [`✗ ${head} is the hash of no line: what stood at the end was taken away, or this is another chain.`]
    : [];
  if (!chain || lines.length === 1) return missing;
  return [
    ...chain.faults.map(({ line, why }) => `✗ line ${line} ${why}.`),
    ...missing,
    `chain: numbers ${chain.first} to ${chain.last}, head ${chain.head}`,
  ];
}

/** The public keys that evidence of this home is signed with, the oldest first. `renew` makes another one first. */
export async function printKeys(
  options: HomeOptions & { readonly renew?: boolean },
  output: Output,
): Promise<void> {
  const { home } = findHome(process.env, options.home);
  if (options.renew) renewKey(home);
  using published = openPublishedEvidence(home);
  const { keys } = published;
  if (keys.length === 0)
    throw new DrydockError('not-found', {
      message: `The home ${home} has signed nothing yet, and has no key.`,
      fix: 'It makes one when it signs: drydock lab check ID --evidence FILE. Or now: drydock evidence key --renew.',
    });
  output.answer(
    keys.map(({ keyid, since, until, publicPem }) => ({
      keyid,
      since,
      ...(until !== undefined && { until }),
      pem: publicPem,
    })),
    keys.flatMap(({ keyid, since, until, publicPem }) => [
      `keyid ${keyid}`,
      `since ${since}${until === undefined ? '' : `, until ${until}`}`,
      ...publicPem.trimEnd().split('\n'),
    ]),
  );
}

/** The old private key is gone then; its public half stays, with the time until which it signed. */
function renewKey(home: string): void {
  using _ = takeHomeLock(home, 'drydock evidence key');
  const now = new Date();
  {
    using published = openPublishedEvidence(home);
    const current = published.keys.at(-1);
    // Before the one that is there is gone.
    if (current) requireLater(now.toISOString(), current);
  }
  using store = openStore(join(home, 'drydock.db'));
  store.registerKey(makeEvidenceKey(home, now));
}

/** Writes all evidence of the home into a file, one envelope a line; a server may go on meanwhile. */
export async function exportEvidence(file: string, options: HomeOptions, output: Output): Promise<void> {
  const { home } = findHome(process.env, options.home);
  using published = openPublishedEvidence(home);
  let [count, head] = [0, ''];
  const lines = function* () {
    for (const { dsse, hash } of published.rows()) {
      [count, head] = [count + 1, hash];
      yield `${dsse}\n`;
    }
  };
  if (published.rows().next().done)
    throw new DrydockError('not-found', {
      message: `The home ${home} has no evidence: nothing was signed in it.`,
      fix: 'drydock lab check ID --evidence FILE signs what was judged.',
    });
  await writeAskedFile(file, lines());
  output.answer({ file, count, head }, [
    `${file} has ${count} ${count === 1 ? 'line' : 'lines'} of evidence, head ${head}`,
    'Write the head down: with it anybody can tell later whether lines at the end were taken away.',
  ]);
}
