import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { sha256 } from '../files/sha256.ts';
import type { LtiStore } from '../lab/ports/lti-store.ts';
import { usualWorkDays } from '../lab/wire/work-days.ts';
import { jsonColumn, optionalColumn } from './columns.ts';
import type { Database } from './database.ts';
import type { StoreEffects } from './effects.ts';
import type { Roles } from './roles.ts';
import { prepareStatements } from './statements.ts';

const State = z.enum(['waiting', 'confirmed']);
const TicketRow = z.object({ value: z.string() });
const PlatformRow = z.object({
  id: z.string(),
  name: z.string(),
  issuer: z.string(),
  clientId: z.string(),
  authUrl: z.string(),
  tokenUrl: z.string(),
  keysUrl: z.string(),
  tokenAudience: optionalColumn(z.string()),
  frames: jsonColumn(z.array(z.string())),
  state: State,
  at: z.string(),
});
const DeploymentRow = z.object({ platform: z.string(), deployment: z.string(), state: State });
const StateRow = z.object({ state: State });
const PersonRow = z.object({ id: z.string(), name: z.string() });
const CourseRow = z.object({ id: z.string() });
const LtiCourseRow = z.object({
  platform: z.string(),
  deployment: z.string(),
  context: z.string(),
  course: z.string(),
});

/** Deployments of a platform that wait: whoever installs a tool there can make any number. */
const mostWaiting = 20;
/** Where there are more, those that end first are forgotten. */
const mostTickets = 10_000;

type LtiPlatformStore = Omit<
  LtiStore,
  | 'readToolKeys'
  | 'writeToolKeys'
  | 'keepLink'
  | 'giveScore'
  | 'listLinked'
  | 'dueScores'
  | 'tried'
  | 'rememberLineItem'
  | 'listScores'
  | 'retryScores'
>;

/** Platforms, who comes from them, and what is under way. */
export function makeLtiPlatforms(
  db: Database,
  { clock, newId }: StoreEffects,
  { newMember }: Pick<Roles, 'newMember'>,
): LtiPlatformStore {
  const sql = prepareStatements(db.handle, new URL('./lti-platforms.sql', import.meta.url), [
    'insertTicket',
    'spendTicket',
    'dropOldTickets',
    'findTicket',
    'redeemTicket',
    'insertPlatform',
    'listPlatforms',
    'platformOf',
    'findPlatform',
    'confirmPlatform',
    'removePlatform',
    'seenDeployment',
    'addDeployment',
    'confirmDeployment',
    'listDeployments',
    'findIdentity',
    'insertIdentity',
    'findCourse',
    'insertCourse',
    'listCourses',
    'moveCourse',
    'isKnown',
    'findPerson',
    'keepRole',
    'addCourse',
    'addRole',
    'dropManyTickets',
  ]);
  const listPlatforms = () => z.array(PlatformRow).parse(sql.listPlatforms.all());
  const ticket = (kind: string, secret: string) => ({
    kind,
    hash: sha256(secret),
    at: clock().toISOString(),
  });

  /** In a transaction. */
  const courseOf = (place: { platform: string; deployment: string; context: string }, title: string) => {
    const known = CourseRow.optional().parse(sql.findCourse.get(place));
    if (known !== undefined) return known;
    const id = newId();
    sql.addCourse.run({ id, title, zone: 'UTC', keepDays: usualWorkDays, at: clock().toISOString() });
    sql.insertCourse.run({ ...place, course: id });
    return { id };
  };

  /** In a transaction: somebody of ours whom no user of the platform is yet. */
  const waitingFor = (platform: string, person: string | undefined) =>
    person === undefined || sql.isKnown.get({ platform, person }) !== undefined
      ? undefined
      : PersonRow.optional().parse(sql.findPerson.get({ known: person }));

  return {
    mintTicket: (kind, value, validForMs) =>
      db.write(() => {
        const secret = randomBytes(32).toString('base64url');
        const now = clock();
        const expiresAt = new Date(now.getTime() + validForMs).toISOString();
        sql.dropOldTickets.run({ at: now.toISOString() });
        sql.insertTicket.run({ hash: sha256(secret), kind, value, expiresAt });
        sql.dropManyTickets.run({ most: mostTickets });
        return secret;
      }),
    spendTicket: (kind, secret, validForMs) =>
      db.write(() => {
        const now = clock();
        const expiresAt = new Date(now.getTime() + validForMs).toISOString();
        sql.dropOldTickets.run({ at: now.toISOString() });
        return sql.spendTicket.run({ hash: sha256(secret), kind, expiresAt }).changes > 0;
      }),
    readTicket: (kind, secret) =>
      db.read(() => TicketRow.optional().parse(sql.findTicket.get(ticket(kind, secret)))?.value),
    redeemTicket: (kind, secret) =>
      db.write(() => TicketRow.optional().parse(sql.redeemTicket.get(ticket(kind, secret)))?.value),
    addPlatform: ({ tokenAudience, frames, ...registration }, state) =>
      db.write(() => {
        sql.insertPlatform.run({
          ...registration,
          id: newId(),
          tokenAudience: tokenAudience ?? null,
          frames: JSON.stringify(frames),
          state,
          at: clock().toISOString(),
        });
        const { issuer, clientId } = registration;
        return PlatformRow.parse(sql.platformOf.get({ issuer, clientId }));
      }),
    listPlatforms: () => db.read(listPlatforms),
    findPlatform: (id) => db.read(() => PlatformRow.optional().parse(sql.findPlatform.get({ id }))),
    confirmPlatform: (id) => db.write(() => sql.confirmPlatform.run({ id }).changes > 0),
    removePlatform: (id) => db.write(() => sql.removePlatform.run({ id }).changes > 0),
    seeDeployment: (platform, deployment) => {
      const seen = db.read(() => StateRow.optional().parse(sql.seenDeployment.get({ platform, deployment })));
      if (seen !== undefined) return seen.state;
      db.write(() => sql.addDeployment.run({ platform, deployment, most: mostWaiting }));
      return 'waiting';
    },
    confirmDeployment: (platform, deployment) => {
      db.write(() => sql.confirmDeployment.run({ platform, deployment }));
    },
    listDeployments: () => db.read(() => z.array(DeploymentRow).parse(sql.listDeployments.all())),
    findLtiCourse: (place) => db.read(() => CourseRow.optional().parse(sql.findCourse.get({ ...place }))?.id),
    listLtiCourses: () => db.read(() => z.array(LtiCourseRow).parse(sql.listCourses.all())),
    moveLtiCourse: (from, to) => db.write(() => Number(sql.moveCourse.run({ from, to }).changes)),
    enter: ({ platform, deployment, subject, name, context, role, known: asked }) =>
      db.write(() => {
        const course = courseOf({ platform, deployment, context: context.id }, context.title);
        const scope = `course:${course.id}` as const;
        const at = clock().toISOString();
        const before = PersonRow.optional().parse(sql.findIdentity.get({ platform, subject }));
        const known = before ?? waitingFor(platform, asked);
        const person = known ?? newMember(name ?? 'Learner', role, scope).person;
        if (before === undefined) sql.insertIdentity.run({ platform, subject, person: person.id, at });
        const lost = sql.keepRole.run({ person: person.id, scope, role }).changes > 0;
        sql.addRole.run({ person: person.id, role, scope, at });
        return { person, lost };
      }),
  };
}
