import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { cutCommand, holdCut } from '../egress-cut.ts';
import { bridgeName } from './daemon-config.ts';
import { engineFiles } from './engine-paths.ts';
import { systemFolders } from './find-program.ts';

const configSchema = z.object({ 'default-address-pools': z.array(z.object({ base: z.string() })) });

/**
 * Cuts what runs and builds on the networks of a private engine off from everything beyond this machine. What
 * shares the machine's own network, such as the recipes of our images, goes on.
 */
export async function cutEmbedded(engineHome: string): Promise<AsyncDisposable> {
  const config = configSchema.parse(JSON.parse(await readFile(engineFiles(engineHome).config, 'utf8')));
  const argv = cutCommand([
    `DOCKER-USER -i ${bridgeName} ! -o ${bridgeName}`,
    ...config['default-address-pools'].map(({ base }) => `DOCKER-USER -s ${base} ! -d ${base}` as const),
  ]);
  const [file, ...args] = argv;
  const path = [process.env.PATH, ...systemFolders].filter(Boolean).join(':');
  // A session of its own: a Ctrl-C for us is none for it.
  const child = spawn(file, args, { detached: true, stdio: 'pipe', env: { ...process.env, PATH: path } });
  return holdCut({
    output: child.stdout,
    errorOutput: child.stderr,
    endInput: () => child.stdin.end(),
    exit: new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? -1));
    }),
  });
}
