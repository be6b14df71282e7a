/** What is new upstream, for people. */

/** So many subjects of one service are shown; the newest are told first. */
const shown = 10;

/** A line per service, and the subjects of its new commits below. */
export function newsText(
  news: readonly { readonly service: string; readonly from: string; readonly commits: readonly string[] }[],
): string {
  if (news.length === 0) return 'There is nothing to update.';
  return news
    .flatMap(({ service, from, commits }) => {
      if (commits.length === 0) return [`${service}: nothing new (at ${from.slice(0, 10)})`];
      const more = commits.length - shown;
      return [
        `${service}: ${commits.length} new ${commits.length === 1 ? 'commit' : 'commits'}`,
        ...commits.slice(0, shown).map((line) => `  ${line}`),
        ...(more > 0 ? [`  and ${more} more`] : []),
      ];
    })
    .join('\n');
}
