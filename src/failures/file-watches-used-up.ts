/** The system lets no more files be watched. */
import { defineFailure } from '../model/failure.ts';

export const fileWatchesUsedUp = defineFailure({
  id: 'file-watches-used-up',
  services: [],
  seenIn: ['log'],
  marks: ['System limit for number of file watchers', 'limit on inotify watches reached'],
  pattern: /System limit for number of file watchers reached|limit on inotify watches reached/,
  title: 'The system lets no more files be watched.',
  meaning: 'Page servers watch tens of thousands of files; editors do, too.',
  remedies: [
    'Run `sudo sysctl fs.inotify.max_user_watches=524288`, and write it into /etc/sysctl.d/60-inotify.conf to keep it.',
    'Close editors that watch the same folders.',
  ],
  source: 'https://github.com/phoenixframework/phoenix_live_reload/pull/64',
  example: "Error: ENOSPC: System limit for number of file watchers reached, watch '/home/me/hubs/src'",
});
