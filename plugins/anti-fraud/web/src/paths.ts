/** Where an alert is recorded by hand, below the station. */
export const newAlert = 'instances/new?workflow=fraud-alert';
