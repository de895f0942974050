export { BureauChangesDocument, ChangesDocument, useChanges } from '@stationhouse/plugin-web';
