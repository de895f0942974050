import { describe, expect, it } from '@jest/globals';
import { withoutMetadata } from '@stationhouse/files';

const segment = (marker: number, content: Buffer | string): Buffer => {
  const bytes = Buffer.from(content as string, 'latin1');
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(bytes.length + 2, 2);
  return Buffer.concat([head, bytes]);
};
/** Exif in either order of bytes: which way up, and a place in a directory behind it. */
function exif(order: 'II' | 'MM', turned: number): Buffer {
  const facts = Buffer.alloc(40);
  const [u16, u32] = order === 'II' ? [facts.writeUInt16LE.bind(facts), facts.writeUInt32LE.bind(facts)] : [facts.writeUInt16BE.bind(facts), facts.writeUInt32BE.bind(facts)];
  facts.write(order, 'latin1');
  u16(42, 2);
  u32(8, 4);
  u16(2, 8);
  [[0x8825, 4, 1, 34], [0x0112, 3, 1, turned]].forEach(([tag = 0, type = 0, count = 0, value = 0], index) => {
    const at = 10 + index * 12;
    u16(tag, at);
    u16(type, at + 2);
    u32(count, at + 4);
    if (type === 3) u16(value, at + 8);
    else u32(value, at + 8);
  });
  return Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), facts, Buffer.from('GPS 31.2304 121.4737')]);
}
const [START, END] = [Buffer.from([0xff, 0xd8]), Buffer.from([0xff, 0xd9])];
const PICTURE = [segment(0xdb, 'quantised'), segment(0xc2, 'progressive'), segment(0xc4, 'huffman'), segment(0xda, 'scan'), Buffer.from([1, 0xff, 0, 2, 0xff, 0xd0, 3]), segment(0xc4, 'again'), segment(0xda, 'scan'), Buffer.from([4, 5])];
const JFIF = segment(0xe0, 'JFIF\0');
const jpeg = (...said: Buffer[]) => Buffer.concat([START, JFIF, ...said, ...PICTURE, END, Buffer.from('behind the end 121.4737')]);

const chunk = (kind: string, content: string): Buffer => {
  const bytes = Buffer.alloc(12 + content.length);
  bytes.writeUInt32BE(content.length);
  bytes.write(kind + content, 4, 'latin1');
  return bytes;
};
const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

describe('a picture without what is written beside it', () => {
  it('is the picture alone: no place, no remark, nothing behind its end', () => {
    const said = jpeg(segment(0xe1, exif('II', 1)), segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0<gps/>'), segment(0xe2, 'MPF\0'), segment(0xe2, 'ICC_PROFILE\0colours'), segment(0xed, 'Photoshop 3.0'), segment(0xee, 'Adobe'), segment(0xfe, 'taken at home'));
    expect(withoutMetadata(said, 'jpg')).toEqual(Buffer.concat([START, JFIF, segment(0xe2, 'ICC_PROFILE\0colours'), segment(0xee, 'Adobe'), ...PICTURE, END]));
    const png = Buffer.concat([SIGNATURE, chunk('IHDR', 'size'), chunk('eXIf', 'GPS'), chunk('tEXt', 'Author'), chunk('iTXt', 'XMP'), chunk('tIME', '2026'), chunk('gAMA', 'g'), chunk('IDAT', 'pixels'), chunk('IEND', ''), Buffer.from('behind')]);
    expect(withoutMetadata(png, 'png')).toEqual(Buffer.concat([SIGNATURE, chunk('IHDR', 'size'), chunk('gAMA', 'g'), chunk('IDAT', 'pixels'), chunk('IEND', '')]));
  });

  it.each(['II', 'MM'] as const)('keeps of Exif which way up it is held, in either order of bytes: %s', (order) => {
    const bare = withoutMetadata(jpeg(segment(0xe1, exif(order, 6))), 'jpg');
    expect(bare.toString('latin1')).not.toMatch(/GPS|121\.4737|behind/);
    // Read again it says the same, and no more.
    expect(withoutMetadata(bare, 'jpg')).toEqual(bare);
    const at = bare.indexOf('Exif');
    expect([bare.readUInt16BE(at + 14), bare.readUInt16BE(at + 16), bare.readUInt16BE(at + 24)]).toEqual([1, 0x0112, 6]);
  });

  it.each([
    ['a PNG that calls itself a JPG', SIGNATURE, 'jpg'], ['one cut off in a segment', jpeg().subarray(0, 30), 'jpg'], ['one without an end', Buffer.concat([START, JFIF, ...PICTURE]), 'jpg'],
    ['no segment where one should be', Buffer.concat([START, Buffer.from('nothing')]), 'jpg'], ['one cut off in a chunk', Buffer.concat([SIGNATURE, chunk('IHDR', 'size').subarray(0, 13)]), 'png'], ['another type', Buffer.from('GIF89a'), 'gif'],
  ])('refuses %s', (_what, bytes, type) => {
    expect(() => withoutMetadata(bytes, type)).toThrow(expect.objectContaining({ code: 'FILE_TYPE_REFUSED' }));
  });

  it('looks at whatever Exif says without believing it', () => {
    const lying = Buffer.from('Exif\0\0II*\0\xff\xff\xff\x7f', 'latin1');
    expect(withoutMetadata(jpeg(segment(0xe1, lying)), 'jpg')).toEqual(Buffer.concat([START, JFIF, ...PICTURE, END]));
  });
});
