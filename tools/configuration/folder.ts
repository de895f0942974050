import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { File } from './client.js';

/** What a configuration is made of; anything else in the folder is nobody's business: a README, git's own files. */
const OURS = /^(configuration|hours|plugins|schedules|roles|review-rules|import-profiles)\.yaml$|^(overlays|workflows|documents)\/[a-z0-9.-]+\.yaml$|^documents\/[a-z0-9.-]+\.docx$|^holidays\/\d{4}\.json$/;
const FOLDERS = ['', 'overlays', 'workflows', 'documents', 'holidays'];
/** Their content travels as base64. */
const BINARY = /\.docx$/;

/** The files of a configuration in a folder, by path. */
export function readFolder(folder: string): File[] {
  const paths = FOLDERS.flatMap((inner) => namesIn(path.join(folder, inner)).map((name) => (inner === '' ? name : `${inner}/${name}`)));
  return paths.filter((name) => OURS.test(name)).sort().map((name) => {
    const binary = BINARY.test(name);
    return { path: name, content: readFileSync(path.join(folder, name), binary ? 'base64' : 'utf8'), binary };
  });
}

/** Makes a folder hold exactly these files of a configuration; what else lies there stays. @returns what was written and what was taken away */
export function writeFolder(folder: string, files: readonly File[]): { readonly written: string[]; readonly removed: string[] } {
  const before = new Map((statSync(folder, { throwIfNoEntry: false }) === undefined ? [] : readFolder(folder)).map((file) => [file.path, file.content]));
  const written: string[] = [];
  for (const { path: name, content, binary } of files) {
    // A server says what is written, but not where.
    if (!OURS.test(name) || before.get(name) === content) continue;
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content, binary ? 'base64' : 'utf8');
    written.push(name);
  }
  const removed = [...before.keys()].filter((name) => !files.some((file) => file.path === name));
  for (const name of removed) rmSync(path.join(folder, name));
  return { written, removed };
}

function namesIn(folder: string): string[] {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(folder) : [];
}
