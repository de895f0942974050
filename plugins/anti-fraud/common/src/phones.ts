/** A mobile or a line number, as people print it. */
const PHONE = /(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d(?:[- ]?\d{4}){2}|0\d{2,3}[- ]?\d{7,8})(?!\d)/;
/** Between a name and its number stand a few words at most: “张伟 社区民警 电话：”. */
const NEAR = 20;

/**
 * The telephone number that is printed behind somebody's name on a contact board.
 * @returns undefined where the name does not stand there, or another name's number is nearer
 */
export function phoneBeside(printed: string, name: string): string | undefined {
  const words = printed.normalize('NFKC');
  const at = words.indexOf(name.normalize('NFKC'));
  if (name.trim() === '' || at < 0) return undefined;
  const behind = words.slice(at + name.normalize('NFKC').length);
  const found = PHONE.exec(behind);
  return found === null || found.index > NEAR || /[\n;；]/.test(behind.slice(0, found.index)) ? undefined : found[1];
}
