import type { Mapping } from '@stationhouse/incidents';

/** A real, public list of calls, and how its columns are to be read. */
export interface Source {
  readonly key: string;
  readonly file: string;
  /** The column that names the station, and which of its values are stations; all others go to the unrouted one. */
  readonly stationColumn: string;
  readonly isStation: (value: string) => boolean;
  readonly timeZone: string;
  readonly mapping: Omit<Mapping, 'routing' | 'source' | 'timeZone'>;
}

export const MONTGOMERY: Source = {
  key: 'montgomery',
  file: 'montgomery-911.zip',
  stationColumn: 'twp',
  isStation: (value) => value !== '',
  timeZone: 'America/New_York',
  mapping: {
    fields: {
      receivedAt: { column: 'timeStamp' },
      category: { column: 'title', values: { 'EMS:*': 'assistance.medical', 'Traffic:*': 'traffic', 'Fire:*': 'disaster.fire' } },
      address: { column: 'addr' },
      postcode: { column: 'zip' },
      latitude: { column: 'lat' },
      longitude: { column: 'lng' },
      narrative: { column: 'desc' },
    },
    attributes: ['e'],
  },
};

export const MILWAUKEE: Source = {
  key: 'milwaukee',
  file: 'milwaukee-calls-for-service.csv.gz',
  stationColumn: 'district',
  isStation: (value) => /^[1-7]$/.test(value),
  timeZone: 'America/Chicago',
  mapping: {
    fields: {
      receivedAt: { column: 'time' },
      category: {
        column: 'nature',
        values: { 'TRAFFIC*': 'traffic', 'ACC *': 'traffic.accident', 'THEFT*': 'criminal.theft', 'BATTERY*': 'criminal.injury', 'FIGHT': 'publicOrder.fight', 'NOISE*': 'dispute.noise', 'FAMILY*': 'dispute.family', 'MED RUN': 'assistance.medical', '*': 'unclassified' },
      },
      address: { column: 'location' },
      latitude: { column: 'latitude' },
      longitude: { column: 'longitude' },
      outcome: {
        column: 'status',
        values: {
          'Assignment Completed': 'handled',
          'Service in Progress': '',
          Advised: 'advised',
          'Advised/Referral': 'transferred',
          Referral: 'transferred',
          'Unable to Locate Complainant': 'callerNotFound',
          'Open Investigation': 'caseAccepted',
          'Cleared by Arrest': 'arrested',
          'City Citation(s) Issued': 'penalised',
          'State Citation(s) Issued': 'penalised',
          'Ordered to Appear': 'penalised',
          'False Alarm': 'falseAlarm',
          '*': 'recorded',
        },
      },
    },
    attributes: ['status'],
    idColumn: 'id',
  },
};

export const TORONTO: Source = {
  key: 'toronto',
  file: 'toronto_fire_incidents_2011_2019.csv.gz',
  stationColumn: 'Incident_Station_Area',
  isStation: (value) => value !== '',
  timeZone: 'America/Toronto',
  mapping: {
    fields: {
      receivedAt: { column: 'TFS_Alarm_Date', timeColumn: 'TFS_Alarm_Time' },
      arrivedAt: { column: 'TFS_Arrival_Time' },
      underControlAt: { column: 'Fire_Under_Control_Time' },
      clearedAt: { column: 'Last_TFS_Unit_Clear_Time' },
      category: { column: 'Final_Incident_Type', values: { '*': 'disaster.fire' } },
      address: { column: 'Intersection' },
      latitude: { column: 'Latitude' },
      longitude: { column: 'Longitude' },
    },
    attributes: 'rest',
    idColumn: 'X_id',
  },
};
