/** Under sudo: becomes the person who called it, for what belongs to that person and not to root. */
import { userInfo } from 'node:os';

/** The user's shell. */
type Shell = Readonly<Record<string, string | undefined>>;

/**
 * From here on this process is the caller's, and nothing gives root's rights back to it; the answer is the caller's
 * shell. In a shell of root's own (`sudo -i`) root is who is meant, and nothing happens.
 */
export function actForCaller(shell: Shell): Shell {
  const { SUDO_UID: uid, SUDO_GID: gid, SUDO_USER: name } = shell;
  if (process.getuid?.() !== 0 || !isId(uid) || !isId(gid) || name === undefined || isBareShell(shell)) return shell;
  if (!takeGroups(name, Number(gid))) return shell;
  process.setgid?.(Number(gid));
  process.setuid?.(Number(uid));
  const { homedir, username } = userInfo();
  const caller = { HOME: homedir, USER: username, LOGNAME: username };
  // Node asks the environment where home is.
  Object.assign(process.env, caller);
  return { ...shell, ...caller };
}

/** The caller's groups; false where this machine does not know the name. */
function takeGroups(name: string, gid: number): boolean {
  // Node has it, and its types do not.
  const { initgroups } = process as { initgroups?: (user: string, group: number) => void };
  try {
    initgroups?.(name, gid);
    return true;
  } catch {
    return false;
  }
}

/** The number of somebody who is not root. */
const isId = (word: string | undefined): word is string => word !== undefined && /^[1-9]\d*$/.test(word);

/** `sudo -i` and `sudo -s` start a shell and nothing in it. */
const isBareShell = ({ SUDO_COMMAND: command = '' }: Shell): boolean => /^\S*\/(ba|da|k|z|fi)?sh$/.test(command);
