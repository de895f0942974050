import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { create } from 'tar';
import type { Home } from '../embedded/home.js';

/** What lies in a data folder and is no part of a backup: the cluster (copied its own way), what is remade, older copies. */
const LEFT_OUT = [/^postgres$/, /^postgres\.log$/, /^initdb-password$/, /^programs-/, /^start\.lock$/, /^backups$/, /^replaced-/, /^restoring-/];

/** The passwords of the cluster's roles, in the home; they must match what the cluster itself stores. */
const PASSWORDS = 'secrets.json';

/**
 * What a backup carries beside the cluster, by part: the passwords from the home, and files, keys and sealed audit
 * heads from the data folder. Root's home may lie elsewhere than the folder; a backup restores either way round.
 */
export function keptParts(home: Home, folder: string): Record<string, { readonly place: string; readonly names: readonly string[] }> {
  return {
    'passwords.tar.gz': { place: home.folder, names: [PASSWORDS].filter((name) => existsSync(path.join(home.folder, name))) },
    'folder.tar.gz': { place: folder, names: keptNames(folder).filter((name) => name !== PASSWORDS) },
  };
}

/** Everything of a folder that a backup carries beside the cluster. */
export function keptNames(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => !LEFT_OUT.some((pattern) => pattern.test(name))) : [];
}

/** Named content of a folder as a tar stream. */
export function packed(place: string, names: readonly string[]): Readable {
  return Readable.from(create({ cwd: place, portable: true }, [...names]));
}
