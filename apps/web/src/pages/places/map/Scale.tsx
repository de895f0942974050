import { FILLS } from './cells.js';

/** What the fills of a map mean, from little to much. */
export function Scale({ least, most }: { least: string; most: string }) {
  return <div className="places-scale sh-small sh-sub"><span>{least}</span>{FILLS.slice(1).map((fill) => <i key={fill} style={{ background: fill }} aria-hidden="true" />)}<span>{most}</span></div>;
}
