import PizZip from 'pizzip';

export interface ConfigurationFile {
  readonly path: string;
  readonly content: string;
}

/** What the server takes at most, in characters; the packed file is never larger. */
const MOST = 800_000;

/** Why a file is no configuration. */
export class NoArchive extends Error {
  constructor(readonly why: 'broken' | 'large') {
    super(why);
  }
}

/** The files of a configuration in one .zip. */
export function packed(files: readonly ConfigurationFile[]): Blob {
  const zip = new PizZip();
  for (const { path, content } of files) zip.file(path, content);
  return zip.generate({ type: 'blob', compression: 'DEFLATE' });
}

/**
 * The files in a .zip; a folder around all of them is left away, and so is what an operating system adds.
 * @throws NoArchive
 */
export async function unpacked(file: Blob): Promise<ConfigurationFile[]> {
  if (file.size > MOST) throw new NoArchive('large');
  const zip = opened(await file.arrayBuffer());
  const entries = Object.values(zip.files).filter(({ dir, name }) => !dir && !name.startsWith('__MACOSX/') && !name.endsWith('.DS_Store'));
  const manifest = entries.map(({ name }) => name).filter((name) => name.endsWith('configuration.yaml')).sort((left, right) => left.length - right.length)[0];
  const around = manifest === undefined ? '' : manifest.slice(0, -'configuration.yaml'.length);
  const files: ConfigurationFile[] = [];
  let size = 0;
  for (const entry of entries) {
    const content = entry.asText();
    size += content.length;
    // One after the other: a bomb is let go before it is large.
    if (size > MOST) throw new NoArchive('large');
    files.push({ path: entry.name.startsWith(around) ? entry.name.slice(around.length) : entry.name, content });
  }
  return files;
}

function opened(bytes: ArrayBuffer): PizZip {
  try {
    return new PizZip(bytes);
  } catch (error) {
    if (error instanceof Error) throw new NoArchive('broken');
    throw error;
  }
}
