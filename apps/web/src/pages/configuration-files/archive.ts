import PizZip from 'pizzip';

export interface ConfigurationFile {
  readonly path: string;
  /** Text; of a Word file its bytes in base64. */
  readonly content: string;
  readonly binary: boolean;
}

/** What the server takes at most: of text, and of Word files in base64; the packed file is never larger than both. */
const MOST_TEXT = 800_000;
const MOST_BINARY = 3_000_000;
const BINARY = /\.docx$/i;

/** Why a file is no configuration. */
export class NoArchive extends Error {
  constructor(readonly why: 'broken' | 'large') {
    super(why);
  }
}

/** The files of a configuration in one .zip. */
export function packed(files: readonly ConfigurationFile[]): Blob {
  const zip = new PizZip();
  for (const { path, content, binary } of files) zip.file(path, content, binary ? { base64: true } : {});
  return zip.generate({ type: 'blob', compression: 'DEFLATE' });
}

/**
 * The files in a .zip; a folder around all of them is left away, and so is what an operating system adds.
 * @throws NoArchive
 */
export async function unpacked(file: Blob): Promise<ConfigurationFile[]> {
  if (file.size > MOST_TEXT + MOST_BINARY) throw new NoArchive('large');
  return filesOf(Object.values(opened(await file.arrayBuffer()).files).filter(({ dir }) => !dir).map((entry) => ({ path: entry.name, text: () => entry.asText(), bytes: () => entry.asUint8Array() })));
}

/** The files of a chosen folder. @throws NoArchive */
export async function fromFolder(list: readonly File[]): Promise<ConfigurationFile[]> {
  if (list.reduce((sum, { size }) => sum + size, 0) > MOST_TEXT + MOST_BINARY) throw new NoArchive('large');
  const read = await Promise.all(list.map(async (file) => ({ path: file.webkitRelativePath || file.name, content: new Uint8Array(await file.arrayBuffer()) })));
  return filesOf(read.map(({ path, content }) => ({ path, text: () => new TextDecoder().decode(content), bytes: () => content })));
}

interface Entry {
  readonly path: string;
  readonly text: () => string;
  readonly bytes: () => Uint8Array;
}

function filesOf(all: readonly Entry[]): ConfigurationFile[] {
  const entries = all.filter(({ path }) => !path.startsWith('__MACOSX/') && !path.split('/').some((part) => part.startsWith('.')) && !/(^|\/)README\.md$/.test(path));
  const manifest = entries.map(({ path }) => path).filter((path) => path.endsWith('configuration.yaml')).sort((left, right) => left.length - right.length)[0];
  const around = manifest === undefined ? '' : manifest.slice(0, -'configuration.yaml'.length);
  const files: ConfigurationFile[] = [];
  const size = { text: 0, binary: 0 };
  for (const { path: whole, text, bytes } of entries) {
    const path = whole.startsWith(around) ? whole.slice(around.length) : whole;
    const binary = BINARY.test(path);
    const content = binary ? base64(bytes()) : text();
    size[binary ? 'binary' : 'text'] += content.length;
    // One after the other: a bomb is let go before it is large.
    if (size.text > MOST_TEXT || size.binary > MOST_BINARY) throw new NoArchive('large');
    files.push({ path, content, binary });
  }
  return files;
}

function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x8000) parts.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return btoa(parts.join(''));
}

function opened(bytes: ArrayBuffer): PizZip {
  try {
    return new PizZip(bytes);
  } catch (error) {
    if (error instanceof Error) throw new NoArchive('broken');
    throw error;
  }
}
