/** Have the checkouts changes that nobody has committed, or are they behind? */
import { type CheckGround, defineCheck } from '../model/check.ts';
import { answerOf } from './shared/programs.ts';

/** Our own edits are not told of. */
export const repoDirty = defineCheck({
  id: 'repo.dirty',
  title: 'Changes in the checkouts',
  why: 'An update keeps its hands off files with changes of yours.',
  needs: ['repo.present', 'tool.git'],
  look: (ground) =>
    Promise.all(
      ground.services
        .filter(({ name, source }) => source?.kind === 'checkout' && ground.facts.checkouts.has(name))
        .map(({ name }) => lookAt(ground, name)),
    ),
  judge: (all) => {
    const repositories = all.filter((seen) => seen !== undefined);
    const dirty = repositories.filter(({ files, behind }) => files.length > 0 || behind > 0);
    if (repositories.length === 0) return { status: 'skip', because: 'no checkout is a git repository' };
    if (dirty.length === 0) return { status: 'pass', note: 'none but those of metaton' };
    return {
      status: 'warn',
      summary: `${dirty.map(({ service }) => service).join(', ')}: not as their branch is.`,
      detail: dirty
        .flatMap(({ service, files, behind }) => [
          ...files.map((file) => `${service}: ${file} is changed`),
          ...(behind > 0 ? [`${service}: ${behind} commits behind`] : []),
        ])
        .join('\n'),
      fix: { text: 'Commit the changes, or put them aside with git stash; git pull fetches what is missing.' },
    };
  },
});

async function lookAt(ground: CheckGround, service: string) {
  const { machine, values, patches } = ground;
  const cwd = values.checkout(service);
  if (!(await machine.files.exists(`${cwd}/.git`))) return undefined;
  // Else git would take the opportunity to write its index anew.
  const where = { cwd, env: { GIT_OPTIONAL_LOCKS: '0' } };
  const [status, behind] = await Promise.all([
    answerOf(ground, 'git', ['status', '--porcelain', '--untracked-files=no'], where),
    answerOf(ground, 'git', ['rev-list', '--count', 'HEAD..@{upstream}'], where).catch(() => undefined),
  ]);
  // The panel is patched in the checkout of hubs.
  const ours = new Set(patches.map((patch) => `${values.checkout(patch.service)}/${patch.file}`.slice(cwd.length + 1)));
  const files = (status ?? '')
    .split('\n')
    .map((line) => line.trim().replace(/^\S+\s+/, ''))
    .filter((file) => file !== '' && !ours.has(file));
  return { service, files, behind: Number(behind ?? 0) };
}
