/** Sends a call through the program of a filter: a step at a time, or to its end. */
import type { BpfInstruction } from '../../lab/seccomp/bpf.ts';
import { type BpfTrace, traceBpf } from '../../lab/seccomp/bpf-trace.ts';
import { pfcAction, returnWords } from '../../lab/seccomp/return-value.ts';
import { callTables, readCall } from '../../lab/seccomp/typed-call.ts';
import { find, make, showText } from '../core/dom.ts';
import { data } from './element.ts';
import type { FilterLines } from './filter-lines.ts';

/** `whileSteps`: the program should be seen where there is room for one text. */
export function connectStepper(element: HTMLElement, lines: FilterLines, whileSteps: () => void): void {
  const form = find<HTMLFormElement>(element, '.dd-filter-call');
  const said = find(form, '[data-step]');
  const verdict = find(form, '[data-verdict]');
  const input = (name: string) => find<HTMLInputElement>(form, `[name="${name}"]`);
  const names = ['a0', 'a1', 'a2', 'a3', 'a4', 'a5'];
  const packed: readonly (readonly [number, number, number, number])[] = JSON.parse(data(element, 'program'));
  const program = packed.map(([code, jt, jf, k]): BpfInstruction => ({ code, jt, jf, k }));
  let trace: BpfTrace | undefined;
  let made = 0;

  const reset = () => {
    trace = undefined;
    made = 0;
    lines.showRun([], undefined);
    showText(said, 'The filter has not begun.');
    showText(verdict, '');
    for (const name of ['call', ...names]) input(name).removeAttribute('aria-invalid');
  };
  const begin = (): BpfTrace | undefined => {
    const arch = Number(input('arch').value);
    const read = readCall(
      input('call').value,
      arch,
      names.map((name) => input(name).value),
    );
    if ('problem' in read) {
      input(read.field).setAttribute('aria-invalid', 'true');
      showText(said, read.problem);
      return undefined;
    }
    return traceBpf(program, { arch, ...read });
  };
  const show = ({ steps, returned }: BpfTrace) => {
    whileSteps();
    const step = steps[made - 1];
    if (!step) return;
    lines.showRun(
      steps.slice(0, made).map(({ pc }) => pc),
      step.pc,
    );
    const { text, words } = lines.instruction(step.pc);
    const goes =
      step.next === undefined ? '' : ` A is ${step.a}; next is ${String(step.next).padStart(4, '0')}.`;
    showText(said, `Step ${made} of ${steps.length}. ${text.replaceAll(/\s+/g, ' ')} — ${words}${goes}`);
    const isOver = made === steps.length;
    const answer = `Verdict: ${pfcAction(returned)}. After ${steps.length} of ${program.length} instructions, ${returnWords(returned)}.`;
    showText(verdict, isOver ? answer : '');
  };
  const advance = (how: 'step' | 'run') => {
    if (trace === undefined || made >= trace.steps.length) {
      reset();
      trace = begin();
    }
    if (!trace) return;
    made = how === 'run' ? trace.steps.length : made + 1;
    show(trace);
  };
  const offer = () => {
    const table = callTables.get(Number(input('arch').value));
    find(form, 'datalist').replaceChildren(
      ...[...(table?.keys() ?? [])].toSorted().map((name) => make('option', { value: name })),
    );
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    advance('run');
  });
  form.addEventListener('input', () => {
    reset();
    offer();
  });
  form.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('button') : null;
    if (button?.dataset.do === 'step') advance('step');
    if (button?.dataset.do === 'reset') reset();
    const wanted = button?.dataset.try;
    if (wanted === undefined) return;
    const [call = '', ...args] = wanted.split(/\s+/);
    input('call').value = call;
    for (const [index, name] of names.entries()) input(name).value = args[index] ?? '0';
    reset();
    advance('step');
  });
  offer();
}
