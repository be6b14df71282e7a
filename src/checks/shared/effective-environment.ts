/** What a service is started with. */
import type { CheckGround } from '../../model/check.ts';
import type { Environment } from '../../model/command.ts';

/** Its text where it stands in the settings as such; what is in a file is not. */
export const textOf = (environment: Environment, name: string): string | undefined => {
  const value = environment[name];
  return typeof value === 'string' ? value : undefined;
};

/** Its own variables, and over them those of the settings. */
export const effectiveEnvironment = ({ services, values, workspace }: CheckGround, name: string): Environment => ({
  ...services.find((service) => service.name === name)?.environment?.(values),
  ...workspace.config.services[name]?.env,
});
