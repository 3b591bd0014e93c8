/** A launch that was validated, as the rest of the code reads it. */
import * as z from 'zod';
import { type Claims, claims } from './claims.ts';

const Common = {
  platform: z.string(),
  deployment: z.string(),
  subject: z.string(),
  name: z.string().optional(),
  roles: z.array(z.string()),
  context: z.object({ id: z.string(), title: z.string() }),
};

/** Kept as JSON between two steps of a launch. */
export const MessageSchema = z.discriminatedUnion('type', [
  z.object({
    ...Common,
    type: z.literal('resource'),
    resourceLink: z.string(),
    /** What the school's own records call them: compared with a roster, and not kept. */
    sisId: z.string().optional(),
    /** What of ours the link leads to: undefined where it was made without a choice. */
    destination: z.string().optional(),
    lineItems: z.string().optional(),
    lineItem: z.string().optional(),
    scopes: z.array(z.string()),
  }),
  z.object({
    ...Common,
    type: z.literal('choose'),
    returnUrl: z.string(),
    takesLinks: z.boolean(),
    takesLineItems: z.boolean(),
    data: z.string().optional(),
  }),
]);
export type Message = z.output<typeof MessageSchema>;
export type ChooseMessage = Extract<Message, { type: 'choose' }>;
export type ResourceMessage = Extract<Message, { type: 'resource' }>;

/** The name of our own parameter of a link. Canvas and Moodle send it back as it was given. */
export const destinationParameter = 'drydock_destination';

/** `subject` is its `sub`, which is there. */
export function messageOf(platform: string, subject: string, said: Claims): Message {
  const context = said[claims.context];
  const common = {
    platform,
    deployment: said[claims.deployment],
    subject,
    name: said.name,
    roles: said[claims.roles],
    // Without a course it is the deployment's one.
    context: {
      id: context?.id ?? '',
      title: context?.title ?? context?.label ?? 'A course of a learning platform',
    },
  };
  if (claims.deepLinking in said) {
    const asked = said[claims.deepLinking];
    return {
      ...common,
      type: 'choose',
      returnUrl: asked.deep_link_return_url,
      takesLinks: asked.accept_types.includes('ltiResourceLink'),
      takesLineItems: asked.accept_lineitem ?? true,
      data: asked.data,
    };
  }
  const endpoint = said[claims.endpoint];
  const destination = said[claims.custom]?.[destinationParameter];
  return {
    ...common,
    type: 'resource',
    resourceLink: said[claims.resourceLink].id,
    sisId: said[claims.lis]?.person_sourcedid?.trim() || undefined,
    destination: typeof destination === 'string' && destination !== '' ? destination : undefined,
    lineItems: endpoint?.lineitems,
    lineItem: endpoint?.lineitem,
    scopes: endpoint?.scope ?? [],
  };
}
