import type { ExecProcess } from '../../../lab/ports/engine.ts';
import type { ExecHelper, ProgramStarter } from './exec-helper.ts';

/** The helper of many for one of them. Disposing ends what was started here, and leaves the helper to the others. */
export function shareHelper({ start }: Pick<ExecHelper, 'start'>): ProgramStarter {
  const running = new Set<ExecProcess>();
  let isEnded = false;
  return {
    async start(request, signal) {
      const process = await start(request, signal);
      if (isEnded) await process[Symbol.asyncDispose]();
      running.add(process);
      const forget = () => void running.delete(process);
      process.exit.then(forget, forget);
      return process;
    },
    async [Symbol.asyncDispose]() {
      isEnded = true;
      await Promise.all(Array.from(running, (process) => process[Symbol.asyncDispose]()));
    },
  };
}
