import { describe, expect, it } from 'vitest';
import {
  defaultVersion,
  isOlder,
  platformsOf,
  postgresMajorFor,
  releaseOf,
  wholeVersion,
} from './postgrest-releases.ts';

const nameOf = (version: string, platform: string): string | undefined =>
  releaseOf(version, platform)?.url.replace(/.*\/postgrest-v[\d.]+-/, '');

describe('the archive of a release', () => {
  it.each([
    ['8.0.0', 'linux-x64', 'linux-x64-static.tar.xz'],
    ['9.0.0', 'linux-x64', 'linux-static-x64.tar.xz'],
    ['9.0.0', 'linux-arm64', undefined],
    ['9.0.1', 'linux-arm64', 'ubuntu-aarch64.tar.xz'],
    ['9.0.1', 'darwin-arm64', 'macos-x64.tar.xz'],
    ['12.2.3', 'linux-x64', 'linux-static-x64.tar.xz'],
    ['12.2.3', 'win32-x64', 'windows-x64.zip'],
    ['12.2.4', 'linux-x64', 'linux-static-x86-64.tar.xz'],
    ['12.2.12', 'darwin-x64', undefined],
    ['12.2.12', 'darwin-arm64', 'macos-aarch64.tar.xz'],
    ['12.2.12', 'win32-x64', 'windows-x86-64.zip'],
    ['13.0.0', 'darwin-x64', 'macos-x86-64.tar.xz'],
    ['14.1', 'darwin-x64', 'macos-x86-64.tar.xz'],
    ['14.2', 'darwin-x64', undefined],
    ['14.10', 'darwin-x64', undefined],
    ['14.11', 'darwin-x64', 'macos-x86-64.tar.xz'],
    ['14.17', 'linux-arm64', 'ubuntu-aarch64.tar.xz'],
    ['16.2', 'linux-arm64', 'linux-static-aarch64.tar.xz'],
    ['16.2', 'linux-x64', 'linux-static-x86-64.tar.xz'],
    ['16.2', 'win32-arm64', undefined],
  ])('%s for %s is named %s', (version, platform, name) => {
    expect(nameOf(version, platform)).toBe(name);
  });

  it('stands below the tag, and holds a program named for its system', () => {
    expect(releaseOf('9.0.1', 'linux-x64')).toMatchObject({
      url: 'https://github.com/PostgREST/postgrest/releases/download/v9.0.1/postgrest-v9.0.1-linux-static-x64.tar.xz',
      archive: 'tar.xz',
      program: 'postgrest',
    });
    expect(releaseOf('16.2', 'win32-x64')).toMatchObject({ archive: 'zip', program: 'postgrest.exe' });
    expect(releaseOf('12.0.2', 'win32-x64')?.sha256).toMatch(/^10a28acc/);
  });

  it('is there for the default version on every platform', () => {
    expect(platformsOf(defaultVersion)).toEqual([
      'darwin-arm64',
      'darwin-x64',
      'linux-arm64',
      'linux-x64',
      'win32-x64',
    ]);
  });
});

describe('a version', () => {
  it.each([
    ['9', '9.0.1'],
    ['9.0.0', '9.0.0'],
    ['12', '12.2.12'],
    ['12.0', '12.0.3'],
    ['14', '14.17'],
    ['14.2', '14.2'],
    ['16', '16.2'],
    ['15', undefined],
    ['1', undefined],
  ])('%s means %s', (given, whole) => {
    expect(wholeVersion(given)).toBe(whole);
  });

  it('is compared by numbers, not by letters', () => {
    expect(isOlder('9.0.1', '10.1')).toBe(true);
    expect(isOlder('14.10', '14.2')).toBe(false);
    expect(isOlder('16', '16.0')).toBe(false);
  });

  it('before 10.1 gets Postgres 14, where its UPSERT works', () => {
    expect(['9.0.1', '10.0.0', '10.1.0', '16.2'].map(postgresMajorFor)).toEqual(['14', '14', '15', '15']);
  });
});
