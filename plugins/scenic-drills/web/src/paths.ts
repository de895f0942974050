/** Below the station. */
export const drillsPage = 'p/scenic-drills';
export const drillPage = (id: string) => `${drillsPage}/drills/${id}`;
export const newDrill = `${drillsPage}/new`;
export const sitesPage = `${drillsPage}/sites`;
export const yearPage = `${drillsPage}/year`;
