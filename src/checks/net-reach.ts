/** Can what is still to be fetched be reached? */
import { defineCheck } from '../model/check.ts';
import { repositoryOf } from '../model/preset.ts';

/** Shorter than what a check may take, ms. */
const withinMs = 1_500;

/** Asked through the proxies of the shell, as everything is that fetches. */
export const netReach = defineCheck({
  id: 'net.reach',
  title: 'Network',
  why: 'Code, dependencies and programs that cannot be fetched end an installation half way.',
  isOnline: true,
  look: async ({ machine, services, workspace, values, facts }) => {
    const tasks = services.flatMap((service) => service.provide?.(values) ?? []);
    const urls = [
      ...services.flatMap((service) =>
        service.source?.kind === 'checkout' && !facts.checkouts.has(service.name)
          ? [repositoryOf(service, service.source, workspace.config).url]
          : [],
      ),
      ...tasks.flatMap(({ action }) =>
        action.kind === 'provide-tool' && !values.postgrest.brought.includes(action.wish.release.version)
          ? [action.wish.from]
          : [],
      ),
    ];
    const origins = [...new Set(urls.filter((url) => /^https?:/.test(url)).map((url) => new URL(url).origin))];
    return Promise.all(
      origins.map(async (url) => ({ url, why: await machine.downloads.whyUnreachable(url, withinMs) })),
    );
  },
  judge: (answers) => {
    if (answers.length === 0) return { status: 'pass', note: 'nothing is to be fetched' };
    const lines = answers.flatMap(({ url, why }) => (why === undefined ? [] : [`${url}: ${why}`]));
    return lines.length > 0
      ? {
          status: 'warn',
          summary: 'Not everything that is still to be fetched can be reached.',
          detail: lines.join('\n'),
          fix: {
            text: 'Connect to the network; behind a proxy set HTTPS_PROXY and NO_PROXY. Or use what is there.',
            command: 'metaton init --offline',
          },
        }
      : { status: 'pass', note: answers.map(({ url }) => url).join(', ') };
  },
});
