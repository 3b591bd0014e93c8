/** What a platform says in an `id_token`: LTI 1.3 §5.3 and §5.4, Deep Linking 2.0 §4.4, AGS 2.0 §3.1. */
import * as z from 'zod';

const claim = 'https://purl.imsglobal.org/spec/lti/claim/' as const;
const deepLinking = 'https://purl.imsglobal.org/spec/lti-dl/claim/' as const;

/** Names of claims that we read or write. */
export const claims = {
  messageType: `${claim}message_type`,
  version: `${claim}version`,
  deployment: `${claim}deployment_id`,
  target: `${claim}target_link_uri`,
  roles: `${claim}roles`,
  context: `${claim}context`,
  resourceLink: `${claim}resource_link`,
  custom: `${claim}custom`,
  lis: `${claim}lis`,
  endpoint: 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint',
  deepLinking: `${deepLinking}deep_linking_settings`,
  contentItems: `${deepLinking}content_items`,
  data: `${deepLinking}data`,
} as const;

/** What we ask for, and what a platform may let us do. */
export const scopes = {
  lineItem: 'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem',
  score: 'https://purl.imsglobal.org/spec/lti-ags/scope/score',
} as const;

/** Ids of platforms: LTI 1.3 §5.3.3 and §5.3.5 bound them at 255 ASCII characters. */
const Text = z.string().min(1).max(255);
const Address = z.string().max(2_048);

const ContextSchema = z.object({
  id: Text,
  title: z.string().max(1_000).optional(),
  label: z.string().max(1_000).optional(),
});

/** LTI 1.3 §5.4.6. */
const LisSchema = z.object({ person_sourcedid: z.string().max(255).optional() });

const EndpointSchema = z.object({
  scope: z.array(z.string().max(300)).max(50),
  lineitems: Address.optional(),
  lineitem: Address.optional(),
});

const DeepLinkingSchema = z.object({
  deep_link_return_url: Address,
  accept_types: z.array(z.string()).max(50),
  accept_multiple: z.union([z.boolean(), z.stringbool()]).optional(),
  accept_lineitem: z.union([z.boolean(), z.stringbool()]).optional(),
  data: z.string().max(10_000).optional(),
});

const Common = {
  nonce: z.string().min(1).max(255),
  /** LTI 1.3 §5.3.6 lets a platform leave it out; we need to know who it is. */
  sub: Text.optional(),
  azp: z.string().optional(),
  aud: z.union([z.string(), z.array(z.string()).min(1)]),
  name: z.string().max(1_000).optional(),
  [claims.version]: z.literal('1.3.0'),
  [claims.deployment]: Text,
  [claims.roles]: z.array(z.string().max(300)).max(100),
  [claims.context]: ContextSchema.optional(),
  [claims.endpoint]: EndpointSchema.optional(),
  [claims.lis]: LisSchema.optional(),
  [claims.custom]: z.record(z.string(), z.unknown()).optional(),
};

/** The claims of the two messages that we take. Others, and claims that are not read here, are no concern of ours. */
export const ClaimsSchema = z.discriminatedUnion(claims.messageType, [
  z.object({
    ...Common,
    [claims.messageType]: z.literal('LtiResourceLinkRequest'),
    [claims.target]: Address,
    [claims.resourceLink]: z.object({ id: Text }),
  }),
  z.object({
    ...Common,
    [claims.messageType]: z.literal('LtiDeepLinkingRequest'),
    [claims.target]: Address.optional(),
    [claims.deepLinking]: DeepLinkingSchema,
  }),
]);
export type Claims = z.output<typeof ClaimsSchema>;
