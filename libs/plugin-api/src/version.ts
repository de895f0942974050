type Version = readonly [major: number, minor: number, patch: number];

/** True for `1.2.3`. */
export function isVersion(value: string): boolean {
  return parse(value) !== undefined;
}

/** True when a version lies in a caret range: `^1.2.0` takes 1.2.0 and everything newer below 2.0.0. */
export function inRange(version: string, range: string): boolean {
  const [have, floor] = [parse(version), parse(range.replace(/^\^/, ''))];
  if (have === undefined || floor === undefined || !range.startsWith('^')) return false;
  return have[0] === floor[0] && (have[1] > floor[1] || (have[1] === floor[1] && have[2] >= floor[2]));
}

function parse(value: string): Version | undefined {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)$/.exec(value) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}
