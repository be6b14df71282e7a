/** The shell script that stands on PATH for a program of an image. Pure. */

/** What a wrapper knows beforehand; paths are absolute. */
interface Wrapped {
  readonly image: string;
  readonly workspace: string;
  /** Keeps what the programs keep for their user: hex, rebar, what they have fetched. */
  readonly home: string;
  /** What metaton makes anew when it is removed. */
  readonly folder: string;
}

/** In any shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/**
 * Runs in the container, between its init and the program. Docker closes its standard input when the client is gone,
 * however that ended: then the program is asked to end, and 5 s later it is made to. The shell takes /dev/null as the
 * input of all that it puts in the background, hence the third descriptor.
 */
const keeper = `exec 3<&0
"$@" </dev/null 3<&- &
child=$!
trap "kill -TERM $child" TERM INT HUP
{ cat <&3 >/dev/null; kill -TERM $child; sleep 5; kill -KILL $child; } 2>/dev/null &
wait $child
code=$?
while kill -0 $child 2>/dev/null; do
  wait $child
  code=$?
done
exit $code`;

/** Names that mean something else in the container, or nothing. */
const kept = [
  'PATH|HOME|PWD|OLDPWD|SHLVL|_|SHELL|ENV|BASH_ENV|USER|LOGNAME|HOSTNAME|TMPDIR|TMP|TEMP',
  'LANG|LANGUAGE|LC_*|LD_*|DYLD_*|XDG_*|DOCKER_*|SSH_*',
  'MIX_HOME|MIX_ARCHIVES|HEX_HOME|ERL_LIBS|ROOTDIR|BINDIR|EMU|PROGNAME',
].join('|');

/**
 * The same text for every program: it is called what the program is called. Values of variables stay in the environment
 * of docker's client, where its command line does not show them.
 */
export const dockerWrapper = ({ image, workspace, home, folder }: Wrapped): string => `#!/bin/sh
# Runs the program of this name in a container. Made by metaton.
image=${quoted(image)}
workspace=${quoted(workspace)}
home=${quoted(home)}
again=${quoted(`rm -r ${quoted(folder)} && metaton init`)}
keeper=${quoted(keeper)}

# A home in the workspace is meant for the program; docker's client finds its settings in the user's own.
inner=$home
case $HOME in
  "$workspace"/*) inner=$HOME; HOME=$(eval "printf %s ~$(id -un)") ;;
esac

docker image inspect "$image" >/dev/null 2>&1 || {
  printf '%s\\n' "Docker does not answer, or has no image $image." \\
    "Start Docker; where the image was removed, run: $again" >&2
  exit 125
}

set -- "\${0##*/}" "$@"
if [ -t 0 ] && [ -t 1 ]; then
  set -- --tty "$image" "$@"
else
  set -- "$image" sh -c "$keeper" sh "$@"
fi
for name in $(awk 'BEGIN { for (name in ENVIRON) if (name ~ /^[A-Za-z_][A-Za-z0-9_]*$/) print name }'); do
  case $name in
    ${kept}) ;;
    *) set -- --env "$name" "$@" ;;
  esac
done
case $PWD/ in
  "$workspace"/*) ;;
  *) set -- --volume "$PWD:$PWD" "$@" ;;
esac
set -- docker run --rm --init --interactive --pull never --log-driver none --network host \\
  --security-opt label=disable --user "$(id -u):$(id -g)" --volume "$workspace:$workspace" --workdir "$PWD" \\
  --env "HOME=$inner" --env "MIX_HOME=$home/.mix" --env "HEX_HOME=$home/.hex" "$@"
[ -t 0 ] && [ -t 1 ] && exec "$@"

# An input that lasts as long as docker's client, and that nobody else can reach.
folder=$(mktemp -d) && mkfifo "$folder/input" && exec 3<>"$folder/input" || exit 125
rm -r "$folder"
exec "$@" <&3 3<&-
`;
