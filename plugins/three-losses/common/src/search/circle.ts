type Point = readonly [eastM: number, northM: number];

/**
 * Square metres that a closed outline and a circle around the origin share; exact, in the plane: each edge adds the part of the circle that it and the origin span.
 * @param outline counter-clockwise, metres from the middle of the circle
 */
export function groundWithin(outline: readonly Point[], radiusM: number): number {
  if (radiusM <= 0) return 0;
  return Math.max(0, outline.slice(1).reduce((sum, to, index) => sum + spanned(outline[index] as Point, to, radiusM), 0));
}

function spanned(from: Point, to: Point, radius: number): number {
  const along: Point = [to[0] - from[0], to[1] - from[1]];
  const [a, b, c] = [dot(along, along), dot(from, along), dot(from, from) - radius ** 2];
  const discriminant = b ** 2 - a * c;
  if (a === 0) return 0;
  if (discriminant <= 0) return sector(from, to, radius);
  const [enters, leaves] = [(-b - Math.sqrt(discriminant)) / a, (-b + Math.sqrt(discriminant)) / a];
  if (leaves <= 0 || enters >= 1) return sector(from, to, radius);
  const at = (share: number): Point => [from[0] + share * along[0], from[1] + share * along[1]];
  const [first, last] = [at(Math.max(0, enters)), at(Math.min(1, leaves))];
  return sector(from, first, radius) + cross(first, last) / 2 + sector(last, to, radius);
}

/** Signed: turning right takes away. */
function sector(from: Point, to: Point, radius: number): number {
  return (radius ** 2 * Math.atan2(cross(from, to), dot(from, to))) / 2;
}

function dot(left: Point, right: Point): number {
  return left[0] * right[0] + left[1] * right[1];
}

function cross(left: Point, right: Point): number {
  return left[0] * right[1] - left[1] * right[0];
}
