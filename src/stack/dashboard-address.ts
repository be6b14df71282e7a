/** Where the dashboard of a running stack is: in a file that only the user can read, for as long as it is there. */
import type { Files } from '../model/machine.ts';

/** What lets a browser in. */
export interface DashboardAddress {
  readonly port: number;
  /** A credential. */
  readonly token: string;
}

const fileOf = (state: string): string => `${state}/run/dashboard.json`;

/** Lets the user's other metatons find it. */
export async function keepAddress(files: Files, state: string, address: DashboardAddress): Promise<void> {
  await files.makeFolder(state, 0o700);
  await files.makeFolder(`${state}/run`, 0o700);
  await files.write(fileOf(state), `${JSON.stringify(address)}\n`, 0o600);
}

/** It is there no more. */
export const forgetAddress = (files: Files, state: string): Promise<void> => files.remove(fileOf(state));

/** The address to open, with its token; `undefined` where there is none. Must only be asked of a stack that runs. */
export async function dashboardUrl(files: Files, state: string): Promise<string | undefined> {
  const text = await files.read(fileOf(state));
  return text === undefined ? undefined : urlOf(JSON.parse(text) as DashboardAddress);
}

/** By number: cookies of localhost go to Hubs and all that is served there. */
export const urlOf = ({ port, token }: DashboardAddress): string => `http://127.0.0.1:${port}/?t=${token}`;
