/** How other devices of the network reach the stack, and how a workspace remembers that they may. */
import * as z from 'zod';

const lanSchema = z.strictObject({
  host: z.string(),
  address: z.ipv4(),
  hasOwnAuthority: z.boolean(),
});

/** A stack that is open to the network that this machine is in. */
export interface Lan {
  /** Name or address under which every service is reached. */
  readonly host: string;
  /** This machine's own IPv4 address there. */
  readonly address: string;
  /** Whether an authority of the workspace's own signs, since the user's may not vouch for the host. */
  readonly hasOwnAuthority: boolean;
}

/** What a workspace remembers of it. */
export const lanStateSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** The user has been told what it means, and has agreed. */
  isConfirmed: z.boolean(),
  /** Absent while only this machine reaches the stack. */
  open: lanSchema.optional(),
});

/** What a workspace remembers of it. */
export type LanState = z.infer<typeof lanStateSchema>;

/** Where that is, in the folder of the workspace's state. */
export const lanFile = (state: string): string => `${state}/lan.json`;

/** What a stack had in `certs/` before it was opened: it is put back when it is closed. */
export const closedCertificates = (state: string): string => `${state}/lan/closed`;

/** The authority that vouches for one host of a network, and for nothing else but this machine. */
export const lanAuthorityFolder = (state: string, host: string): string => `${state}/lan/authorities/${host}`;

/** An address of this machine in a network. */
export interface LanAddress {
  readonly address: string;
  /** As the system calls it: `wlan0`. */
  readonly network: string;
}
