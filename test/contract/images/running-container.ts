import type { CommandResult, ContainerSpec, Engine } from '../../../src/lab/ports/engine.ts';

export interface RunningContainer extends AsyncDisposable {
  readonly id: string;
  run(argv: readonly string[], options?: Parameters<Engine['run']>[2]): Promise<CommandResult>;
  /** Runs a shell script and gives what it printed; throws where it fails. */
  sh(script: string): Promise<string>;
}

let count = 0;

/** A container of a test, without network unless asked for; gone when disposed. */
export async function startContainer(
  engine: Engine,
  image: string,
  spec: Partial<ContainerSpec> = {},
): Promise<RunningContainer> {
  count += 1;
  const id = await engine.ensureContainer({
    name: `drydock-image-test-${process.pid}-${count}`,
    image,
    labels: { 'dev.drydock.role': 'test' },
    networkMode: 'none',
    ...spec,
  });
  return {
    id,
    run: (argv, options) => engine.run(id, argv, options),
    async sh(script) {
      const { exitCode, stdout, stderr } = await engine.run(id, ['sh', '-ec', script], { timeoutMs: 60_000 });
      if (exitCode !== 0) throw new Error(`exit ${exitCode}: ${stderr}${stdout}`);
      return stdout;
    },
    [Symbol.asyncDispose]: () => engine.removeContainer(id),
  };
}
