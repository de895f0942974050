import type { DXT } from 'docxtemplater';
import type PizZip from 'pizzip';

/** English metric units, in which Office measures: 914,400 an inch, so 360,000 a centimetre. */
const EMU_PER_CM = 360_000;
/** How large a picture is printed at most, in centimetres. */
export interface PrintedSize {
  readonly wide: number;
  readonly high: number;
}

/** A signature on paper: what a picture is unless the schema says otherwise. */
const SIGNATURE: PrintedSize = { high: 1.4, wide: 4 };
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/package/2006/relationships';

/**
 * Tags of pictures: `{%image}` prints a PNG, given as base64, in the line where it stands; nothing where there is none. Written by docxtemplater's
 * module interface, since its own picture module is not free.
 * @param sizes by the name of the tag
 */
export function imageModule(sizes: ReadonlyMap<string, PrintedSize> = new Map()): DXT.Module {
  let zip: PizZip | undefined;
  let count = 0;
  return {
    name: 'StationhouseImages',
    // The properties by a function: docxtemplater writes into an object it is given, for all tags the same.
    matchers: () => [['%', 'image', () => ({})]],
    set: (options: { zip?: PizZip }) => void (zip = options.zip ?? zip),
    render: (part, { scopeManager, filePath }) => {
      if (part.module !== 'image') return null;
      const value: unknown = scopeManager.getValue(part.value, { part });
      if (value === undefined || value === null || value === '') return { value: '', errors: [] };
      const bytes = Buffer.from(String(value), 'base64');
      const size = pngSize(bytes);
      // A paper without a signature that somebody gave would be another paper.
      if (zip === undefined || size === undefined) throw new Error('A picture in a document is a PNG, as base64.');
      count += 1;
      const name = `stationhouse-${count}.png`;
      zip.file(`word/media/${name}`, bytes);
      relate(zip, filePath, `rIdStationhouse${count}`, `media/${name}`);
      return { value: `</w:t>${drawing(count, `rIdStationhouse${count}`, size, sizes.get(part.value) ?? SIGNATURE)}<w:t xml:space="preserve">`, errors: [] };
    },
  };
}

/** Width and height in pixels; undefined for what is no PNG. */
export function pngSize(bytes: Buffer): { readonly wide: number; readonly high: number } | undefined {
  if (bytes.length < 33 || !bytes.subarray(0, 8).equals(PNG)) return undefined;
  const [wide, high] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  return wide > 0 && high > 0 ? { wide, high } : undefined;
}

/** Names the picture in the relations of the part, and the type of pictures in the package. */
function relate(zip: PizZip, part: string, id: string, target: string): void {
  const [, folder, file] = /^(.*\/)?([^/]+)$/.exec(part) ?? [];
  const relations = `${folder ?? ''}_rels/${file}.rels`;
  const before = zip.file(relations)?.asText() ?? `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="${RELATIONSHIPS}"></Relationships>`;
  const entry = `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="${target}"/>`;
  zip.file(relations, before.includes('</Relationships>') ? before.replace('</Relationships>', `${entry}</Relationships>`) : before.replace(/<Relationships([^>]*)\/>/, `<Relationships$1>${entry}</Relationships>`));
  const types = zip.file('[Content_Types].xml')?.asText() ?? '';
  if (!/Extension="png"/i.test(types)) zip.file('[Content_Types].xml', types.replace(/<Types([^>]*)>/, '<Types$1><Default Extension="png" ContentType="image/png"/>'));
}

function drawing(number: number, relation: string, { wide, high }: { readonly wide: number; readonly high: number }, most: PrintedSize): string {
  const scale = Math.min(most.wide / wide, most.high / high) * EMU_PER_CM;
  const extent = `cx="${Math.round(wide * scale)}" cy="${Math.round(high * scale)}"`;
  const pictures = 'http://schemas.openxmlformats.org/drawingml/2006';
  return `<w:drawing><wp:inline xmlns:wp="${pictures}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0"><wp:extent ${extent}/><wp:docPr id="${9_000 + number}" name="${number}"/><a:graphic xmlns:a="${pictures}/main"><a:graphicData uri="${pictures}/picture"><pic:pic xmlns:pic="${pictures}/picture"><pic:nvPicPr><pic:cNvPr id="${9_000 + number}" name="${number}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="${relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext ${extent}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>`;
}
