/**
 * A faked run: in place of a service stands a program that repeats what the solution's service answered, whoever asks
 * and whatever was drawn. A guard that holds for it asks nothing that only the real thing can answer.
 */
import { parse } from 'yaml';
import * as z from 'zod';
import type { CheckResult } from '../../lab/checks/result.ts';
import { applyEdits, edit, YamlValueSchema } from '../../lab/manifest/edit.ts';
import type { Manifest } from '../../lab/manifest/manifest.ts';
import { listWords } from '../../lab/matchers/matcher.ts';
import type { Observation } from '../../lab/observation/observation.ts';
import type { ProbeResult } from '../../lab/observation/probe-result.ts';
import type { ActiveProbe } from '../../lab/probes/active-probe.ts';
import type { StateFiles } from '../library/lab-state.ts';
import type { ProofProblem } from './proof.ts';

/** What a fake runs in: it has a perl. */
export const fakeImage = 'debian:trixie-slim';

/**
 * Services of which a guard asks something: what a service merely is, by the kernel, no answer fakes. Without those of
 * which a guard says that it cannot do better.
 */
export function fakedServices({ guards, probes }: Pick<Manifest, 'guards' | 'probes'>): readonly string[] {
  const services = Object.values(guards).flatMap(({ service, expect }) => {
    const asked = expect && 'probe' in expect ? probes.find(({ id }) => id === expect.probe) : undefined;
    return asked && isAnswered(asked) && asked.service === service ? [service] : [];
  });
  const known = Object.values(guards).flatMap(({ service, fakeable }) =>
    fakeable === undefined ? [] : service,
  );
  return [...new Set(services)].filter((service) => !known.includes(service));
}

/** The service itself gives the answer. */
const isAnswered = (probe: ActiveProbe): boolean =>
  probe.kind === 'http' || (probe.kind === 'exec' && probe.in === 'service');

const ComposeSchema = z.looseObject({ services: z.record(z.string(), z.looseObject({})).default({}) });

/** Keys of a service that would keep the fake from running; where it stands, and whom it meets, stays. */
const lost = new Set(
  'build command healthcheck user read_only cap_drop cap_add security_opt init working_dir runtime tmpfs'.split(
    ' ',
  ),
);

/**
 * The solution's files with a fake in the place of a service: a perl of root's that listens on the ports that are asked,
 * and has put programs that print the answers where the programs were.
 */
export function fakeService(
  files: StateFiles,
  service: string,
  probes: readonly ActiveProbe[],
  { probes: results }: Pick<Observation, 'probes'>,
): StateFiles {
  const file = files.get('compose.yaml');
  if (!file) return files;
  const text = Buffer.from(file.content).toString();
  const { services } = ComposeSchema.parse(parse(text));
  const kept = Object.entries(services[service] ?? {}).filter(([key]) => !lost.has(key));
  const answers = probes
    .filter((probe) => probe.service === service && isAnswered(probe))
    .flatMap((probe) => toAnswer(probe, results[probe.id]) ?? []);
  const fake = YamlValueSchema.parse({
    ...Object.fromEntries(kept),
    image: fakeImage,
    // Compose reads a dollar as the beginning of a variable.
    entrypoint: ['perl', '-e', program.replaceAll('$', '$$$$'), ...answers],
    stop_grace_period: '0s',
  });
  const edited = applyEdits({ 'compose.yaml': text }, [
    edit('compose.yaml').set(['services', service], fake),
  ]);
  const content = Buffer.from(edited['compose.yaml'] ?? text);
  return new Map([...files, ['compose.yaml', { ...file, content }]]);
}

/** An answer as an argument of the fake: words parted by commas, texts in hexadecimal. */
function toAnswer(probe: ActiveProbe, result: ProbeResult | undefined): string | undefined {
  // An argument of a program has 128 KiB at most: execve(2).
  const hex = (text: string) => Buffer.from(text).subarray(0, 16_384).toString('hex');
  if (!result) return undefined;
  if (probe.kind === 'http')
    return `http,${probe.port},${hex(probe.path)},${result.status ?? 200},${hex(result.body ?? '')}`;
  if (probe.kind !== 'exec') return undefined;
  const [name = '', ...words] = probe.argv;
  return `exec,${hex(name)},${hex(words.join('\n'))},${result.exitCode ?? 0},${hex(result.stdout ?? '')}`;
}

/** Answers a request by its path, a program by its words; where these are others than before, as the first one. */
const program = String.raw`
use strict;
use Socket;
my (%ports, %programs);
for (@ARGV) {
  my ($kind, $of, $asked, $status, $text) = split /,/, $_, -1;
  if ($kind eq 'http') { push @{$ports{$of}}, [pack('H*', $asked), $status, pack 'H*', $text] }
  else { push @{$programs{pack 'H*', $of}}, "$asked,$status,$text" }
}
for my $name (keys %programs) {
  my $path = $name =~ m{/} ? $name : "/usr/local/sbin/$name";
  my ($folder) = $path =~ m{(.*)/};
  my $made = '';
  for (split m{/}, $folder) { $made .= "$_/"; mkdir $made }
  unlink $path;
  open my $file, '>', $path or next;
  print $file "#!/usr/bin/perl\n", 'my @known = qw(', join(' ', map { s/,/;/gr } @{$programs{$name}}), ");\n",
    'my $asked = unpack "H*", join "\n", @ARGV;', "\n",
    'my ($found) = grep { (split /;/)[0] eq $asked } @known;', "\n",
    'my (undef, $status, $text) = split /;/, $found // $known[0], -1;', "\n",
    'print pack "H*", $text; exit $status;', "\n";
  close $file;
  chmod 0755, $path;
}
for my $port (keys %ports) {
  next if fork;
  socket my $server, PF_INET, SOCK_STREAM, 0 or exit 1;
  setsockopt $server, SOL_SOCKET, SO_REUSEADDR, 1;
  bind $server, sockaddr_in($port, INADDR_ANY) or exit 1;
  listen $server, 16;
  while (accept my $client, $server) {
    sysread $client, my $request, 8192;
    my ($path) = $request =~ m{^\w+ (\S+)};
    my ($answer) = grep { $_->[0] eq $path } @{$ports{$port}};
    $answer //= $ports{$port}[0];
    syswrite $client, "HTTP/1.0 $answer->[1] As before\r\nContent-Length: " . length($answer->[2]) . "\r\n\r\n$answer->[2]";
    close $client;
  }
}
$SIG{TERM} = sub { kill 'KILL', 0; exit };
sleep 1000 while 1;
`;

/** Guards of a service that all hold for the fake. */
export function judgeFaked(
  service: string,
  { guards }: Pick<Manifest, 'guards'>,
  results: readonly CheckResult[],
): readonly ProofProblem[] {
  const own = results.filter(({ id }) => guards[id]?.service === service);
  const isCaught = own.some(({ status }) => status !== 'pass');
  if (isCaught) return [];
  const names = listWords(own.map(({ id }) => id));
  return [
    {
      rule: 'fake-is-caught',
      where: `faked.${service}`,
      message: `A fake of ${service}, which repeats what the solution’s answered, passes ${names}. Ask for work on {{nonce}}, or say with fakeable() why nothing better can be asked.`,
    },
  ];
}
