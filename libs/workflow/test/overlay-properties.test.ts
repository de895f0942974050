import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { durationMilliseconds } from '@stationhouse/kernel';
import { applySettings, compile, composeOverlays, effectiveVersion, NO_SETTINGS, parseOverlay, settingsOf, validateLayers, writeOverlay, type Definition, type Layer, type Settings } from '@stationhouse/workflow';
import { BASE, TEMPLATE } from './overlay-base.js';
import { overlays } from './random-overlay.js';

const size = (value: unknown) => (typeof value === 'number' ? value : durationMilliseconds(String(value)));
const settings = overlays.map(settingsOf);

/** Bounds and locks below never leave more room than above. */
function narrower(below: Definition, above: Definition): void {
  for (const [name, parameter] of Object.entries(above.parameters ?? {})) {
    const now = below.parameters?.[name];
    if (parameter.locked === true) expect(now?.locked).toBe(true);
    if (parameter.max !== undefined && !String(parameter.max).startsWith('$')) expect(size(now?.max)).toBeLessThanOrEqual(size(parameter.max));
    if (parameter.min !== undefined && !String(parameter.min).startsWith('$')) expect(size(now?.min)).toBeGreaterThanOrEqual(size(parameter.min));
  }
}

const lastOf = (list: Settings, place: string) => list.find((setting) => setting.place === place)?.value;

describe('composition of overlays', () => {
  it('is associative, and an empty overlay changes nothing', () => {
    fc.assert(
      fc.property(settings, settings, settings, (a, b, c) => {
        expect(composeOverlays(composeOverlays(a, b), c)).toEqual(composeOverlays(a, composeOverlays(b, c)));
        expect(composeOverlays(NO_SETTINGS, a)).toEqual(a);
        expect(composeOverlays(a, NO_SETTINGS)).toEqual(a);
      }),
      { numRuns: 500 },
    );
  });

  it('widens no bound, loses no lock, and keeps what was locked above', () => {
    fc.assert(
      fc.property(settings, settings, (upper, lower) => {
        const both = composeOverlays(upper, lower);
        for (const { kind, place, part, value } of [...upper, ...lower]) {
          const now = lastOf(both, place);
          if (kind === 'lock') expect(now).toBe(true);
          if (kind === 'bound' && part === 'max') expect(size(now)).toBeLessThanOrEqual(size(value));
          if (kind === 'bound' && part === 'min') expect(size(now)).toBeGreaterThanOrEqual(size(value));
        }
        for (const { kind, place } of upper) if (kind === 'lock') expect(lastOf(both, place.slice(0, -'.locked'.length))).toBe(lastOf(upper, place.slice(0, -'.locked'.length)));
      }),
      { numRuns: 500 },
    );
  });

  it('an accepted chain compiles, lies within every bound above it, and says who changed what', () => {
    let accepted = 0;
    fc.assert(
      fc.property(overlays, overlays, (first, second) => {
        const layers: Layer[] = [{ overlay: { ...first, overlay: 'bureau' } }, { overlay: { ...second, overlay: 'station' } }];
        if (validateLayers(TEMPLATE, layers).length > 0) return;
        accepted += 1;
        const version = effectiveVersion(TEMPLATE, layers);
        expect(compile(version.definition).hash).toBe(version.hash);
        const bureau = applySettings(BASE, settingsOf(first)).definition;
        narrower(bureau, BASE);
        narrower(version.definition, bureau);
        for (const [name, parameter] of Object.entries(version.definition.parameters ?? {})) {
          const [min, max] = [parameter.min, parameter.max].map((bound) => (typeof bound === 'string' && bound.startsWith('$') ? version.definition.parameters?.[bound.slice(1)]?.default : bound));
          if (max !== undefined) expect(size(parameter.default)).toBeLessThanOrEqual(size(max));
          if (min !== undefined) expect(size(parameter.default)).toBeGreaterThanOrEqual(size(min));
          if (bureau.parameters?.[name]?.locked === true) expect(parameter.default).toBe(bureau.parameters[name]?.default);
        }
        const said = new Set(version.provenance.map(({ place }) => place));
        for (const setting of [...settingsOf(first), ...settingsOf(second)]) expect(said).toContain(setting.place);
      }),
      { numRuns: 150 },
    );
    expect(accepted).toBeGreaterThan(15);
  });

  it('is written as one text that reads back as the same', () => {
    fc.assert(
      fc.property(overlays, (overlay) => {
        const written = writeOverlay(overlay);
        const { overlay: read } = parseOverlay(written, 'o.yaml');
        expect(settingsOf(read)).toEqual(settingsOf(overlay));
        expect(writeOverlay(read)).toBe(written);
      }),
      { numRuns: 100 },
    );
    const awkward = parseOverlay('{"overlay":"station","of":{"workflow":"small","template":4},"because":"是: #1\\n“第二行”","parameters":{"rounds":3,"visitSoon":{"value":"P2D","because":"yes"}},"tasks":{"registered#look":{}},"forms":{}}', 'o.yaml').overlay;
    expect(writeOverlay(awkward)).toBe('overlay: station\nof:\n  workflow: small\n  template: 4\nbecause: |-\n  是: #1\n  “第二行”\nparameters:\n  rounds: 3\n  visitSoon:\n    value: P2D\n    because: yes\n');
  });
});
