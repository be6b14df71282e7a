/** What is put into NODE_OPTIONS. */
import { join } from 'node:path';
import type { Environment } from '../../model/command.ts';
import type { StackValues } from '../../model/stack-values.ts';

/** Loads one of metaton's own preloads into a Node program before its own code. */
export const preload = ({ preloads }: StackValues, file: string): string =>
  `--require ${quoteNodeOption(join(preloads, file))}`;

/** Has the preload open the first port of a service to a network, beside loopback. */
export const openTo = ({ lan, port }: StackValues, service: string): Environment =>
  lan ? { METATON_LAN: `${lan.address}:${port(service)}` } : {};

/** Node splits NODE_OPTIONS at spaces, except within double quotes, where a backslash escapes: https://nodejs.org/api/cli.html#node_optionsoptions */
const quoteNodeOption = (path: string): string => `"${path.replaceAll(/["\\]/g, String.raw`\$&`)}"`;

/**
 * Webpack 4 hashes with MD4, which OpenSSL 3 only knows with this option; a Node with an older one does not know the
 * option, and ends: https://nodejs.org/api/cli.html#--openssl-legacy-provider
 */
export const md4Option = ({ openssl }: StackValues, service: string): readonly string[] =>
  Number(openssl(service).split('.')[0]) >= 3 ? ['--openssl-legacy-provider'] : [];
