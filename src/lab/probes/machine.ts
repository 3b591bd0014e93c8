/**
 * What is tried in the guest of a machine of its own kernel: a service of the image `drydock/kernel:1`, in which
 * `machine-exec` runs a program of the guest and gives back what that printed, and its status. What it says is the
 * guest's kernel's word, and stays what a program printed: an observation's facts are those of the seat's kernel.
 */
import { type ProgramOptions, program } from './program.ts';

type Named = { readonly name: string };

/** A guest works by translation, so what takes a second elsewhere may take ten there. */
const withinMs = 45_000;

/** The guest of a service. Its user there is root, its folder `/workspace`. */
export function machine(service: Named) {
  return {
    /** A program of the guest. The container's own are those of `program(service, …)`. */
    program: (argv: readonly string[], options: Omit<ProgramOptions, 'in' | 'user'> = {}) =>
      program(service, ['machine-exec', '--', ...argv], { withinMs, ...options }),
  };
}
