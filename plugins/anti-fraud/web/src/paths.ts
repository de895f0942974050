/** Where an alert is recorded by hand, below the station. */
export const newAlert = 'instances/new?workflow=fraud-alert';
/** The queue, below the station. */
export const alertsPage = 'p/anti-fraud';
/** The page of one alert while it runs, below the station. @param id of its instance */
export const alertPage = (id: string) => `${alertsPage}/alerts/${id}`;
/** The payment stops, below the station. */
export const stopsPage = `${alertsPage}/stops`;
/** The page of one payment stop, below the station. @param id of its instance */
export const stopPage = (id: string) => `${stopsPage}/${id}`;
/** The lectures, below the station. */
export const lecturesPage = `${alertsPage}/lectures`;
/** Where a lecture is planned, below the station. */
export const newLecture = 'instances/new?workflow=fraud-lecture';
/** The station's bank branches, below the station. */
export const branchesPage = 'p/anti-fraud/branches';
