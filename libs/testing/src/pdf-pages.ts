import { inflateSync } from 'node:zlib';

/** What can be read in a PDF of pdfkit's, page by page: the signs that its pages draw, by the tables that its fonts bring for readers. */
export function pdfPages(pdf: Buffer): string[] {
  const objects = new Map<number, { readonly head: string; readonly stream: string }>();
  const raw = pdf.toString('latin1');
  for (const [, number, body = ''] of raw.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const at = body.indexOf('stream\n');
    const bytes = at < 0 ? undefined : Buffer.from(body.slice(at + 7, body.lastIndexOf('\nendstream')), 'latin1');
    objects.set(Number(number), { head: at < 0 ? body : body.slice(0, at), stream: bytes === undefined ? '' : (body.includes('FlateDecode') ? inflateSync(bytes) : bytes).toString('latin1') });
  }
  const fonts = new Map<string, ReadonlyMap<string, string>>();
  const pages = [...objects.values()].filter(({ head }) => /\/Type \/Page\n/.test(head));
  const all = [...objects.values()].map(({ head }) => head).join('\n');
  for (const [, name = '', number] of all.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const table = /\/ToUnicode (\d+) 0 R/.exec(objects.get(Number(number))?.head ?? '')?.[1];
    fonts.set(name, unicodes(objects.get(Number(table))?.stream ?? ''));
  }
  return pages.map(({ head }) => drawn(objects.get(Number(/\/Contents (\d+) 0 R/.exec(head)?.[1]))?.stream ?? '', fonts));
}

function unicodes(table: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, from = '', list = ''] of table.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/gi)) {
    [...list.matchAll(/<([0-9a-f ]+)>/gi)].forEach(([, sign = ''], index) => found.set((Number.parseInt(from, 16) + index).toString(16).padStart(4, '0'), Buffer.from(sign.replaceAll(' ', ''), 'hex').swap16().toString('utf16le')));
  }
  return found;
}

function drawn(content: string, fonts: ReadonlyMap<string, ReadonlyMap<string, string>>): string {
  let font = '';
  let words = '';
  for (const [, name, shown] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    font = name ?? font;
    for (const [, codes = ''] of (shown ?? '').matchAll(/<([0-9a-f]+)>/gi)) for (const [code] of codes.matchAll(/.{4}/g)) words += fonts.get(font)?.get(code.toLowerCase()) ?? '\ufffd';
  }
  return words;
}
