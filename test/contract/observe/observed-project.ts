import type { Workbench } from '../../../src/lab/ports/seat.ts';

export const observedProject = 'drydock-contract-observed';
const image = 'drydock/contract-observed:1';

const server = `#!/usr/bin/perl
use Socket;
socket(my $server, PF_INET, SOCK_STREAM, 0) or die;
bind($server, sockaddr_in(80, INADDR_ANY)) or die "bind: $!";
listen($server, 8);
while (accept(my $client, $server)) {
  sysread $client, my $request, 4096;
  syswrite $client, "HTTP/1.0 200 OK\\r\\nContent-Length: 6\\r\\n\\r\\nhello\\n";
  close $client;
}
`;

/** Names itself so that it looks like two lines of the probe's answer, and has a zombie. */
const hostile = `#!/usr/bin/perl
$0 = "x\\nprocess 1\\nis status Name:\\\\x09forged";
if (!fork) { exit 0 }
sleep 100000;
`;

const files = ['perl', 'sh', 'cat', 'sleep', 'unshare'].map((name) => `$(command -v ${name})`).join(' ');

const build = `
set -e
root=$(mktemp -d)
mkdir -p "$root/tmp" "$root/proc"
for file in ${files} $(ldd ${files} | grep -o '/[^ ):]*' | sort -u) /usr/lib/*/perl-base; do
  [ -e "$file" ] || continue
  mkdir -p "$root$(dirname "$file")"
  cp -rL "$file" "$root$file"
done
cat > "$root/serve.pl" <<'END'
${server}END
cat > "$root/hostile.pl" <<'END'
${hostile}END
chmod 755 "$root"/*.pl
tar -C "$root" -c . | docker import - ${image} > /dev/null
rm -rf "$root"
`;

const compose = `
services:
  web:
    image: ${image}
    command: [/serve.pl]
    user: "10001:10002"
    group_add: ["10003"]
    cap_drop: [ALL]
    read_only: true
    security_opt: ["no-new-privileges:true"]
    pids_limit: 64
    mem_limit: 64m
    cpus: 0.5
    tmpfs: ["/tmp:size=1m"]
    stop_grace_period: 0s
  side:
    image: ${image}
    runtime: crun
    command: [/hostile.pl]
    pid: service:web
    network_mode: service:web
    cap_add: [NET_ADMIN]
    stop_grace_period: 0s
  mapped:
    image: ${image}
    command: [unshare, --user, --map-root-user, sleep, "100000"]
    user: "10005"
    security_opt: ["seccomp=unconfined", "apparmor=unconfined"]
    stop_grace_period: 0s
  group:
    image: ${image}
    privileged: true
    stop_grace_period: 0s
    command:
      - sh
      - -c
      - |
        for root in /sys/fs/cgroup /sys/fs/cgroup/pids; do
          [ -e $$root/cgroup.procs ] || continue
          perl -e "mkdir qq($$ARGV[0]/deeper)" $$root
          echo $$$$ > $$root/deeper/cgroup.procs
        done
        sleep 100000
  few:
    image: ${image}
    networks: [cut]
    restart: on-failure:3
    command: [sleep, "100000"]
    pids_limit: 16
    stop_grace_period: 0s
  gone:
    image: ${image}
    command: [sh, -c, "exit 3"]
`;

const others = `networks: { cut: { internal: true } }
`;

const sandboxed = `  sand:
    image: ${image}
    command: [sleep, "100000"]
    runtime: runsc
    cap_drop: [ALL]
    mem_limit: 96m
    stop_grace_period: 0s
`;

/** Makes an image of the workbench's own files and starts a project of it. */
export async function startObserved(bench: Workbench, { withRunsc = false } = {}): Promise<void> {
  const made = await bench.run(['sh', '-c', build], { timeoutMs: 60_000 });
  if (made.exitCode !== 0) throw new Error(`the image was not made: ${made.stderr}`);
  const argv = ['docker', 'compose', '-p', observedProject, '-f', '-', 'up', '-d'];
  const up = await bench.run(argv, {
    input: compose + (withRunsc ? sandboxed : '') + others,
    timeoutMs: 120_000,
  });
  if (up.exitCode !== 0) throw new Error(`the project did not start: ${up.stderr}`);
}

export async function removeObserved(bench: Workbench): Promise<void> {
  await bench.run(['docker', 'compose', '-p', observedProject, 'down', '-v', '-t', '0'], {
    timeoutMs: 60_000,
  });
  await bench.run(['docker', 'image', 'rm', '-f', image]);
}
