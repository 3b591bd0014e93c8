import * as z from 'zod';

/**
 * What isolates a seat from others. `own`: nothing, the reader's machine is the reader's. `privileged` and `rootless`:
 * an engine in a container with `--privileged`, or without and in a user namespace of its own. `runtime:NAME`: in a
 * container of another runtime that the outer engine offers by that name.
 */
export const SeatClassSchema = z.union([
  z.enum(['own', 'privileged', 'rootless']),
  z.templateLiteral(['runtime:', z.string().regex(/[A-Za-z0-9][\w.-]*/)]),
]);

export type SeatClass = z.output<typeof SeatClassSchema>;

/** The runtime of a class that is one. */
export function runtimeOf(seatClass: SeatClass): string | undefined {
  return seatClass.startsWith('runtime:') ? seatClass.slice('runtime:'.length) : undefined;
}

/** Whether the seat's processes run on a kernel of their own. Sysbox gives none: it is runc with user namespaces. */
export function hasOwnKernel(seatClass: SeatClass): boolean {
  return /^(kata|runsc|gvisor)/.test(runtimeOf(seatClass) ?? '');
}

/** Whether root of the seat has no power outside of it. */
export function confinesRoot(seatClass: SeatClass): boolean {
  return seatClass === 'rootless' || hasOwnKernel(seatClass) || /^sysbox/.test(runtimeOf(seatClass) ?? '');
}

/** A power of an engine's host that a lab may ask for. */
export type SeatPower = 'privileged' | 'devices' | 'limits' | 'filters' | 'sysfs' | 'kernel';
