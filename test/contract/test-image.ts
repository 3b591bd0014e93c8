import { createHash } from 'node:crypto';
import type { Workbench } from '../../src/lab/ports/seat.ts';

/** A tiny image with perl and a shell, made from the workbench's own files: no registry is asked. */
export const testImage = 'drydock/contract-test:1';

/** By which it is found and removed. */
export const testImageLabel = 'dev.drydock.contract=test';

const server = `#!/usr/bin/perl
use Socket;
socket(my $server, PF_INET, SOCK_STREAM, 0) or die;
setsockopt($server, SOL_SOCKET, SO_REUSEADDR, 1);
bind($server, sockaddr_in(8080, INADDR_ANY)) or die;
listen($server, 8);
$| = 1;
print "serving on 8080\\n";
while (accept(my $client, $server)) {
  my $line;
  do { $line = <$client> } while (defined $line && $line !~ /^\\r?$/);
  open(my $page, "<", "/page.txt"); my $text = join "", <$page>;
  print $client "HTTP/1.0 200 OK\\r\\nContent-Length: " . length($text) . "\\r\\n\\r\\n$text";
  close $client;
}
`;

const build = `
set -e
made=$(docker image inspect --format '{{index .Config.Labels "dev.drydock.contract.made"}}' ${testImage} 2> /dev/null || true)
[ "$made" = "$1" ] && exit 0
root=$(mktemp -d)
for file in /usr/bin/perl /bin/sh $(ldd /usr/bin/perl /bin/sh | grep -o '/[^ ):]*' | sort -u) /usr/lib/*/perl-base; do
  [ -e "$file" ] || continue
  mkdir -p "$root$(dirname "$file")"
  cp -rL "$file" "$root$file"
done
cat > "$root/serve.pl"
chmod 755 "$root/serve.pl"
tar -C "$root" -c . | docker import -c 'LABEL ${testImageLabel}' -c "LABEL dev.drydock.contract.made=$1" - ${testImage} > /dev/null
rm -rf "$root"
`;

export async function makeTestImage(bench: Workbench): Promise<void> {
  // Engines keep it from run to run.
  const version = createHash('sha256').update(build).update(server).digest('hex').slice(0, 16);
  const made = await bench.run(['sh', '-c', build, 'sh', version], { input: server, timeoutMs: 60_000 });
  if (made.exitCode !== 0) throw new Error(`the test image was not made: ${made.stderr}`);
}
