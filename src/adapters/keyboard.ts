/** The keys of a terminal, one by one, while nothing else reads them. */
import { readFile } from 'node:fs/promises';
import type { Keyboard } from '../model/machine.ts';

/** What the terminal itself would have made of these keys. */
const signals: Readonly<Record<string, NodeJS.Signals>> = {
  '\u0003': 'SIGINT',
  '\u001c': 'SIGQUIT',
  '\u001a': 'SIGTSTP',
};

/** The keyboard, where there is a terminal to take keys from. */
export const makeKeyboard = (): Keyboard => ({
  listen: async (onKey, signal) => {
    const { stdin } = process;
    if (!stdin.isTTY || !(await isInForeground()) || signal.aborted) return;
    const take = (keys: Buffer): void => {
      const text = keys.toString();
      const meant = signals[text];
      if (meant === undefined) onKey(text);
      else send(meant);
    };
    // After a pause in the background the terminal is as the shell left it.
    const raw = (): void => void stdin.setRawMode(true);
    raw();
    stdin.on('data', take);
    process.on('SIGCONT', raw);
    signal.addEventListener('abort', () => {
      process.off('SIGCONT', raw);
      stdin.off('data', take).setRawMode(false);
      stdin.pause();
    });
  },
  lines: readLines,
});

/** Ctrl-C throws the line away, Ctrl-D ends. */
async function* readLines(prompt: () => string, signal: AbortSignal): AsyncGenerator<string> {
  const { createInterface } = await import('node:readline');
  const { stdin, stderr } = process;
  const editor = createInterface({ input: stdin, ...(stdin.isTTY ? { output: stderr, terminal: true } : {}), signal });
  const ask = (): void => {
    if (!stdin.isTTY) return;
    editor.setPrompt(prompt());
    editor.prompt();
  };
  editor.on('SIGINT', () => {
    editor.write(null, { ctrl: true, name: 'e' });
    editor.write(null, { ctrl: true, name: 'u' });
  });
  ask();
  for await (const line of editor) {
    yield line;
    ask();
  }
}

function send(signal: NodeJS.Signals): void {
  if (signal === 'SIGTSTP') process.stdin.setRawMode(false);
  process.kill(process.pid, signal);
}

/** A job in the background that touched the terminal would be stopped for it. Elsewhere than on Linux nobody tells. */
async function isInForeground(): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const stat = await readFile('/proc/self/stat', 'latin1').catch(() => '');
  // After the name: state, parent, group, session, terminal, group in the terminal's foreground.
  const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return group === foreground;
}
