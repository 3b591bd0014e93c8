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
    given: z.number(),
    of: z.number(),
    timestamp: z.string(),
    state: z.enum(['waiting', 'sent', 'replaced', 'failed']),
    tries: z.number(),
    problem: z.string().optional(),
  })
  .meta({ id: 'LtiScore' });

export const RetriedSchema = z.object({ retried: z.number() }).meta({ id: 'LtiRetried' });
