/** How many servers a stack has, and what each of them does. */

/** One server for everything, or so many app and so many streaming servers. */
export interface Layout {
  /** `1`, `2x2`, `4x4`: as the user writes it. */
  readonly name: string;
  readonly app: number;
  readonly stream: number;
  readonly servers: number;
}

/** The most servers of one kind: the guide recommends no stack larger than 8x8. */
export const mostOfAKind = 8;

/** A layout of app and streaming servers. */
export const multiServer = (app: number, stream: number): Layout => ({
  name: `${app}x${stream}`,
  app,
  stream,
  servers: app + stream,
});

/** The Personal stack. */
export const singleServer: Layout = { name: '1', app: 1, stream: 0, servers: 1 };

/** The layouts of the guide in the order of taking them: larger servers come before more of them. */
export const enterpriseLayouts: readonly [Layout, ...Layout[]] = [
  multiServer(2, 2),
  multiServer(4, 4),
  multiServer(8, 8),
];

/** The layout written as `1` or `APPxSTREAM`; `undefined` for anything else. */
export function parseLayout(text: string): Layout | undefined {
  if (text === '1') return singleServer;
  const [, app, stream] = /^([1-9])x([1-9])$/i.exec(text) ?? [];
  const layout = multiServer(Number(app), Number(stream));
  return layout.app <= mostOfAKind && layout.stream <= mostOfAKind ? layout : undefined;
}

/** The layout of so many servers, half app and half streaming; `undefined` where they cannot be halved. */
export function layoutOf(servers: number): Layout | undefined {
  if (servers === 1) return singleServer;
  return servers % 2 === 0 ? parseLayout(`${servers / 2}x${servers / 2}`) : undefined;
}

/** The layout in the guide's words: `Enterprise 2x2`. */
export const layoutTitle = (layout: Layout): string =>
  layout.servers === 1 ? 'Personal' : `Enterprise ${layout.name}`;

/** The servers of a layout in words: `2 app + 2 streaming servers`. */
export const serversInWords = (layout: Layout): string =>
  layout.servers === 1 ? '1 server for everything' : `${layout.app} app + ${layout.stream} streaming servers`;
