import PizZip from 'pizzip';
import { buffer } from 'node:stream/consumers';
import yauzl from 'yauzl';
import { fileProblem, UnreadableTemplate, type TemplateProblem } from './problems.js';

/** The parts of a Word file by their path: `word/document.xml`. */
export type Parts = ReadonlyMap<string, Buffer>;

/** The largest template, in bytes: a page with a seal and a letterhead is far below. */
export const MOST_TEMPLATE_BYTES = 5 * 1024 * 1024;
/** What it may unpack to, and in how many parts. */
const MOST_UNPACKED = 40 * 1024 * 1024;
const MOST_PARTS = 500;

export const MAIN_PART = 'word/document.xml';
const CONTENT_TYPES = '[Content_Types].xml';
const WORD_DOCUMENT = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
/** Every part is of this moment, so that the same content is the same bytes. */
const ALWAYS = new Date(2000, 0, 1);

/**
 * Unpacks a Word file. No more is unpacked than the limits allow, whatever the archive says of itself.
 * @throws UnreadableTemplate
 */
export async function unpack(bytes: Buffer): Promise<Parts> {
  if (bytes.length > MOST_TEMPLATE_BYTES) throw new UnreadableTemplate(tooLarge());
  if (bytes.subarray(0, 8).toString('hex') === 'd0cf11e0a1b11ae1') throw new UnreadableTemplate(fileProblem('oldWord', '这是旧版 Word 文件（.doc）或加了密码的文件。请在 Word 中去掉密码，另存为“Word 文档 (*.docx)”后上传。', 'This is an old Word file (.doc), or one with a password. Take the password off in Word and save it as “Word document (*.docx)”.'));
  const parts = await readArchive(bytes);
  const types = parts.get(CONTENT_TYPES)?.toString('utf8') ?? '';
  if (/macroEnabled/i.test(types)) throw new UnreadableTemplate(fileProblem('macros', '文件带有宏（.docm）。请在 Word 中另存为不含宏的“Word 文档 (*.docx)”后上传。', 'The file carries macros (.docm). Save it in Word as “Word document (*.docx)”, without macros.'));
  if (!parts.has(MAIN_PART) || !types.includes(WORD_DOCUMENT)) throw new UnreadableTemplate(notWord());
  for (const [name, part] of parts) if (/\.(xml|rels)$/.test(name) && /<!(DOCTYPE|ENTITY)/i.test(part.toString('utf8'))) throw new UnreadableTemplate(notWord());
  return parts;
}

/** Packs parts as a Word file; the same parts give the same bytes. */
export function pack(parts: Parts): PizZip {
  const zip = new PizZip();
  // Readers know by the first part what the file is.
  const names = [...parts.keys()].sort((one, other) => Number(other === CONTENT_TYPES) - Number(one === CONTENT_TYPES));
  for (const name of names) zip.file(name, parts.get(name) ?? Buffer.alloc(0), { date: ALWAYS, createFolders: false });
  return zip;
}

/** The bytes of a packed file, with every part of the same moment. */
export function bytesOf(zip: PizZip): Buffer {
  for (const file of Object.values(zip.files)) file.date = ALWAYS;
  return zip.generate({ type: 'nodebuffer', compression: 'DEFLATE', platform: 'UNIX' });
}

async function readArchive(bytes: Buffer): Promise<Parts> {
  let archive: yauzl.ZipFile;
  try {
    archive = await new Promise((resolve, reject) => yauzl.fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: true }, (error, file) => (error === null ? resolve(file) : reject(error))));
  } catch {
    throw new UnreadableTemplate(notWord());
  }
  const parts = new Map<string, Buffer>();
  let left = MOST_UNPACKED;
  try {
    for (let entry = await nextEntry(archive); entry !== undefined; entry = await nextEntry(archive)) {
      if (entry.fileName.endsWith('/')) continue;
      left -= entry.uncompressedSize;
      if (left < 0 || parts.size >= MOST_PARTS) throw new UnreadableTemplate(tooLarge());
      if (entry.isEncrypted() || parts.has(entry.fileName)) throw new UnreadableTemplate(notWord());
      // More bytes than the entry announced end the stream: sizes hold.
      parts.set(entry.fileName, await buffer(await openEntry(archive, entry)));
    }
  } catch (error) {
    if (error instanceof UnreadableTemplate) throw error;
    throw new UnreadableTemplate(notWord());
  } finally {
    archive.close();
  }
  return parts;
}

function nextEntry(archive: yauzl.ZipFile): Promise<yauzl.Entry | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (work: () => void) => () => {
      archive.removeAllListeners('entry').removeAllListeners('end').removeAllListeners('error');
      work();
    };
    archive.once('entry', (entry: yauzl.Entry) => settle(() => resolve(entry))());
    archive.once('end', settle(() => resolve(undefined)));
    archive.once('error', (error: Error) => settle(() => reject(error))());
    archive.readEntry();
  });
}

function openEntry(archive: yauzl.ZipFile, entry: yauzl.Entry): Promise<NodeJS.ReadableStream> {
  return new Promise((resolve, reject) => archive.openReadStream(entry, (error, stream) => (error === null ? resolve(stream) : reject(error))));
}

function notWord(): TemplateProblem {
  return fileProblem('notWord', '文件不是可用的 Word 文档，或已损坏。请用 Word 或 WPS 打开，另存为“Word 文档 (*.docx)”后上传。', 'The file is no Word document, or is damaged. Open it in Word or WPS and save it as “Word document (*.docx)”.');
}

function tooLarge(): TemplateProblem {
  const megabytes = MOST_TEMPLATE_BYTES / 1024 / 1024;
  return fileProblem('tooLarge', `文件过大：模板不超过 ${megabytes} MB，展开后不超过 ${MOST_UNPACKED / 1024 / 1024} MB。请压缩或删去图片后上传。`, `The file is too large: a template has ${megabytes} MB at most, ${MOST_UNPACKED / 1024 / 1024} MB unpacked. Compress or remove pictures.`);
}
