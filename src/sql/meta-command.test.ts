import { describe, expect, it } from 'vitest';
import { readMetaCommand } from './meta-command.ts';

const queriesOf = (line: string): string => {
  const command = readMetaCommand(line);
  return command.kind === 'queries' ? command.queries.join('\n') : '';
};

describe('a command with a backslash', () => {
  it('means a name as it stands, and anything by *', () => {
    expect(queriesOf('\\dt ret0.*')).toContain(`c.relname like '%' and n.nspname like 'ret0'`);
    expect(queriesOf('\\d app_configs')).toContain(String.raw`c.relname like 'app\_configs' and pg_table_is_visible`);
    expect(queriesOf("\\d o'hara")).toContain("'o''hara'");
  });

  it('ends, helps, or says that it is not known', () => {
    expect(readMetaCommand('\\q')).toEqual({ kind: 'quit' });
    expect(readMetaCommand('\\?')).toMatchObject({ kind: 'text', text: expect.stringContaining('\\dt') as string });
    expect(readMetaCommand('\\copy x')).toEqual({
      kind: 'text',
      text: 'There is no \\copy here. \\? shows what there is.',
    });
  });
});
