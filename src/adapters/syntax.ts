/** Parsers: Babel for JavaScript, as the services themselves use it; tree-sitter for Elixir. */
import path from 'node:path';
import type * as Babel from '@babel/parser';
import type { Tree } from 'web-tree-sitter';
import type { Syntax, SyntaxError } from '../model/machine.ts';
import { findGrammar } from './installation.ts';

/** Parsers by the ending of a file's name; each is loaded when it is first asked, and then kept. */
export function makeSyntax(): Syntax {
  const elixir = once(loadElixir);
  const javascript = once(loadJavascript);
  return {
    firstError: async (file, text) => {
      switch (path.posix.extname(file)) {
        case '.ex':
        case '.exs':
          return (await elixir())(text);
        case '.js':
        case '.cjs':
        case '.mjs':
        case '.jsx':
          return (await javascript())(text, 'flow');
        case '.ts':
        case '.tsx':
          return (await javascript())(text, 'typescript');
        case '.json':
          return jsonError(text);
        default:
          return undefined;
      }
    },
  };
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => (loaded ??= load());
}

/** A byte order mark is no part of any language. */
const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);

async function loadElixir(): Promise<(text: string) => SyntaxError | undefined> {
  const { Parser, Language } = await import('web-tree-sitter');
  await Parser.init({ locateFile: () => findGrammar('web-tree-sitter') });
  const parser = new Parser();
  parser.setLanguage(await Language.load(findGrammar('tree-sitter-elixir')));
  return (text) => {
    const tree = parser.parse(withoutMark(text));
    try {
      return tree?.rootNode.hasError === true ? treeError(tree) : undefined;
    } finally {
      tree?.delete();
    }
  };
}

/** The first node that is wrong or missing, from the outside in. */
function treeError(tree: Tree): SyntaxError {
  let node = tree.rootNode;
  for (;;) {
    const next = node.children.find((child) => child.isError || child.isMissing || child.hasError);
    if (!next || node.isMissing) break;
    node = next;
    if (node.isError) break;
  }
  const { row, column } = node.startPosition;
  const message = node.isMissing ? `${node.type} is missing` : 'this is no Elixir';
  return { line: row + 1, column: column + 1, message };
}

type Dialect = 'flow' | 'typescript';

async function loadJavascript(): Promise<(text: string, dialect: Dialect) => SyntaxError | undefined> {
  const library: unknown = await import('@babel/parser');
  // The bundler gives a library in CommonJS as a default alone, Node and the tests give its names, too.
  const { parse } = (library as { default?: typeof Babel }).default ?? (library as typeof Babel);
  return (text, dialect) => {
    try {
      parse(withoutMark(text), {
        sourceType: 'unambiguous',
        allowReturnOutsideFunction: true,
        plugins: [dialect, 'jsx', 'decorators-legacy'],
      });
      return undefined;
    } catch (error) {
      const { loc, message } = error as { loc?: { line: number; column: number }; message: string };
      if (!loc) throw error;
      return { line: loc.line, column: loc.column + 1, message: message.replace(/ \(\d+:\d+\)$/, '') };
    }
  };
}

function jsonError(text: string): SyntaxError | undefined {
  try {
    JSON.parse(withoutMark(text));
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    const position = Number(/at position (\d+)/.exec(message)?.[1] ?? text.length);
    const above = text.slice(0, position).split('\n');
    return { line: above.length, column: (above.at(-1)?.length ?? 0) + 1, message };
  }
}
