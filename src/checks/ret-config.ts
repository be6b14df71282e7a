/** Would reticulum hand out addresses that work, and sign with a key? */
import { type CheckGround, defineCheck } from '../model/check.ts';
import { effectiveEnvironment } from './shared/effective-environment.ts';

/** What patches do not see to: lines that must stay, and variables that settings may have changed. */
export const retConfig = defineCheck({
  id: 'ret.config',
  title: 'Settings of reticulum',
  why: 'Every page becomes an error or an endless redirect, or nobody gets into a room.',
  needs: ['repo.present', 'key.perms'],
  look: async (ground: CheckGround) => {
    const { values, machine, facts, services } = ground;
    if (!services.some(({ name }) => name === 'reticulum')) return undefined;
    const environment = effectiveEnvironment(ground, 'reticulum');
    const key = environment['PERMS_KEY'];
    return {
      host: values.host,
      port: String(values.port('dialog')),
      text: facts.checkouts.get('reticulum')?.text('config/dev.exs') ?? '',
      environment,
      permsKey: typeof key === 'object' ? await machine.files.read(key.file) : key,
      wantedKey: await machine.files.read(values.permsKey.privatePem),
    };
  },
  judge: (seen) => {
    if (!seen) return { status: 'skip', because: 'reticulum is not part of this stack' };
    const { host, port, text, environment, permsKey, wantedKey } = seen;
    const named = (name: string): string | undefined => new RegExp(`^${name} = "([^"]*)"`, 'm').exec(text)?.[1];
    const inCode = [
      ...['assets_host', 'link_host'].flatMap((name) =>
        named(name) === host
          ? [`config/dev.exs: ${name} is "${host}" too, so that every page is taken for a file or a short link`]
          : [],
      ),
      ...(text.includes('insecure_ssl: false')
        ? ['config/dev.exs: insecure_ssl is false, so that the pages of the others are refused']
        : []),
      ...(/check_origin: (?!false)/.test(text)
        ? ['config/dev.exs: check_origin is not false, so that sockets may be refused']
        : []),
    ];
    const inSettings = [
      ...(environment['DIALOG_HOSTNAME'] === host ? [] : [`DIALOG_HOSTNAME is not ${host}`]),
      ...(environment['DIALOG_PORT'] === port ? [] : [`DIALOG_PORT is not ${port}`]),
      ...(environment['MIX_ENV'] === 'dev' ? [] : ['MIX_ENV is not dev']),
      ...(permsKey !== undefined && permsKey !== '' && permsKey.trim() === wantedKey?.trim()
        ? []
        : ['PERMS_KEY is not the key of the workspace']),
    ];
    if (inCode.length + inSettings.length === 0)
      return { status: 'pass', note: `pages at ${host}, dialog at port ${port}` };
    return {
      status: 'fail',
      summary: 'reticulum would not work with its settings.',
      detail: [...inCode, ...inSettings].join('\n'),
      fix: {
        text:
          inSettings.length > 0
            ? 'Take these variables out of services.reticulum.env in metaton.yaml.'
            : 'Put these lines of config/dev.exs back as they were: git shows them.',
      },
    };
  },
});
