import { execMarker } from '../exec/exec-kill.ts';

/**
 * A killed server may leave its call of Compose running, in a workbench that goes on without it; the next server's call
 * must not work against that one. Whatever a call starts holds the lock until it has ended itself, and bears the mark
 * that stands in the file. Who comes next ends it: SIGTERM, then SIGKILL, ten seconds each. flock(1).
 */
const script = `
turn=$1; shift
mkdir -p "\${turn%/*}" && exec 9>>"$turn" || exit 1
if ! flock --nonblock 9; then
  for signal in TERM KILL; do
    mark=$(cat "$turn")
    [ -z "$mark" ] || for dir in /proc/[0-9]*; do
      grep -qs "${execMarker}=$mark" "$dir/environ" && kill -s "$signal" "\${dir#/proc/}" 2>/dev/null
    done
    flock --wait 10 9 && break
  done || { echo 'an earlier call of Compose for this project does not end' >&2; exit 1; }
fi
printf %s "$${execMarker}" >"$turn"
exec "$@"`;

/** The prefix of a command in a workbench that makes it Drydock's only one on a project. */
export const inTurn = (project: string): readonly string[] => [
  'sh',
  '-c',
  script,
  'sh',
  `/run/drydock/${project}.turn`,
];
