/** What begins with a backslash at the prompt of `metaton db psql`, as in psql. */

/** What is meant: queries, a text to show, or the end. */
export type MetaCommand =
  | { readonly kind: 'queries'; readonly queries: readonly string[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'quit' };

const help = `\\d            tables, views and sequences
\\d NAME       columns and indexes of a table
\\dt [NAME]    tables, those of all schemas by \\dt *.*
\\dn           schemas
\\du           roles
\\l            databases
\\q            leave; so does Ctrl-D
SQL ends with a semicolon and may go over several lines.`;

/** Reads one line that begins with a backslash. */
export function readMetaCommand(line: string): MetaCommand {
  const [command = '', name] = line.trim().split(/\s+/);
  switch (command.replace(/\+$/, '')) {
    case '\\q':
      return { kind: 'quit' };
    case '\\?':
    case '\\h':
    case '\\help':
      return { kind: 'text', text: help };
    case '\\l':
      return queries(databases);
    case '\\dt':
      return queries(relations("'r','p'", name));
    case '\\dv':
      return queries(relations("'v','m'", name));
    case '\\dn':
      return queries(schemas);
    case '\\du':
      return queries(roles);
    case '\\d':
      return name === undefined ? queries(relations("'r','p','v','m','S'", undefined)) : queries(...describe(name));
    default:
      return { kind: 'text', text: `There is no ${command} here. \\? shows what there is.` };
  }
}

const queries = (...all: readonly string[]): MetaCommand => ({ kind: 'queries', queries: all });

const databases = `select datname as "Name", pg_get_userbyid(datdba) as "Owner",
  pg_encoding_to_char(encoding) as "Encoding", pg_size_pretty(pg_database_size(datname)) as "Size"
from pg_database where datallowconn order by 1`;

const schemas = `select nspname as "Name", pg_get_userbyid(nspowner) as "Owner" from pg_namespace
where nspname !~ '^pg_' and nspname <> 'information_schema' order by 1`;

const roles = `select rolname as "Role", rolsuper as "Superuser", rolcreaterole as "Create role",
  rolcreatedb as "Create DB", rolcanlogin as "Login",
  array(select b.rolname from pg_auth_members m join pg_roles b on m.roleid = b.oid where m.member = r.oid) as "Member of"
from pg_roles r where rolname !~ '^pg_' order by 1`;

const kinds = `case c.relkind when 'r' then 'table' when 'p' then 'table' when 'v' then 'view'
  when 'm' then 'materialized view' when 'S' then 'sequence' end`;

/** Without a name, what can be named without its schema. */
const relations = (relkinds: string, name: string | undefined): string => `select n.nspname as "Schema",
  c.relname as "Name", ${kinds} as "Type", pg_get_userbyid(c.relowner) as "Owner"
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in (${relkinds}) and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and ${name === undefined ? 'pg_table_is_visible(c.oid)' : matches(name)}
order by 1, 2`;

const describe = (name: string): readonly string[] => [
  `select ${name.includes('*') ? `c.relname as "Table", ` : ''}a.attname as "Column",
  format_type(a.atttypid, a.atttypmod) as "Type",
  case when a.attnotnull then 'not null' else '' end as "Nullable", pg_get_expr(d.adbin, d.adrelid) as "Default"
from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attnum > 0 and not a.attisdropped and c.relkind in ('r','p','v','m','S','f') and ${matches(name)}
order by n.nspname, c.relname, a.attnum`,
  `select pg_get_indexdef(i.indexrelid) as "Indexes"
from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
where ${matches(name)} order by 1`,
];

/** A name with or without its schema; `*` stands for anything. */
function matches(name: string): string {
  const [last = '', schema] = name.split('.').reverse();
  const relation = `c.relname like ${pattern(last)}`;
  return schema === undefined
    ? `${relation} and pg_table_is_visible(c.oid)`
    : `${relation} and n.nspname like ${pattern(schema)}`;
}

/** As a text of SQL: what is no `*` is meant as it stands. */
const pattern = (name: string): string =>
  `'${name
    .replaceAll("'", "''")
    .replace(/[\\%_]/g, String.raw`\$&`)
    .replaceAll('*', '%')}'`;
