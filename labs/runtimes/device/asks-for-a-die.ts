/**
 * Starts a container of Check's under the runtime `io.drydock.dice.v1`, which asks for the device that app names and has nothing
 * else of app: no command, no mount and no other variable. So what it has came by the name. Rolls there with what it was given,
 * then with a number of sides that is drawn, and tells how many sides the die has.
 */
export const rollsByName = `
of=label=com.docker.compose
id=$(docker ps -q -f $of.project="$COMPOSE_PROJECT_NAME" -f $of.service=app)
[ -n "$id" ] || { echo app does not run; exit 1; }
name=$(docker inspect --format '{{range .Config.Env}}{{println .}}{{end}}' "$id" | sed -n 's/^DICE_DEVICE=//p')
[ -n "$name" ] || { echo app names no device in DICE_DEVICE; exit 1; }
exec docker run --rm --network none --runtime io.drydock.dice.v1 --env DICE_DEVICE="$name" --env PLAYER="$1" \\
  debian:trixie-slim perl -e "$2" 2>&1
`;

/** What that container runs. */
export const rollsTwice = String.raw`
my $dice = '/usr/local/bin/dice';
-e $dice or die "by name alone there is no $dice\n";
sub roll { my $said = qx($dice 2>&1); $? and die "by name alone, $said"; $said =~ / rolled \d+ of (\d+)$/ ? $1 : die "dice prints $said" }
my $sides = roll();
my $drawn = $ENV{DICE_SIDES} = 1000 + int rand 9000;
my $heeded = roll();
$heeded == $drawn or die "dice rolls $heeded sides where DICE_SIDES is $drawn\n";
print "rolls a die of $sides sides\n";
`;

/**
 * Looks for the device in other, and in two containers of Check's under the same runtime: one names no device, and one a device
 * that no specification has. What other may do by itself, such as mknod(2), decides nothing there.
 */
export const looksForTheDevice = `
of=label=com.docker.compose
id=$(docker ps -q -f $of.project="$COMPOSE_PROJECT_NAME" -f $of.service=other)
[ -n "$id" ] || { echo other does not run; exit 1; }
run="docker run --rm --network none --runtime io.drydock.dice.v1"
look() {
  who=$1
  shift
  had=$("$@" perl -e "$looks" 2>&1)
  [ "$had" = 'nothing of it' ] || { echo "$who has $had"; exit 1; }
}
looks=$2
look other docker exec "$id"
look 'one that asks for nothing' $run debian:trixie-slim
look 'one that asks for another' $run --env DICE_DEVICE="drydock.dev/dice=$1" debian:trixie-slim
echo nothing of it
`;

/** What a container has of the device: its node, its program, its variables, and the right to open it by a node of its own. */
export const tellsWhatItHas = String.raw`
use Fcntl;
my @had = grep { -e } '/dev/dice0', '/usr/local/bin/dice';
open my $environment, '<', '/proc/1/environ' or die "environ: $!\n";
local $/ = "\0";
push @had, map { /^(DICE_SIDES=\w*)/ } <$environment>;
my $node = "/tmp/node.$$";
my $made = system('mknod', $node, 'c', 1, 11) == 0;
push @had, 'the right to open the device 1:11' if $made && sysopen my $device, $node, O_WRONLY;
unlink $node;
print @had ? join(', ', @had) : 'nothing of it', "\n";
`;
