/** What a key means while a stack runs. Pure. */

/** What the next key is taken for. */
export type KeyMode = 'any' | 'restart' | 'filter' | 'open';

/** What a key asks for. */
export type KeyWish =
  | { readonly kind: 'none' }
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'quit' }
  /** Empty stands for all of them. */
  | { readonly kind: 'restart' | 'filter' | 'open'; readonly services: readonly string[] };

/** What each mode chooses from. */
export interface KeyChoice {
  readonly running: readonly string[];
  readonly withAddress: readonly string[];
}

const help = [
  'h  this help',
  'r  restart a service, with the settings as they are now',
  'f  show the lines of one service only',
  'o  open an address in the browser',
  'q  stop everything, as Ctrl-C does',
].join('\n');

const questions: Readonly<Record<Exclude<KeyMode, 'any'>, string>> = {
  restart: 'Restart which?',
  filter: 'Show the lines of which?',
  open: 'Open which?',
};

/** The keys that choose; as many as there are on a keyboard. */
const digits = '123456789';

/** The mode that the key leads to, and what is to be done. */
export function pressedKey(
  mode: KeyMode,
  key: string,
  choice: KeyChoice,
): { readonly mode: KeyMode; readonly wish: KeyWish } {
  if (mode !== 'any') return { mode: 'any', wish: chosen(mode, key, listFor(mode, choice)) };
  switch (key) {
    case 'h':
    case '?':
      return { mode, wish: { kind: 'say', text: help } };
    case 'r':
      return ask('restart', choice);
    case 'f':
      return ask('filter', choice);
    case 'o':
      return ask('open', choice);
    case 'q':
      return { mode, wish: { kind: 'quit' } };
    // People part what they have read from what comes.
    case '\r':
      return { mode, wish: { kind: 'say', text: '' } };
    default:
      return { mode, wish: { kind: 'none' } };
  }
}

function ask(mode: Exclude<KeyMode, 'any'>, choice: KeyChoice): { mode: KeyMode; wish: KeyWish } {
  const services = listFor(mode, choice);
  if (services.length === 0) return { mode: 'any', wish: { kind: 'say', text: 'There is none.' } };
  const numbered = services.map((name, index) => `${digits[index] ?? ''} ${name}`);
  const all = mode === 'open' ? [] : ['a all'];
  return { mode, wish: { kind: 'say', text: [questions[mode], ...numbered, ...all, 'Esc none'].join('  ') } };
}

const listFor = (mode: Exclude<KeyMode, 'any'>, { running, withAddress }: KeyChoice): readonly string[] =>
  (mode === 'open' ? withAddress : running).slice(0, digits.length);

function chosen(mode: Exclude<KeyMode, 'any'>, key: string, services: readonly string[]): KeyWish {
  if (key === 'a' && mode !== 'open') return { kind: mode, services: [] };
  const service = key.length === 1 && digits.includes(key) ? services[digits.indexOf(key)] : undefined;
  return service === undefined ? { kind: 'say', text: 'Nothing done.' } : { kind: mode, services: [service] };
}
