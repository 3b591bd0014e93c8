import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { execa } from 'execa';

/** TEST-NET-3 of RFC 5737: nobody's addresses. */
const here = '203.0.113.1';
const there = '203.0.113.2';
const port = 4242;

const server = `require('node:net').createServer((socket) => socket.end('outside\\n')).listen(${port}, () => console.log('listening'))`;

/** A host beyond this machine, as the kernel sees it: a network namespace of its own at the far end of a cable. */
export interface Outside extends AsyncDisposable {
  readonly address: string;
  readonly port: number;
}

/** Needs root and ip(8). */
export async function makeOutside(): Promise<Outside> {
  const name = `drydock-out-${process.pid}`;
  const cable = `ddo${process.pid}`.slice(0, 13);
  const ip = (...argv: string[]) => execa('ip', argv);
  await ip('netns', 'add', name);
  const remove = async () => {
    await execa('ip', ['link', 'del', cable], { reject: false });
    await execa('ip', ['netns', 'del', name], { reject: false });
  };
  try {
    await ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
    await ip('addr', 'add', `${here}/30`, 'dev', cable);
    await ip('link', 'set', cable, 'up');
    await ip('-n', name, 'addr', 'add', `${there}/30`, 'dev', 'eth0');
    await ip('-n', name, 'link', 'set', 'eth0', 'up');
    await ip('-n', name, 'route', 'add', 'default', 'via', here);
    const child = spawn('ip', ['netns', 'exec', name, process.execPath, '-e', server], { stdio: 'pipe' });
    await once(child.stdout, 'data', { signal: AbortSignal.timeout(10_000) });
    return {
      address: there,
      port,
      async [Symbol.asyncDispose]() {
        child.kill();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
