import * as z from 'zod';

/** Where an engine comes from: the machine's Docker, a private one of Drydock's, one in a container of another. */
export const SeatKindSchema = z.enum(['host', 'embedded', 'nested']);
export type SeatKind = z.output<typeof SeatKindSchema>;

/** Engines that nested seats are containers of. */
export const OuterKindSchema = SeatKindSchema.exclude(['nested']);
export type OuterKind = z.output<typeof OuterKindSchema>;
