/** A point of a site that has a name. Degrees, WGS-84. */
export interface NamedPoint {
  readonly name: string;
  readonly longitude?: number | undefined;
  readonly latitude?: number | undefined;
}

/** What a pack fills in of a site. */
export interface SiteFacts {
  readonly name: string;
  readonly gates: readonly NamedPoint[];
  readonly broadcast: string | null;
  readonly visitorCentre: string | null;
  readonly waters: readonly { readonly name: string }[];
  readonly dangers: readonly (NamedPoint & { readonly kind: string })[];
}

/** The site of a plan that is offered before anybody has chosen one: an invented one. */
export const EXAMPLE_SITE: SiteFacts = {
  name: '示范景区', broadcast: '广播室', visitorCentre: '游客中心',
  gates: [{ name: '南门' }, { name: '北门' }],
  waters: [{ name: '示范湖' }],
  dangers: [{ name: '钟楼', kind: 'height' }],
};

/** The places a scenario names: those of the site as far as it has them, else such as every site has. */
export function placesOf({ name, gates, broadcast, visitorCentre, waters, dangers }: SiteFacts) {
  const heights = dangers.filter(({ kind }) => kind === 'height');
  const [gate, other] = [gates[0] ?? { name: '正门' }, gates[1] ?? gates[0] ?? { name: '侧门' }];
  return {
    site: name,
    tower: heights[0] ?? { name: `${name}塔楼` },
    gate, other,
    centre: visitorCentre ?? '游客中心',
    broadcast: broadcast ?? '广播室',
    water: waters[0]?.name ?? '水边',
  };
}

export type Places = ReturnType<typeof placesOf>;

/** The place of a point, as a form of a search takes it. */
export function pointOf({ longitude, latitude }: NamedPoint): { readonly point?: { readonly longitude: number; readonly latitude: number } } {
  return longitude === undefined || latitude === undefined ? {} : { point: { longitude, latitude } };
}
