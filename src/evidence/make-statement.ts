import { type CheckGrade, grade } from '../lab/checks/grade.ts';
import type { CheckResult } from '../lab/checks/result.ts';
import { DrydockError } from '../lab/errors.ts';
import { digest } from './digest.ts';
import type { EvidenceFacts, GradedFacts, Grader, NotGradedFacts } from './facts.ts';
import {
  caveats,
  type EvidenceLink,
  type GradedStatement,
  type JudgedCheck,
  type Statement,
  subjectNames,
} from './statement.ts';
import { extensionName, labDigest, notGradedType, statementType, testResultType } from './types.ts';

/** What is added as it is recorded. */
export interface Recording {
  readonly at: Date;
  readonly grader: Grader;
  /** Of this evidence alone, and told to nobody who has the evidence. */
  readonly salt: string;
  readonly link: EvidenceLink;
}

/**
 * The statement of what was judged, or of what could not be. Pure. Throws `bad-evidence` where nothing was judged: a
 * test result is passed, warned or failed (in-toto test-result v0.1), and an attempt without checks is none of them.
 */
export function makeStatement(facts: EvidenceFacts, recording: Recording): Statement {
  const list = { name: subjectNames.submission, digest: { sha256: digest(facts.submission.list) } };
  if (facts.outcome === 'graded') return makeGraded(facts, recording, list);
  return {
    _type: statementType,
    subject: [list],
    predicateType: notGradedType,
    predicate: {
      ...circumstances(facts, recording),
      ...(facts.seat && { seat: facts.seat }),
      ...(facts.engine && { engine: facts.engine }),
      cause: facts.cause,
      tries: facts.tries,
    },
  };
}

/** Who handed in, as evidence has it: whoever is told the salt and the id can tell that it is of them. */
export const hashPerson = (salt: string, person: string): string => digest(`${salt}\n${person}`);

function makeGraded(
  facts: GradedFacts,
  recording: Recording,
  list: Statement['subject'][number],
): GradedStatement {
  const { results, policy, observation, lab, labContent } = facts;
  if (results.length === 0) throw nothingJudged(lab);
  const graded = grade(results, policy.rules);
  const grades = new Map(graded.checks.map((each) => [each.check, each]));
  const namesOf = (outcome: Outcome) =>
    results.filter((each) => outcomeOf(each, grades.get(each.id)) === outcome).map(({ id }) => id);
  const [passedTests, warnedTests, failedTests] = [namesOf('passed'), namesOf('warned'), namesOf('failed')];
  return {
    _type: statementType,
    subject: [list, { name: subjectNames.observation, digest: { sha256: facts.observationHash } }],
    predicateType: testResultType,
    predicate: {
      result: failedTests.length > 0 ? 'FAILED' : warnedTests.length > 0 ? 'WARNED' : 'PASSED',
      configuration: [{ name: lab, digest: { [labDigest]: labContent } }],
      passedTests,
      warnedTests,
      failedTests,
      [extensionName]: {
        ...circumstances(facts, recording),
        seat: facts.seat,
        engine: facts.engine,
        observedAt: observation.takenAt,
        help: facts.help,
        host: hostOf(facts),
        images: imagesOf(facts),
        values: { ...facts.values },
        policy,
        checks: results.map((result) => judged(result, grades.get(result.id))),
        grade: { earned: graded.earned, of: graded.of, isComplete: graded.isComplete },
      },
    },
  };
}

function nothingJudged(lab: string): DrydockError {
  return new DrydockError('bad-evidence', {
    message: `Nothing was judged in this attempt of ${lab}: it has no results, so there is nothing to sign.`,
    fix: 'Press Check again. Where the lab has no checks, there is no evidence of it.',
  });
}

type Outcome = 'passed' | 'warned' | 'failed';

/** Neither passed nor failed, and costs nothing, or not yet: a warning. in-toto has no other word for it. */
function outcomeOf({ status }: CheckResult, made: CheckGrade | undefined): Outcome {
  if (status === 'pass') return 'passed';
  if (made?.reason === 'error' || status === 'error' || status === 'skip') return 'warned';
  return 'failed';
}

/** A guard earns nothing, so no policy says anything of it. */
function judged({ id, guard, status, points }: CheckResult, made: CheckGrade | undefined): JudgedCheck {
  const earned = { points, earned: made?.earned ?? 0, of: made?.of ?? 0 };
  return { id, isGuard: guard, status, ...earned, ...(made && { reason: made.reason }) };
}

function circumstances(
  facts: GradedFacts | NotGradedFacts,
  { at, grader, salt, link }: Recording,
): Omit<
  Extract<Statement, { predicateType: typeof notGradedType }>['predicate'],
  'cause' | 'tries' | 'seat' | 'engine'
> {
  const { attestation, about, lab, labContent, context, receivedAt, submission } = facts;
  const { files, leftOut, takenAt, isApplied } = submission;
  return {
    attestation,
    caveat: caveats[attestation],
    about,
    lab,
    labContent,
    context,
    person: hashPerson(salt, facts.person),
    receivedAt,
    recordedAt: at.toISOString(),
    submission: { files, leftOut, takenAt, isApplied },
    grader,
    chain: link,
  };
}

/** What the host is, where it was seen. Nothing of its name. */
function hostOf({ observation: { host } }: GradedFacts) {
  if (host.source === 'unknown') return null;
  const { architecture, cgroupVersion, lsms } = host.value;
  return { architecture, cgroupVersion, lsms: [...lsms] };
}

function imagesOf({ images, observation }: GradedFacts) {
  const standIns = new Set(
    observation.containers
      .filter(({ image }) => image?.labels['dev.drydock.stand-in'] !== undefined)
      .map(({ service }) => service),
  );
  return Object.fromEntries(
    Object.entries(images).map(([service, image]) => [service, { ...image, standIn: standIns.has(service) }]),
  );
}
