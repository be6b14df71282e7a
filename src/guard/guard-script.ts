/** What the guard runs: POSIX sh, so that it needs neither a second Node nor a program of our own. */

/**
 * Reads which groups live, line by line; ends them all when the writer is gone without a `quit`. Its one argument is
 * the tag that every process of the run has in its environment.
 *
 * - Of the state of a process: a zombie is dead already, although it still answers `kill -0`.
 * - `2>/dev/null` after a signal: all of the group may have ended by itself by now.
 * - Fifteen steps of 0.1 s are the grace, on a busy machine up to 3 s of the 5 s promised; a `sleep` that knows whole
 *   seconds only makes two of them.
 */
export const guardScript = `
trap '' INT TERM HUP QUIT
tag=$1
groups=' '
# A tag without a value would be everybody's.
case $tag in ?*=????????*) ;; *) exit 1 ;; esac

while read -r word group signal; do
  case $word in quit) exit 0 ;; esac
  case $group in '' | 0 | 1 | *[!0-9]*) continue ;; esac
  case $word in
    +) groups="$groups$group:$signal " ;;
    -)
      kept=' '
      for entry in $groups; do
        case $entry in "$group":*) ;; *) kept="$kept$entry " ;; esac
      done
      groups=$kept
      ;;
  esac
done

any_alive() {
  numbers=
  for entry in $groups; do numbers="$numbers\${numbers:+|}\${entry%%:*}"; done
  [ -n "$numbers" ] || return 1
  if [ -r /proc/self/stat ]; then
    grep -qsE "\\) [^ZX] [0-9]+ ($numbers) " /proc/[0-9]*/stat
  else
    ps -axo stat=,pgid= | grep -qE "^ *[^Z ][^ ]* +($numbers) *$"
  fi
}

for entry in $groups; do kill -s "\${entry#*:}" -- "-\${entry%%:*}" 2>/dev/null; done
step=0
while [ "$step" -lt 15 ] && any_alive; do
  sleep 0.1 2>/dev/null || { sleep 1; step=$((step + 9)); }
  step=$((step + 1))
done
for entry in $groups; do kill -s KILL -- "-\${entry%%:*}" 2>/dev/null; done

# Whoever left its group is known by the tag alone. Again, since one may have forked just then.
sweep=0
while [ "$sweep" -lt 5 ]; do
  found=
  for file in $(grep -lszF "$tag" /proc/[0-9]*/environ 2>/dev/null); do
    pid=\${file#/proc/}
    kill -s KILL "\${pid%/environ}" 2>/dev/null && found=yes
  done
  [ -n "$found" ] || break
  sweep=$((sweep + 1))
done
`;
