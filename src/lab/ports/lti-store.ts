/**
 * What is kept of learning platforms (LTI 1.3): whom we trust, who came from there, what was linked there, and scores on
 * their way. Calls are synchronous and durable, as in `store.ts`.
 */
import type { Person } from '../people/person.ts';
import type { Role } from '../people/role.ts';

/** How a platform is reached and known: LTI 1.3 §3.1.3 and the Security Framework 1.1 §5. */
export interface LtiRegistration {
  /** What an owner calls it. */
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  /** Where a browser asks it who somebody is. */
  readonly authUrl: string;
  readonly tokenUrl: string;
  /** Its public keys, as a JWK set. */
  readonly keysUrl: string;
  /** Whom a request for a token is addressed to, where that is not `tokenUrl`. */
  readonly tokenAudience?: string | undefined;
  /** Origins whose pages may show ours in a frame. */
  readonly frames: readonly string[];
}

/** `waiting`: somebody has to confirm it before it is believed anything. */
export type LtiState = 'waiting' | 'confirmed';

export interface LtiPlatform extends LtiRegistration {
  readonly id: string;
  readonly state: LtiState;
  readonly at: string;
}

/** A place of a platform where it was installed: LTI 1.3 §3.1.3. */
export interface LtiDeployment {
  readonly platform: string;
  readonly deployment: string;
  readonly state: LtiState;
}

/** Somebody who came from a platform, in a role that it vouches for. */
export interface LtiVisit {
  readonly platform: string;
  readonly deployment: string;
  readonly subject: string;
  /** Undefined where the platform does not tell it. */
  readonly name: string | undefined;
  readonly context: { readonly id: string; readonly title: string };
  readonly role: Role;
  /** Who of ours somebody is that was never seen before: undefined makes somebody new. */
  readonly known?: string | undefined;
}

/** A course of a platform. */
export interface LtiPlace {
  readonly platform: string;
  readonly deployment: string;
  /** The platform's id of it. */
  readonly context: string;
}

/** A course of a platform, and the course that it is here. */
export interface LtiCourse extends LtiPlace {
  readonly course: string;
}

/** A link of a platform's course to something of ours, and where its scores go. */
export interface LtiLinkVisit {
  readonly platform: string;
  readonly deployment: string;
  readonly context: string;
  readonly resourceLink: string;
  /** What of ours it leads to. */
  readonly destination: string;
  readonly subject: string;
  /** Where line items are found and made. */
  readonly lineItems: string | undefined;
  /** The one that the platform made for this link. */
  readonly lineItem: string | undefined;
  /** What the platform lets us do: AGS 2.0 §3.1. */
  readonly scopes: readonly string[];
}

export interface LtiScore {
  /** Undefined: there is no score, and the platform forgets the one that it has. */
  readonly given: number | undefined;
  readonly of: number;
  /** What the learner reads beside it. */
  readonly comment?: string | undefined;
}

/** Why a score has not arrived, or that it has. `replaced`: a later one of the same learner was given before it went. */
export type LtiScoreState = 'waiting' | 'sent' | 'replaced' | 'failed';

/** Somebody who came by a link to something of ours. */
export interface LtiLinked {
  readonly destination: string;
  readonly person: string;
  /** What was given last for it, whatever became of that; undefined where nothing was. */
  readonly last: Pick<LtiScore, 'given' | 'of'> | undefined;
}

/** A score on its way. */
export interface LtiOutgoing extends LtiScore {
  readonly id: string;
  readonly platform: string;
  readonly link: string;
  readonly destination: string;
  readonly subject: string;
  readonly lineItems: string | undefined;
  /** Given by the platform, or found earlier. */
  readonly lineItem: string | undefined;
  readonly scopes: readonly string[];
  /** When it was given, in whole seconds: greater than that of each before it of the same link and learner. */
  readonly timestamp: string;
  /** How often it was tried. */
  readonly tries: number;
}

