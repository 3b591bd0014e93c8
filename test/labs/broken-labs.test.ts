import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookSeed } from '../../src/lab/vars.ts';
import type { LabProof, ProofRule } from '../../src/runner/verify/proof.ts';
import { proofRules } from '../../src/runner/verify/proof.ts';
import { findOwnedKind, openProving, type Proving } from './proving.ts';

/** What each broken lab is caught for, and for nothing else. */
const broken: readonly { lab: string; rule: ProofRule; where: string; says: RegExp }[] = [
  { lab: 'start-passes', rule: 'start-fails-a-check', where: 'start', says: /^Every check passes before/ },
  { lab: 'loose-guard', rule: 'start-guards-hold', where: 'start', says: /data \(web: nothing is mounted/ },
  {
    lab: 'check-throws',
    rule: 'no-check-errs',
    where: 'start',
    says: /TypeError: there is no mount at \/data/,
  },
  {
    lab: 'solution-fails',
    rule: 'solution-passes',
    where: 'solution',
    says: /sealed \(web: root file system/,
  },
  {
    lab: 'one-learner-only',
    rule: 'solution-passes',
    where: 'solution: with other values',
    says: /word \(web: exit status 0/,
  },
  {
    lab: 'mistake-uncaught',
    rule: 'mistake-is-caught',
    where: 'mistakes.another-user',
    says: /^not-root should fail and is pass/,
  },
  {
    lab: 'mistake-misread',
    rule: 'mistake-is-caught',
    where: 'mistakes.root-kept',
    says: /its message lacks “runs as the superuser”: web, .*uid 0 \(root\)/,
  },
  {
    lab: 'caught-by-another',
    rule: 'mistake-is-caught-by-its-check',
    where: 'mistakes.nothing',
    says: /^sealed fails too/,
  },
  {
    lab: 'answer-refused',
    rule: 'accepted-passes',
    where: 'accepts.by-group',
    says: /not-root \(web, .*uid 0 \(root\)/,
  },
  {
    lab: 'removed-passes',
    rule: 'service-removed-is-caught',
    where: 'mistakes.service-removed',
    says: /^nobody-is-root should fail and is pass/,
  },
  {
    lab: 'stale-edit',
    rule: 'edits-apply',
    where: 'mistakes.other-base',
    says: /“image: alpine:3\.21” stands 0 times in compose\.yaml/,
  },
  { lab: 'check-cannot-fail', rule: 'every-check-can-fail', where: 'no-socket', says: /“no-socket”/ },
  {
    lab: 'failure-untold',
    rule: 'failures-are-told',
    where: 'not-root',
    says: /^Its message does not say which container: uid 0 \(root\)/,
  },
  {
    lab: 'transcript-lies',
    rule: 'transcripts-are-true',
    where: 'content/broken.mdx:21',
    says: /printed “10001” where the chapter says “0”/,
  },
  {
    lab: 'quits',
    rule: 'states-come-up',
    where: 'accepts.quitter',
    says: /“web” ended with status 1[\s\S]*\/nowhere/,
  },
  {
    lab: 'power-not-granted',
    rule: 'grants-cover-states',
    where: 'accepts.with-a-power',
    says: /^`cap_add: NET_ADMIN` of web would let web .*the grant that is missing is cap_add = NET_ADMIN for web/,
  },
  {
    lab: 'grant-unused',
    rule: 'grants-are-used',
    where: 'grants',
    says: /^No state needs cap_add = NET_ADMIN for web/,
  },
  {
    lab: 'mistake-let-through',
    rule: 'mistake-is-caught',
    where: 'mistakes.harmless',
    says: /^The gate should refuse it and lets it through/,
  },
];
/** Leaves something behind, so nobody else may look at the engine meanwhile. */
const leaving = { lab: 'reset-leaves', rule: 'reset-leaves-nothing', where: 'reset' } as const;

const kind = await findOwnedKind();
const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

describe.skipIf(kind === undefined)('proof of labs that are broken on purpose', () => {
  let proving: Proving;
  beforeAll(async () => {
    if (!kind) return;
    const [labs, content] = [fixture('labs-broken'), fixture('labs-broken-content')];
    proving = await openProving(kind, { labs, content, deadlineMs: 1_500 });
  });
  afterAll(() => proving?.[Symbol.asyncDispose]());

  const prove = (name: string): Promise<LabProof> => {
    const lab = proving.labs.find(({ id }) => id === `broken/${name}`);
    if (!lab) throw new Error(`there is no fixture ${name}`);
    return proving.prove(lab);
  };

  it('has one for every rule, and each of them stands here', () => {
    const rules = [...broken, leaving].map(({ rule }) => rule);
    expect(proofRules.filter((rule) => !rules.includes(rule))).toEqual([]);
    const names = [...broken, leaving].map(({ lab }) => `broken/${lab}`);
    expect(proving.labs.map(({ id }) => id).sort()).toEqual(['broken/good', ...names].sort());
  });

  describe.concurrent('side by side', () => {
    it('finds nothing wrong with the control', async () => {
      expect(await prove('good')).toMatchObject({
        ok: true,
        start: true,
        solution: true,
        accepts: [{ name: 'by-name', ok: true }],
        mistakes: [
          { name: 'root-kept', ok: true },
          { name: 'left-writable', ok: true },
          { name: 'service-removed', ok: true },
        ],
        reset: true,
        transcripts: { checked: 1, ok: true },
        network: 'cut',
        skipped: [],
        problems: [],
      });
    });

    it.for(broken)('catches $lab for $rule', async ({ lab, rule, where, says }) => {
      const proof = await prove(lab);
      expect(proof.problems).toEqual([{ rule, where, message: expect.stringMatching(says) }]);
      expect(proof.ok).toBe(false);
    });
  });

  describe('alone', () => {
    it(`catches ${leaving.lab} for ${leaving.rule}`, async () => {
      const name = `drydock-verify-broken-${leaving.lab}-${bookSeed}-${proving.suffix}-left`;
      const proof = await prove(leaving.lab).finally(() => proving.removeContainer(name));
      const { rule, where } = leaving;
      const message = `Still there after a reset: container ${name}.`;
      expect(proof.problems).toEqual([{ rule, where, message }]);
      expect(proof.reset).toBe(false);
    });
  });
});
