/** Opens a workspace to the other devices of a network, or closes it again, and remembers that. */
import { findWorkspace } from '../config/find-workspace.ts';
import { loadConfig } from '../config/load-config.ts';
import { parseHosts } from '../config/parse-hosts.ts';
import { neverOpened, parseLanState } from '../config/parse-lan-state.ts';
import { stateFolder, type Workspace } from '../model/config.ts';
import { closedCertificates, type Lan, lanFile, type LanState } from '../model/lan.ts';
import { failed, ok, type Result } from '../model/problem.ts';
import { lanAddressGone, lanHostWithoutLan, lanNotConfirmed } from '../model/problems/lan.ts';
import type { Session } from '../model/session.ts';
import { certificateOf } from '../plan/stack-values.ts';
import { chooseLan } from './choose-lan.ts';
import { consent } from './consent.ts';
import type { OpenStack } from './open-stack.ts';
import { readingAs } from './reading-as.ts';

/** What is said to `metaton up` about other devices. */
export interface LanWish {
  /** To be opened or closed; absent where it is to stay as it is. */
  readonly isOpen: boolean | undefined;
  /** Where they are to reach it. */
  readonly host: string | undefined;
}

/** A wish that can be granted, and is not yet. */
export interface LanSettlement {
  /** Reads the workspace as it is wished for. */
  readonly session: Session;
  /** Grants it, having asked where nobody has agreed so far. */
  readonly keep: () => Promise<Result<void>>;
}

/** Tries a wish; changes nothing. */
export async function settleLan({ isOpen, host }: LanWish, session: Session): Promise<Result<LanSettlement>> {
  if (isOpen !== true && host !== undefined) return failed(lanHostWithoutLan());
  if (isOpen === undefined) return ok({ session, keep: () => Promise.resolve(ok(undefined)) });
  const { files } = session.machine;
  const folder = await findWorkspace(files, session.directory);
  if (!folder.ok) return folder;
  const state = stateFolder(folder.value);
  const file = lanFile(state);
  const known = parseLanState(file, await files.read(file));
  const before: Remembered = { folder: folder.value, state, file, known: known.ok ? known.value : undefined };
  const open = isOpen ? await openingFor(host, before, session) : ok(undefined);
  if (!open.ok) return open;
  const after: LanState = { ...(before.known ?? neverOpened), open: open.value };
  return ok({ session: readingAs(session, file, textOf(after)), keep: () => keep(before, after, session) });
}

/** A stack that is open at an address that this machine has no more is reached by nobody. */
export async function lanRefusal({ values: { lan } }: OpenStack, session: Session): Promise<Result<void>> {
  const { network } = session.machine;
  if (!lan || network.ownAddresses().includes(lan.address)) return ok(undefined);
  return failed(lanAddressGone(lan.address, await network.lanAddresses()));
}

interface Remembered {
  /** The workspace. */
  readonly folder: string;
  readonly state: string;
  readonly file: string;
  /** Absent where what was remembered is damaged. */
  readonly known: LanState | undefined;
}

const textOf = (state: LanState): string => `${JSON.stringify(state, undefined, 2)}\n`;

async function openingFor(
  host: string | undefined,
  { folder, file, known = neverOpened }: Remembered,
  session: Session,
): Promise<Result<Lan>> {
  const hosts = parseHosts(host === undefined ? [] : [host]);
  if (!hosts.ok) return hosts;
  const as = (state: LanState): Promise<Result<Workspace>> => {
    const { machine, environment, options } = readingAs(session, file, textOf(state));
    return loadConfig(machine.files, folder, environment, options.set);
  };
  const closed = await as(neverOpened);
  if (!closed.ok) return closed;
  const [wanted] = hosts.value;
  const choice = { wanted, remembered: known.open, configured: closed.value.config.host };
  const place = await chooseLan(choice, session.machine.network);
  if (!place.ok) return place;
  const tried = { ...place.value, hasOwnAuthority: false };
  const opened = await as({ ...known, open: tried });
  if (!opened.ok) return opened;
  const certificate = certificateOf(opened.value, session.installation);
  const { authority } = await session.machine.certificates.inspect(certificate);
  // The user's may not vouch for it, and is left as it is: others rest on it, and everybody trusts it already.
  const isFit = certificate.own !== undefined || authority === 'others' || authority.kind === 'usable';
  return ok({ ...tried, hasOwnAuthority: !isFit && certificate.authorityMaker === 'metaton' });
}

/** Networks whose addresses lead nowhere from outside: https://www.rfc-editor.org/rfc/rfc1918, https://www.rfc-editor.org/rfc/rfc6598 */
const isPrivate = (address: string): boolean =>
  /^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(address);

const consequences = ({ host, address }: Lan): string =>
  [
    `Every device that reaches ${host === address ? address : `${host} (${address})`} can then use the stack,`,
    'and the secrets of a development server are public:',
    'whoever knows them can sign in as anybody, an administrator as well, and read what is uploaded.',
    isPrivate(address)
      ? 'Do this only in a network that you trust.'
      : `And ${address} is no address of a private network: unless a firewall keeps them out, that is everybody.`,
  ].join(' ');

/** Once, and once more for each address that is everybody's to reach. */
const mustAsk = (known: LanState | undefined, { address }: Lan): boolean =>
  known?.isConfirmed !== true || (!isPrivate(address) && known.open?.address !== address);

async function keep(before: Remembered, after: LanState, session: Session): Promise<Result<void>> {
  const { files } = session.machine;
  const { state, file } = before;
  if (after.open && mustAsk(before.known, after.open)) {
    const words = consequences(after.open);
    if ((await consent(`${words} Open it?`, session)) !== true) return failed(lanNotConfirmed(words));
  }
  await files.makeFolder(state, 0o700);
  if (after.open) await putAside(before, session);
  else await putBack(before, session);
  await files.write(file, textOf({ ...after, isConfirmed: after.isConfirmed || after.open !== undefined }), 0o600);
  if (!after.open) await files.remove(closedCertificates(state));
  return ok(undefined);
}

/** Names in `certs/` that follow the hosts. */
const certificateFiles = ['cert.pem', 'key.pem', 'fullchain.pem', 'ca.pem'];

/** What is in `certs/` while the workspace is closed; whole as soon as it is there. */
async function putAside({ folder, state, known }: Remembered, { machine: { files } }: Session): Promise<void> {
  const aside = closedCertificates(state);
  const isThere = await files.exists(aside);
  if (isThere && (!known || known.open)) return;
  const beside = `${aside}.tmp`;
  await files.remove(beside);
  await files.remove(aside);
  await files.makeFolder(`${state}/lan`, 0o700);
  await files.makeFolder(beside, 0o700);
  for (const name of certificateFiles) {
    const from = `${folder}/certs/${name}`;
    const mode = await files.mode(from);
    if (mode !== undefined) await files.copy(from, `${beside}/${name}`, mode);
  }
  await files.rename(beside, aside);
}

/** Byte for byte; what was not there is taken away. */
async function putBack({ folder, state, known }: Remembered, { machine: { files } }: Session): Promise<void> {
  const aside = closedCertificates(state);
  const wasOpen = !known || known.open !== undefined;
  if (!wasOpen || !(await files.exists(aside))) return;
  for (const name of certificateFiles) {
    const [from, to] = [`${aside}/${name}`, `${folder}/certs/${name}`];
    const mode = await files.mode(from);
    if (mode === undefined) await files.remove(to);
    else await files.copy(from, to, mode);
  }
}
