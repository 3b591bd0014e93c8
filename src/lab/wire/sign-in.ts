/** Signing in, and who is signed in. */
import * as z from 'zod';

export const SignedInSchema = z
  .object({
    person: z.object({ id: z.string(), name: z.string() }),
    /** Whether they may make sessions, here or in a course. */
    makesSessions: z.boolean(),
    makesCourses: z.boolean(),
    /** Whether they say who leads what here. */
    changesPeople: z.boolean(),
  })
  .meta({ id: 'SignedIn' });

/** What stands after the `#` of a login link. */
export const LoginSchema = z.object({ token: z.string().min(1).max(200) }).meta({ id: 'Login' });

/** Told once, with the id of whose it is: the page stores both in its origin, and the server only the key's hash. */
export const SignInKeySchema = z.object({ key: z.string(), person: z.string() }).meta({ id: 'SignInKey' });

/** A browser that is signed in. `current`: the one that asks. */
export const SignInSchema = z
  .object({
    id: z.string(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    current: z.boolean(),
  })
  .meta({ id: 'SignIn' });
export type SignIn = z.output<typeof SignInSchema>;

export const EndedSignInsSchema = z.object({ ended: z.number() }).meta({ id: 'EndedSignIns' });

/** A link that signs one browser in, once. */
export const LoginUrlSchema = z.object({ url: z.string() }).meta({ id: 'LoginUrl' });
