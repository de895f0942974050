/** Where a dispute is recorded, below the station. */
export const newDispute = 'instances/new?workflow=dispute-mediation';

/** The list of disputes, below the station. */
export const disputesPage = 'p/dispute-mediation';