export interface LtiScoreView extends LtiScore {
  readonly id: string;
  readonly destination: string;
  readonly person: string;
  readonly platform: string;
  readonly timestamp: string;
  readonly state: LtiScoreState;
  readonly tries: number;
  /** What went wrong last, in words. */
  readonly problem: string | undefined;
}

/** What came of a try. */
export type LtiTry =
  | { readonly outcome: 'sent' }
  /** It goes again not before `after`; under another time where the platform has one that is no earlier. */
  | {
      readonly outcome: 'again';
      readonly after: string;
      readonly problem: string;
      readonly timestamp?: string | undefined;
    }
  | { readonly outcome: 'failed'; readonly problem: string };

/**
 * What a ticket is for, each once: a login that was answered (`asked`), a launch that was validated (`answered`), the choice
 * of what to link (`choose`), and a registration (`register`).
 */
export type LtiTicketKind = 'asked' | 'answered' | 'choose' | 'register';

export interface LtiStore {
  /** What was written last, of keys by which platforms know us; undefined where nothing was. No backup has it. */
  readToolKeys(): unknown;
  writeToolKeys(keys: unknown): void;

  /** A secret under which a text is kept for a while. */
  mintTicket(kind: LtiTicketKind, value: string, validForMs: number): string;
  /** Uses up a secret that somebody else carries, and that nobody uses after so long. False where it was used before. */
  spendTicket(kind: LtiTicketKind, secret: string, validForMs: number): boolean;
  /** Undefined where it is unknown, used, or too old. */
  readTicket(kind: LtiTicketKind, secret: string): string | undefined;
  /** The same, and it is used then. */
  redeemTicket(kind: LtiTicketKind, secret: string): string | undefined;

  /** Another one of the same issuer and client takes its place while it waits; a confirmed one stays, and is given. */
  addPlatform(registration: LtiRegistration, state: LtiState): LtiPlatform;
  listPlatforms(): readonly LtiPlatform[];
  findPlatform(id: string): LtiPlatform | undefined;
  /** False where there is none. */
  confirmPlatform(id: string): boolean;
  /** With its deployments, links and scores; who came from there stays a person. False where there is none. */
  removePlatform(id: string): boolean;

  /** How it stands with a deployment. One that is new waits; where many wait already, it is not even written down. */
  seeDeployment(platform: string, deployment: string): LtiState;
  /** As one that is confirmed. */
  confirmDeployment(platform: string, deployment: string): void;
  listDeployments(): readonly LtiDeployment[];

  /**
   * The person whom a platform's user is, made where they are new, with the role and no other in the course that the
   * platform's one is here. A platform's user stays the same person for ever. `lost`: they had another role there before.
   */
  enter(visit: LtiVisit): { readonly person: Person; readonly lost: boolean };
  /** The course that a platform's one is here; undefined before anybody came from there. */
  findLtiCourse(place: LtiPlace): string | undefined;
  listLtiCourses(): readonly LtiCourse[];
  /**
   * Platforms' courses that are one course here are another from now on. Who came before keeps the roles of the one. How
   * many courses of platforms those are.
   */
  moveLtiCourse(from: string, to: string): number;
  keepLink(visit: LtiLinkVisit): void;

  /** Has a score go to each link to `destination` by which the person came. How many those are. */
  giveScore(destination: string, person: string, score: LtiScore): number;
  /** Who came by which links: one row for each link and learner, in no order. */
  listLinked(): readonly LtiLinked[];
  /** Scores whose time has come, the oldest first. */
  dueScores(most: number): readonly LtiOutgoing[];
  tried(id: string, result: LtiTry): void;
  /** Undefined forgets it. */
  rememberLineItem(link: string, url: string | undefined): void;
  /** The newest first. */
  listScores(most: number): readonly LtiScoreView[];
  /** Has those that failed go again; how many. */
  retryScores(): number;
}
