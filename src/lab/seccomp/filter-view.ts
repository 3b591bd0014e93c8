/** A profile's text as rules, pseudo filter code and program, line by line, each with what it belongs to. */
import { findNodeAtLocation, type Node } from 'jsonc-parser';
import { disassemble, explain, fourDigits } from './bpf-text.ts';
import { type CompiledInstruction, compile } from './compile.ts';
import { type FilterLine, partName } from './filter-line.ts';
import { type FilterContext, type FilterPlan, planFilter } from './filter-plan.ts';
import { pseudoCode } from './pfc.ts';
import { type ProfileFault, parseSeccompProfile } from './profile.ts';
import { profileLines } from './profile-lines.ts';
import type { Profile } from './profile-schema.ts';

export interface FilterView {
  readonly plan: FilterPlan;
  readonly program: readonly CompiledInstruction[];
  readonly json: readonly FilterLine[];
  readonly pfc: readonly FilterLine[];
  readonly bpf: readonly FilterLine[];
}

/** Faults, with line and key, where the text is no profile. @throws {RangeError} where the program would be too long. */
export function viewFilter(
  text: string,
  context: FilterContext,
): { readonly view: FilterView } | { readonly faults: readonly ProfileFault[] } {
  const parsed = parseSeccompProfile(text);
  if (!parsed.profile) return { faults: parsed.faults };
  const plan = planProfile(text, parsed, context);
  const program = compile(plan);
  return {
    view: {
      plan,
      program,
      json: profileLines(text, parsed, plan, context),
      pfc: pseudoCode(plan),
      bpf: program.map((instruction, pc) => ({
        text: `${fourDigits(pc)}: ${disassemble(instruction, pc)}`,
        part: partName(instruction.part),
        call: instruction.call,
        words: explain(instruction, pc),
      })),
    },
  };
}

/** With the numbers of arguments as they are written: JSON's are longer than those that JavaScript keeps exactly. */
export function planProfile(
  text: string,
  { profile, tree }: { readonly profile: Profile; readonly tree: Node },
  context: FilterContext,
): FilterPlan {
  return planFilter(profile, context, (rule, argument, key) => {
    const node = findNodeAtLocation(tree, ['syscalls', rule, 'args', argument, key]);
    if (node?.type !== 'number') return 0n;
    const written = text.slice(node.offset, node.offset + node.length);
    return BigInt.asUintN(64, /^\d+$/.test(written) ? BigInt(written) : BigInt(Math.trunc(Number(written))));
  });
}
