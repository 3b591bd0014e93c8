/** How somebody comes into a session, and comes back. */
import * as z from 'zod';
import { longestKeepDays } from '../sessions/consent.ts';

const Time = z.iso.datetime();
/** Whole days. */
export const KeepDays = z.number().int().min(1).max(longestKeepDays);

/** What somebody agrees to: the version of the words, the days that they name, and the last of them. */
export const AgreedSchema = z
  .object({ version: z.number().int().positive(), keepDays: KeepDays, until: Time })
  .meta({ id: 'Agreed' });

/** What a learner is asked to agree to. */
export const TermsSchema = AgreedSchema.extend({
  items: z.array(z.object({ title: z.string(), text: z.string() })),
}).meta({ id: 'Terms' });
export type Terms = z.output<typeof TermsSchema>;

/** The name is looked at, and not kept: what is wrong with it is told before anything is agreed to. */
export const AskTermsSchema = z
  .object({ code: z.string().max(1_000), name: z.string().max(20_000) })
  .meta({ id: 'AskTerms' });

/** Before somebody joins: what, and on which terms. */
export const JoinTermsSchema = z.object({ title: z.string(), terms: TermsSchema }).meta({ id: 'JoinTerms' });

/** Typed by hand; what is no code or no name is told in words that the person can act on. */
export const JoinSchema = z
  .object({
    code: z.string().max(1_000),
    name: z.string().max(20_000),
    /** Drawn by the browser once: asked again under it, nobody joins twice. */
    asked: z.string().regex(/^[\w-]{8,64}$/),
    /** Nobody joins without. */
    agreed: AgreedSchema.optional(),
  })
  .meta({ id: 'Join' });

/** What stands behind the `#` of a personal link. */
export const RejoinSchema = z.object({ token: z.string().min(1).max(200) }).meta({ id: 'Rejoin' });

/** As after a login, with what the person is called in the session. */
export const JoinedSchema = z
  .object({ key: z.string(), person: z.string(), alias: z.string() })
  .meta({ id: 'Joined' });

export const PersonalLinkSchema = z.object({ token: z.string(), until: Time }).meta({ id: 'PersonalLink' });
