/** What the owner of a home reads and says about learning platforms. */
import * as z from 'zod';

const Address = z.url().max(2_048);

export const AddPlatformSchema = z
  .object({
    name: z.string().min(1).max(100),
    issuer: z.string().min(1).max(2_048),
    clientId: z.string().min(1).max(255),
    authUrl: Address,
    tokenUrl: Address,
    keysUrl: Address,
    tokenAudience: Address.optional(),
    /** Further origins whose pages may show ours in a frame. */
    frames: z.array(Address).max(20),
  })
  .meta({ id: 'AddPlatform' });

export const DeploymentSchema = z
  .object({ deployment: z.string().min(1).max(255) })
  .meta({ id: 'LtiDeployment' });

const StateSchema = z.enum(['waiting', 'confirmed']);

export const PlatformSchema = AddPlatformSchema.extend({
  id: z.string(),
  state: StateSchema,
  at: z.string(),
  deployments: z.array(DeploymentSchema.extend({ state: StateSchema })),
}).meta({ id: 'LtiPlatform' });
export type PlatformView = z.output<typeof PlatformSchema>;

/** What a platform is told of us, and where it registers us by itself, once. */
export const InvitationSchema = z
  .object({
    register: z.string(),
    validForMs: z.number(),
    login: z.string(),
    launch: z.string(),
    keys: z.string(),
  })
  .meta({ id: 'LtiInvitation' });

export const ScoreSchema = z
  .object({
    id: z.string(),
    destination: z.string(),
    person: z.string(),
    platform: z.string(),
    /** None: the platform forgets the one that it has. */
    given: z.number().optional(),
    of: z.number(),
    timestamp: z.string(),
    state: z.enum(['waiting', 'sent', 'replaced', 'failed']),
    tries: z.number(),
    problem: z.string().optional(),
  })
  .meta({ id: 'LtiScore' });

export const LtiCourseSchema = z
  .object({
    platform: z.string(),
    /** The name of the platform. */
    name: z.string(),
    /** The platform's id of its course. */
    context: z.string(),
    course: z.object({ id: z.string(), title: z.string() }),
  })
  .meta({ id: 'LtiCourse' });

export const MoveLtiCourseSchema = z.object({ to: z.string().min(1).max(64) }).meta({ id: 'MoveLtiCourse' });

export const MovedSchema = z.object({ moved: z.number() }).meta({ id: 'LtiCoursesMoved' });

export const RetriedSchema = z.object({ retried: z.number() }).meta({ id: 'LtiRetried' });
