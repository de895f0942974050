/** Where a dispute is recorded, below the station. */
export const newDispute = 'instances/new?workflow=dispute-mediation';
