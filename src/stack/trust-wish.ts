/** How the stores of this machine may be changed, for a session. */
import type { Session } from '../model/session.ts';
import type { TrustWish } from '../model/trust.ts';

/** A person at a terminal may be asked for a password; each command that needs one is said before. */
export const trustWish = ({ report, options, isTerminal, signal }: Session): Omit<TrustWish, 'isDry'> => ({
  canAsk: isTerminal && !options.json && !options.yes,
  onRights: (commandLine) => {
    report.note(`This takes an administrator's rights: ${commandLine}`);
  },
  signal,
});
