/** Where one is recorded, below the station. */
export const newOne = 'instances/new?workflow=three-losses';
