import { execa } from 'execa';
import { DrydockError } from '../../lab/errors.ts';
import { bridgeName } from './daemon-config.ts';

/**
 * Makes the bridge of the default network: dockerd makes only one of the name docker0 by itself. An engine that
 * has run before gives it the address that it had then.
 */
export async function ensureBridge(address: string): Promise<void> {
  const exists = (await findLink(bridgeName)) !== undefined;
  if (!exists) {
    await ip('link', 'add', bridgeName, 'type', 'bridge');
    await ip('addr', 'add', address, 'dev', bridgeName);
  }
  await ip('link', 'set', bridgeName, 'up');
}

/** The largest packet that an interface takes, in bytes; that of Ethernet where there is no such interface. */
export async function readMtu(name: string | undefined): Promise<number> {
  const mtu = name === undefined ? undefined : /\bmtu (\d+)/.exec((await findLink(name)) ?? '')?.[1];
  return mtu === undefined ? 1500 : Number(mtu);
}

/** What ip(8) says of an interface. sysfs would tell of the network namespace in which it was mounted. */
async function findLink(name: string): Promise<string | undefined> {
  const { exitCode, stdout } = await execa('ip', ['-o', 'link', 'show', 'dev', name], { reject: false });
  return exitCode === 0 ? stdout : undefined;
}

export async function removeBridge(): Promise<void> {
  await execa('ip', ['link', 'del', bridgeName], { reject: false });
}

async function ip(...args: string[]): Promise<void> {
  const { exitCode, stderr } = await execa('ip', args, { reject: false });
  if (exitCode === 0) return;
  throw new DrydockError('setup-failed', {
    message: `The network bridge ${bridgeName} cannot be made: \`ip ${args.join(' ')}\` says: ${stderr.trim()}`,
    fix: 'A private engine needs root with CAP_NET_ADMIN. In a container, start that one with --privileged.',
  });
}
