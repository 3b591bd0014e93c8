/**
 * The apt settings of a machine that a build needs to reach the same mirror: apt.conf(5), apt-transport-http(1). Pure.
 */
const carried = [
  /^Acquire::https?::Proxy(::[^:\s]+)?$/i,
  /^Acquire::https?::Timeout$/i,
  /^Acquire::https?::Verify-(Peer|Host)$/i,
  /^Acquire::Check-(Valid-Until|Date)$/i,
  /^Acquire::Force(IPv4|IPv6)$/i,
];

/**
 * Lines for an apt.conf.
 * @param dump what `apt-config dump` prints; empty where there is no apt
 * @param env `http_proxy`, `https_proxy` and `no_proxy`, which apt itself heeds only where its settings say nothing
 */
export function pickAptOptions(
  dump: string,
  env: Readonly<Record<string, string | undefined>> = {},
): readonly string[] {
  const lines = dump.split('\n').filter((line) => {
    const match = /^(\S+) "(.*)";$/.exec(line);
    return match !== null && match[2] !== '' && carried.some((pattern) => pattern.test(match[1] ?? ''));
  });
  const isSet = (name: string) =>
    lines.some((line) => line.toLowerCase().startsWith(`${name.toLowerCase()} `));
  const fromEnv = ['http', 'https'].flatMap((scheme) => {
    const proxy = env[`${scheme}_proxy`];
    return proxy && !isSet(`Acquire::${scheme}::Proxy`)
      ? [option(`Acquire::${scheme}::Proxy`, proxy), ...direct(scheme, env.no_proxy)]
      : [];
  });
  return [...lines, ...fromEnv];
}

/** Hosts that are reached without the proxy. Patterns have no equal in apt and are left out. */
function direct(scheme: string, noProxy = ''): string[] {
  return noProxy
    .split(',')
    .map((host) => host.trim())
    .filter((host) => /^[a-z0-9][a-z0-9.-]*$/i.test(host))
    .map((host) => option(`Acquire::${scheme}::Proxy::${host}`, 'DIRECT'));
}

function option(name: string, value: string): string {
  return `${name} "${value.replaceAll('"', '%22')}";`;
}
