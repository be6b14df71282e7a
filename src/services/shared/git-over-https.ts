/** Environment in which git asks GitHub over https, whatever an address says. */
import type { Environment } from '../../model/command.ts';

/** Dependencies are named by ssh addresses of GitHub, where not everyone has a key; this leaves the user's git settings alone. */
export const gitOverHttps: Environment = {
  GIT_CONFIG_COUNT: '3',
  GIT_CONFIG_KEY_0: 'url.https://github.com/.insteadOf',
  GIT_CONFIG_VALUE_0: 'ssh://git@github.com/',
  GIT_CONFIG_KEY_1: 'url.https://github.com/.insteadOf',
  GIT_CONFIG_VALUE_1: 'git@github.com:',
  GIT_CONFIG_KEY_2: 'url.https://github.com/.insteadOf',
  GIT_CONFIG_VALUE_2: 'git://github.com/',
};
