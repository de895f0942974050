import { findRole } from '@stationhouse/access';
import { composeOverlays, NO_SETTINGS, settingsInWords, settingsOf, type Change, type Definition, type Extension, type Overlay, type Setting, type Settings } from '@stationhouse/workflow';

type Layers = readonly (Overlay | Extension | undefined)[];

/** What leads from some layers to others, from the outside in, as whoever published would tell: one line per setting. @param base the template both stand on */
export function overlayChanges(base: Definition, before: Layers, after: Layers): readonly Change[] {
  return changesOfSettings(base, composed(before), composed(after));
}

/** As {@link overlayChanges}, of layers that are composed already. */
export function changesOfSettings(base: Definition, before: Settings, after: Settings): readonly Change[] {
  return settingsInWords(base, before, after, (role) => findRole(role)?.title);
}

/** Several layers as one, the outermost first. */
export function composed(layers: Layers): readonly Setting[] {
  return layers.flatMap((layer) => (layer === undefined ? [] : [settingsOf(layer)])).reduce(composeOverlays, NO_SETTINGS);
}
